#include "cli/terminal/options.hpp"

#include <boost/program_options.hpp>

#include <algorithm>
#include <charconv>
#include <iostream>
#include <sstream>

#include <kenyon/base/error.hpp>
#include <kenyon/base/suggest.hpp>

namespace kenyon::cli {
namespace {

namespace boost_po = boost::program_options;

boost_po::options_description group_of(const option_group& group) {
  boost_po::options_description made(group.title());
  for (const option& o : group.options()) {
    if (!o.value) {
      made.add_options()(o.name.c_str(), o.help.c_str());
    } else if (o.value->repeats) {
      auto* value = boost_po::value<std::vector<std::string>>();
      made.add_options()(o.name.c_str(), value->value_name(o.value->name), o.help.c_str());
    } else {
      auto* value = boost_po::value<std::string>()->value_name(o.value->name);
      if (o.value->preset) value->default_value(*o.value->preset);
      made.add_options()(o.name.c_str(), value, o.help.c_str());
    }
  }
  return made;
}

struct positional {
  std::string name;
  bool may_miss;
  bool repeats;
};

positional positional_of(const std::string& said) {
  if (said.ends_with("...")) return {said.substr(0, said.size() - 3), false, true};
  if (said.starts_with('[')) return {said.substr(1, said.size() - 2), true, false};
  return {said, false, false};
}

[[noreturn]] void refuse_unknown(const std::string& token, const option_page& page) {
  std::vector<std::string> names;
  for (const option_group& group : page.groups)
    for (const option& o : group.options())
      names.push_back("--" + o.name.substr(0, o.name.find(',')));
  throw error(fault::usage,
              "unknown option \"" + token + "\"" +
                  suggest_name(token, std::vector<std::string_view>(names.begin(), names.end())));
}

boost_po::variables_map parse(const option_page& page, const arguments& args) {
  boost_po::options_description all;
  for (const option_group& group : page.groups) all.add(group_of(group));
  boost_po::positional_options_description order;
  boost_po::options_description hidden;
  for (const std::string& said : page.positionals) {
    const positional p = positional_of(said);
    if (p.repeats)
      hidden.add_options()(p.name.c_str(), boost_po::value<std::vector<std::string>>());
    else
      hidden.add_options()(p.name.c_str(), boost_po::value<std::string>());
    order.add(p.name.c_str(), p.repeats ? -1 : 1);
  }
  all.add(hidden);
  using style = boost_po::command_line_style::style_t;
  const int exact = style::unix_style & ~style::allow_guessing;
  boost_po::variables_map values;
  try {
    boost_po::store(
        boost_po::command_line_parser(args).options(all).positional(order).style(exact).run(),
        values);
  } catch (const boost_po::unknown_option& e) {
    refuse_unknown(e.get_option_name(), page);
  } catch (const boost_po::too_many_positional_options_error&) {
    throw error(fault::usage, "too many arguments; usage: " + page.usage);
  } catch (const boost_po::error& e) {
    throw error(fault::usage, e.what());
  }
  return values;
}

option_value value_of(const boost_po::variable_value& given) {
  if (const auto* many = boost::any_cast<std::vector<std::string>>(&given.value()))
    return {*many, given.defaulted()};
  const auto* one = boost::any_cast<std::string>(&given.value());
  return {{one ? *one : ""}, given.defaulted()};
}

}  // namespace

option_values parse_options(const option_page& page, const arguments& args) {
  option_values values;
  for (const auto& [name, given] : parse(page, args)) values.set(name, value_of(given));
  if (values.count("help")) return values;
  for (const std::string& said : page.positionals) {
    const positional p = positional_of(said);
    if (!p.may_miss && !values.count(p.name))
      throw error(fault::usage, "missing " + p.name + "; usage: " + page.usage);
  }
  return values;
}

void print_options(const option_page& page) {
  for (const option_group& group : page.groups) std::cout << '\n' << group_of(group);
}

const option_value& option_values::operator[](const std::string& name) const {
  static const option_value none;
  const auto found = values_.find(name);
  return found == values_.end() ? none : found->second;
}

option_group common_options() {
  option_group common("Running");
  common.add_options()("threads", text("T"), "threads to use (default: all cores)")(
      "progress", text("WHEN", "auto"),
      "progress on stderr: auto (when it is a terminal), always, never")("help,h", "this page");
  return common;
}

value_page text(const char* name) {
  return {name, std::nullopt, false};
}
value_page text(const char* name, const char* preset) {
  return {name, preset, false};
}
value_page texts(const char* name) {
  return {name, std::nullopt, true};
}

std::string text_option(const option_values& values, const char* name,
                        const std::string& otherwise) {
  return values.count(name) ? values[name].text() : otherwise;
}

bool is_given(const option_values& values, const char* name) {
  return values.count(name) && !values[name].defaulted();
}

void refuse_options(const option_values& values, std::initializer_list<const char*> names,
                    const std::string& why) {
  for (const char* name : names)
    if (is_given(values, name)) throw error(fault::usage, std::string("--") + name + " " + why);
}

std::size_t place_among(std::span<const std::string_view> names, const std::string& text,
                        const char* noun) {
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end())
    throw error(fault::usage,
                std::string("unknown ") + noun + " \"" + text + "\"" + suggest_name(text, names));
  return static_cast<std::size_t>(found - names.begin());
}

std::vector<std::string> split_list(const std::string& text, const char* option) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    if (parts.back().empty())
      throw error(fault::usage, std::string(option) + ": empty entry in \"" + text + "\"");
    begin = end + 1;
  }
  return parts;
}

std::uint64_t whole_number(const std::string& text, const char* option, std::uint64_t least,
                           std::uint64_t most) {
  std::uint64_t value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size() || value < least || value > most)
    throw error(fault::usage, std::string(option) + ": \"" + text +
                                  "\" is not a whole number from " + std::to_string(least) +
                                  " to " + std::to_string(most));
  return value;
}

std::uint64_t number_option(const option_values& values, const char* name, std::uint64_t least,
                            std::uint64_t most) {
  const std::string option = std::string("--") + name;
  return whole_number(values[name].text(), option.c_str(), least, most);
}

double real_number(const std::string& text, const char* option, double least, double most) {
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size() ||
      !(value >= least && value <= most)) {
    std::ostringstream why;
    why << option << ": \"" << text << "\" is not a number from " << least << " to " << most;
    throw error(fault::usage, why.str());
  }
  return value;
}

double real_option(const option_values& values, const char* name, double least, double most) {
  const std::string option = std::string("--") + name;
  return real_number(values[name].text(), option.c_str(), least, most);
}

}  // namespace kenyon::cli
