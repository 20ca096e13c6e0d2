#include "cli/terminal/options.hpp"

#include <algorithm>
#include <charconv>
#include <iostream>
#include <sstream>

#include <kenyon/base/error.hpp>
#include <kenyon/base/suggest.hpp>
#include <kenyon/base/threads.hpp>

namespace kenyon::cli {
namespace {

void print_help(const option_page& page) {
  std::cout << page.summary << "\n\nUsage: " << page.usage << "\n";
  for (const auto& group : page.groups) std::cout << '\n' << group;
  std::cout << "\nExamples:\n";
  for (const std::string& example : page.examples) std::cout << "  " << example << '\n';
  std::cout << "\nExit codes: 0 done, 1 negative result, 2 usage, 3 bad input or damaged file,\n"
               "            4 I/O or too little memory, 130 interrupted\n";
}

[[noreturn]] void refuse_unknown(const std::string& token, const po::options_description& all) {
  std::vector<std::string> names;
  for (const auto& option : all.options())
    if (!option->long_name().empty()) names.push_back("--" + option->long_name());
  throw error(fault::usage,
              "unknown option \"" + token + "\"" +
                  suggest_name(token, std::vector<std::string_view>(names.begin(), names.end())));
}

}  // namespace

std::optional<po::variables_map> parse_options(const option_page& page, const arguments& args) {
  po::options_description all;
  for (const auto& group : page.groups) all.add(group);
  po::options_description with_positionals;
  with_positionals.add(all);
  po::positional_options_description order;
  po::options_description hidden;
  for (std::size_t i = 0; i < page.positionals.size(); ++i) {
    const bool repeats = page.last_repeats && i + 1 == page.positionals.size();
    if (repeats)
      hidden.add_options()(page.positionals[i], po::value<std::vector<std::string>>());
    else
      hidden.add_options()(page.positionals[i], po::value<std::string>());
    order.add(page.positionals[i], repeats ? -1 : 1);
  }
  with_positionals.add(hidden);

  using style = po::command_line_style::style_t;
  const int exact = style::unix_style & ~style::allow_guessing;
  po::variables_map values;
  try {
    po::store(po::command_line_parser(args)
                  .options(with_positionals)
                  .positional(order)
                  .style(exact)
                  .run(),
              values);
    po::notify(values);
  } catch (const po::unknown_option& e) {
    refuse_unknown(e.get_option_name(), all);
  } catch (const po::too_many_positional_options_error&) {
    throw error(fault::usage, "too many arguments; usage: " + page.usage);
  } catch (const po::error& e) {
    throw error(fault::usage, e.what());
  }
  if (values.count("help")) {
    print_help(page);
    return std::nullopt;
  }
  for (const char* name : page.positionals)
    if (!values.count(name))
      throw error(fault::usage, std::string("missing ") + name + "; usage: " + page.usage);
  return values;
}

po::options_description common_options() {
  po::options_description common("Running");
  common.add_options()("threads", po::value<std::string>()->value_name("T"),
                       "threads to use (default: all cores)")(
      "progress", po::value<std::string>()->value_name("WHEN")->default_value("auto"),
      "progress on stderr: auto (when it is a terminal), always, never")("help,h", "this page");
  return common;
}

unsigned threads_option(const po::variables_map& values) {
  if (!values.count("threads")) return thread_count();
  return static_cast<unsigned>(
      whole_number(values["threads"].as<std::string>(), "--threads", 1, 1024));
}

po::value_semantic* text(const char* name) {
  return po::value<std::string>()->value_name(name);
}
po::value_semantic* text(const char* name, const char* preset) {
  return po::value<std::string>()->value_name(name)->default_value(preset);
}

std::string text_option(const po::variables_map& values, const char* name,
                        const std::string& otherwise) {
  return values.count(name) ? values[name].as<std::string>() : otherwise;
}

bool is_given(const po::variables_map& values, const char* name) {
  return values.count(name) && !values[name].defaulted();
}

void refuse_options(const po::variables_map& values, std::initializer_list<const char*> names,
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

std::uint64_t number_option(const po::variables_map& values, const char* name, std::uint64_t least,
                            std::uint64_t most) {
  const std::string option = std::string("--") + name;
  return whole_number(values[name].as<std::string>(), option.c_str(), least, most);
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

double real_option(const po::variables_map& values, const char* name, double least, double most) {
  const std::string option = std::string("--") + name;
  return real_number(values[name].as<std::string>(), option.c_str(), least, most);
}

}  // namespace kenyon::cli
