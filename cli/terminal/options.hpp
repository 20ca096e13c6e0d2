// Options of a command over Boost.Program_options: grouped help, no guessing of abbreviations,
// errors with suggestions.
#pragma once
#include <boost/program_options.hpp>

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.hpp"

namespace kenyon::cli {

namespace po = boost::program_options;

struct option_page {
  std::string usage;    // "kenyon learn FILE.kyn INPUT [OPTIONS]"
  std::string summary;  // what the command does, in a sentence or two
  std::vector<po::options_description> groups;
  std::vector<const char*> positionals;  // names of string options filled by position, one each...
  bool last_repeats = false;             // ...but the last takes all that follow (a vector option)
  std::vector<std::string> examples;     // three command lines
};

// The values, or nothing when --help was asked for and printed. Throws error{usage}.
std::optional<po::variables_map> parse_options(const option_page& page, const arguments& args);

// Options of every command that works: --threads, --progress, --help.
po::options_description common_options();

// Value of --threads; throws error{usage} unless 1 to 1024.
unsigned threads_option(const po::variables_map& values);

// A string option NAME, and one with a default.
po::value_semantic* text(const char* name);
po::value_semantic* text(const char* name, const char* preset);

// The value of a string option, or `otherwise` where it has none.
std::string text_option(const po::variables_map& values, const char* name,
                        const std::string& otherwise = {});

// Whether it was named on the command line.
bool is_given(const po::variables_map& values, const char* name);

// Throws error{usage}, "--NAME WHY", for the first of these that was given.
void refuse_options(const po::variables_map& values, std::initializer_list<const char*> names,
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
std::uint64_t number_option(const po::variables_map& values, const char* name, std::uint64_t least,
                            std::uint64_t most);

// A number, checked against a range; throws error{usage} that names the option.
double real_number(const std::string& text, const char* option, double least, double most);
double real_option(const po::variables_map& values, const char* name, double least, double most);

}  // namespace kenyon::cli
