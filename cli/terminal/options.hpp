// Options of a command: grouped help, no guessing of abbreviations, errors with suggestions.
// Boost.Program_options does it, behind this header.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kenyon::cli {

using arguments = std::vector<std::string>;

// The value that an option takes.
struct value_page {
  std::string name;                   // in the help
  std::optional<std::string> preset;  // where the option is not given
  bool repeats = false;               // each time it is given adds a value
};
value_page text(const char* name);
value_page text(const char* name, const char* preset);
value_page texts(const char* name);  // one that repeats

struct option {
  std::string name;                 // "json"; "help,h" with a letter
  std::optional<value_page> value;  // a switch has none
  std::string help;
};

class option_group {
 public:
  explicit option_group(std::string title) : title_(std::move(title)) {}
  // group.add_options()("json", "...")("csv", text("FILE"), "...");
  option_group& add_options() { return *this; }
  option_group& operator()(const char* name, const std::string& help) {
    options_.push_back({name, std::nullopt, help});
    return *this;
  }
  option_group& operator()(const char* name, value_page value, const std::string& help) {
    options_.push_back({name, std::move(value), help});
    return *this;
  }
  const std::string& title() const { return title_; }
  const std::vector<option>& options() const { return options_; }

 private:
  std::string title_;
  std::vector<option> options_;
};

struct option_page {
  std::string usage;    // "kenyon learn FILE.kyn INPUT [OPTIONS]"
  std::string summary;  // what the command does, in a sentence or two
  std::vector<option_group> groups;
  // Options filled by position: "INPUT"; "[FILE]" may be missing; "ID..." takes all that follow.
  std::vector<std::string> positionals;
  std::vector<std::string> examples;  // three command lines
  // Options and positionals that name a file. None may be written under two names, or be read and
  // written; this and whether it can be written is told before the work.
  std::vector<const char*> read{};
  std::vector<const char*> written{};
};

// What was given of an option, or its preset.
class option_value {
 public:
  option_value() = default;
  option_value(std::vector<std::string> texts, bool defaulted)
      : texts_(std::move(texts)), defaulted_(defaulted) {}
  const std::string& text() const { return texts_.front(); }
  const std::vector<std::string>& texts() const { return texts_; }
  bool defaulted() const { return defaulted_; }
  // as<std::string>() or as<std::vector<std::string>>().
  template <class T>
  const T& as() const;

 private:
  std::vector<std::string> texts_{1};
  bool defaulted_ = true;
};
template <>
inline const std::string& option_value::as<std::string>() const {
  return text();
}
template <>
inline const std::vector<std::string>& option_value::as<std::vector<std::string>>() const {
  return texts();
}

class option_values {
 public:
  void set(const std::string& name, option_value value) { values_[name] = std::move(value); }
  // 1 where it was given or has a preset, else 0.
  std::size_t count(const std::string& name) const { return values_.count(name); }
  // An empty text where it has neither.
  const option_value& operator[](const std::string& name) const;

 private:
  std::map<std::string, option_value> values_;
};

// Throws error{usage}.
option_values parse_options(const option_page& page, const arguments& args);
void print_options(const option_page& page);

// Options of every command that works: --threads, --progress, --help.
option_group common_options();

// The value of a string option, or `otherwise` where it has none.
std::string text_option(const option_values& values, const char* name,
                        const std::string& otherwise = {});

// Whether it was named on the command line.
bool is_given(const option_values& values, const char* name);

// Throws error{usage}, "--NAME WHY", for the first of these that was given.
void refuse_options(const option_values& values, std::initializer_list<const char*> names,
                    const std::string& why);

// The place of `text` among the names; throws error{usage}, "unknown NOUN "TEXT"", with a
// suggestion.
std::size_t place_among(std::span<const std::string_view> names, const std::string& text,
                        const char* noun);

// The parts of "a,b,c"; throws error{usage} for an empty part.
std::vector<std::string> split_list(const std::string& text, const char* option);

// A whole number, checked against a range; throws error{usage} that names the option.
std::uint64_t whole_number(const std::string& text, const char* option, std::uint64_t least,
                           std::uint64_t most);

// The same of an option that is given or has a default.
std::uint64_t number_option(const option_values& values, const char* name, std::uint64_t least,
                            std::uint64_t most);

// A number, checked against a range; throws error{usage} that names the option.
double real_number(const std::string& text, const char* option, double least, double most);
double real_option(const option_values& values, const char* name, double least, double most);

// The names of Boost.Program_options, for code that was written with them.
namespace po {
using options_description = option_group;
using variables_map = option_values;
}  // namespace po

}  // namespace kenyon::cli
