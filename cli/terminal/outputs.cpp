#include "cli/terminal/outputs.hpp"

#include <poll.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

#include <kenyon/base/error.hpp>
#include <kenyon/io/file.hpp>

#include "cli/terminal/gnuplot.hpp"

namespace kenyon::cli {

option_group output_group() {
  option_group outputs("Where results go (a table on standard output otherwise)");
  outputs.add_options()("json", "print one JSON object instead of the table")(
      "jsonl", text("FILE"), "write provenance and every trial as JSON Lines")(
      "csv", text("FILE"), "write the rows of the table as CSV")(
      "plot", text("FILE"), "draw the results with gnuplot: FILE.svg or FILE.png");
  return outputs;
}

output_options read_outputs(const option_values& values) {
  output_options outputs{values.count("json") > 0, text_option(values, "jsonl"),
                         text_option(values, "csv"), text_option(values, "plot")};
  check_drawn("--plot", outputs.plot);
  return outputs;
}

void check_drawn(const char* option, const std::string& path) {
  if (!path.empty() && !path.ends_with(".svg") && !path.ends_with(".png"))
    throw error(fault::usage,
                std::string(option) + ": \"" + path + "\" must end with .svg or .png");
}

void need_output() {
  std::cout.flush();
  if (!std::cout) throw error(fault::io, "standard output: cannot be written");
}

bool reader_has_left() {
  std::cout.flush();
  pollfd out{1, POLLOUT, 0};
  return !std::cout && poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

void check_written(const std::vector<written_file>& written, const std::vector<std::string>& read) {
  namespace fs = std::filesystem;
  std::error_code failed;
  const auto file_at = [&](const std::string& path) {
    return fs::weakly_canonical(fs::absolute(path, failed), failed);
  };
  std::vector<fs::path> taken;
  for (const std::string& path : read)
    if (!path.empty()) taken.push_back(file_at(path));
  for (const auto& [option, path] : written) {
    if (path.empty()) continue;
    const fs::path whole = file_at(path);
    if (fs::is_directory(whole, failed))
      throw error(fault::io, option + ": " + path + ": is a folder");
    if (fs::exists(whole, failed) && !fs::is_regular_file(whole, failed)) continue;
    if (std::find(taken.begin(), taken.end(), whole) != taken.end())
      throw error(fault::usage, option + ": \"" + path + "\" is already a file of this command");
    taken.push_back(whole);
    if (!fs::is_directory(fs::absolute(path, failed).parent_path(), failed))
      throw error(fault::io, option + ": " + path + ": there is no such folder");
  }
}

void check_writable(const std::string& path) {
  namespace fs = std::filesystem;
  if (!fs::exists(path) || fs::is_regular_file(path)) const file_replacement probe(path);
}

void check_files(const option_page& page, const option_values& values) {
  std::vector<std::string> read;
  for (const char* name : page.read)
    if (values.count(name)) read.push_back(values[name].text());
  std::vector<written_file> written;
  for (const char* name : page.written) {
    const bool is_option = std::none_of(page.positionals.begin(), page.positionals.end(),
                                        [&](const std::string& p) { return p == name; });
    written.push_back({(is_option ? "--" : "") + std::string(name), text_option(values, name)});
  }
  check_written(written, read);
  for (const written_file& w : written)
    if (!w.path.empty()) check_writable(w.path);
  if (values.count("plot")) need_gnuplot("--plot");
}

}  // namespace kenyon::cli
