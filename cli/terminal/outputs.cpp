#include "cli/terminal/outputs.hpp"

#include <algorithm>
#include <filesystem>

#include <kenyon/base/error.hpp>

namespace kenyon::cli {

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

}  // namespace kenyon::cli
