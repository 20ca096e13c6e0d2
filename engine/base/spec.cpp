#include <kenyon/base/spec.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include <kenyon/base/error.hpp>
#include <kenyon/base/suggest.hpp>

namespace kenyon {
namespace {

std::string quoted(std::string_view text) {
  return std::string(1, '"').append(text).append(1, '"');
}

[[noreturn]] void refuse(std::string_view noun, std::string_view text, const std::string& why) {
  throw error(fault::usage, std::string(noun) + " " + quoted(text) + ": " + why);
}

// The shortest text that reads back as the same number.
std::string number_text(double value) {
  std::array<char, 32> digits{};
  const auto done = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  return {digits.data(), done.ptr};
}

std::size_t find_kind(const spec_table& table, std::string_view name) {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < table.kinds(); ++i) {
    if (table.kind(i).name == name) return i;
    names.push_back(table.kind(i).name);
  }
  throw error(fault::usage, "unknown " + std::string(table.noun) + " " + quoted(name) +
                                suggest_name(name, names));
}

}  // namespace

std::string range_text(const spec_parameter& p) {
  std::string listed;
  for (std::size_t i = 0; i < p.only.size(); ++i)
    listed += (i == 0 ? "" : i + 1 == p.only.size() ? " or " : ", ") + number_text(p.only[i]);
  if (!listed.empty()) return listed;
  const std::string number = p.whole ? "a whole number" : "a number";
  const double least = std::numeric_limits<double>::lowest();
  const double most = std::numeric_limits<double>::max();
  if (p.low <= least && p.high >= most) return number;
  if (p.high >= most) return number + " from " + number_text(p.low);
  return number + " from " + number_text(p.low) + " to " + number_text(p.high);
}

spec::spec(const spec_table& table, std::string_view text) : table_(&table) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  kind_ = find_kind(table, text.substr(0, colon));
  const auto parameters = what().parameters;
  for (const spec_parameter& p : parameters) values_.push_back({p.otherwise, {}});
  std::vector<bool> given(parameters.size());
  for (std::size_t begin = colon + 1; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string_view piece = text.substr(begin, end - begin);
    const std::size_t i = read(text, piece);
    if (given[i]) refuse(table.noun, text, quoted(parameters[i].name) + " is given twice");
    given[i] = true;
    begin = end + 1;
  }
  for (std::size_t i = 0; i < parameters.size(); ++i)
    if (std::isnan(values_[i].number))
      refuse(table.noun, text, "expected " + std::string(parameters[i].name) + "=VALUE");
}

std::size_t spec::read(std::string_view text, std::string_view piece) {
  const std::size_t equals = piece.find('=');
  if (what().parameters.empty())
    refuse(table_->noun, text, std::string(kind()) + " takes no parameters");
  if (equals == std::string_view::npos)
    refuse(table_->noun, text, quoted(piece) + " is not NAME=VALUE");
  const std::string_view name = piece.substr(0, equals);
  const std::string_view given = piece.substr(equals + 1);
  const std::size_t i = find(name);
  const spec_parameter& p = what().parameters[i];
  if (p.is_text) {
    values_[i] = {0, std::string(given)};
    return i;
  }
  if (!p.words.empty()) {
    const auto word = std::find(p.words.begin(), p.words.end(), given);
    if (word == p.words.end())
      refuse(table_->noun, text,
             std::string(name) + " cannot be " + quoted(given) + suggest_name(given, p.words));
    values_[i].number = static_cast<double>(word - p.words.begin());
    return i;
  }
  double number = 0;
  const auto [stop, code] = std::from_chars(given.data(), given.data() + given.size(), number);
  if (code != std::errc() || stop != given.data() + given.size())
    refuse(table_->noun, text, quoted(given) + " is no number");
  set(name, number);
  return i;
}

std::size_t spec::find(std::string_view parameter) const {
  const auto parameters = what().parameters;
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (parameters[i].name == parameter) return i;
    names.push_back(parameters[i].name);
  }
  refuse(table_->noun, kind(),
         "unknown parameter " + quoted(parameter) + suggest_name(parameter, names));
}

std::string spec::text() const {
  std::string made(kind());
  char before = ':';
  const auto parameters = what().parameters;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const spec_parameter& p = parameters[i];
    if (p.is_text ? values_[i].text.empty() : values_[i].number == p.otherwise) continue;
    made += before + std::string(p.name) + "=";
    if (p.is_text)
      made += values_[i].text;
    else if (!p.words.empty())
      made += p.words[static_cast<std::size_t>(values_[i].number)];
    else
      made += number_text(values_[i].number);
    before = ',';
  }
  return made;
}

double spec::get(std::string_view parameter) const {
  return values_[find(parameter)].number;
}

std::string_view spec::get_text(std::string_view parameter) const {
  return values_[find(parameter)].text;
}

void spec::set(std::string_view parameter, double number) {
  const std::size_t i = find(parameter);
  const spec_parameter& p = what().parameters[i];
  const double high = p.words.empty() ? p.high : static_cast<double>(p.words.size() - 1);
  const bool listed =
      p.only.empty() || std::find(p.only.begin(), p.only.end(), number) != p.only.end();
  if (!(number >= p.low && number <= high) || (p.whole && number != std::floor(number)) || !listed)
    refuse(table_->noun, kind(), std::string(p.name) + " is " + range_text(p));
  values_[i].number = number;
}

std::vector<std::string> split_specs(std::string_view list) {
  std::vector<std::string> texts;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    const std::string piece(list.substr(begin, end - begin));
    const bool goes_on =
        piece.find('=') != std::string::npos && piece.find(':') == std::string::npos;
    if (goes_on && !texts.empty())
      texts.back() += "," + piece;
    else
      texts.push_back(piece);
    begin = end + 1;
  }
  return texts;
}

}  // namespace kenyon
