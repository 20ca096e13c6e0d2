#include "cli/capacity/journal.hpp"

#include <cerrno>
#include <cstring>

#include <kenyon/base/error.hpp>
#include <kenyon/io/file.hpp>

#include "cli/capacity/plan_json.hpp"

namespace kenyon::cli {
namespace {

constexpr int deepest = 8;
constexpr std::uint64_t most_journal_bytes = std::uint64_t{1} << 30;

void read_line(const std::string& line, const std::string& where, bool first, journal& read) {
  // Writing nested JSON is recursive: a hostile depth would overflow the stack.
  const auto shallow = [](int depth, json::parse_event_t, json&) {
    if (depth > deepest) throw error(fault::bad_input, "nested too deeply");
    return true;
  };
  json record;
  try {
    record = json::parse(line, shallow, false);
  } catch (const error& e) {
    throw error(fault::bad_input, where + ": " + e.what());
  }
  if (!record.is_object() || !record.contains("record"))
    throw error(fault::bad_input, where + ": not a record of kenyon capacity");
  if (first) {
    if (record["record"] != "provenance" || !record.contains("experiment"))
      throw error(fault::bad_input, where + ": the first record must be the provenance");
    read.experiment = record["experiment"];
  } else if (record["record"] == "trial") {
    const outcome o = outcome_from_json(record, where);
    const auto [place, is_new] = read.trials.emplace(o.trial, o);
    if (!is_new && !(place->second == o))
      throw error(fault::bad_input, where + ": trial " + std::to_string(o.trial) +
                                        " stands here twice with different outcomes");
  }
}

}  // namespace

journal read_journal(const std::string& path) {
  const std::vector<std::byte> bytes = read_file(path, most_journal_bytes);
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  journal read;
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    if (end == std::string_view::npos) break;
    ++number;
    read_line(std::string(text.substr(begin, end - begin)), path + ":" + std::to_string(number),
              number == 1, read);
    begin = end + 1;
  }
  if (number == 0) throw error(fault::bad_input, path + ": no record of kenyon capacity");
  return read;
}

std::string provenance_line(const json& experiment, const json& host) {
  const json record{{"record", "provenance"}, {"experiment", experiment}, {"host", host}};
  return dump_text(record) + "\n";
}

journal_writer::journal_writer(const std::string& path, const std::string& before) : path_(path) {
  write_file(path, before);
  file_.reset(std::fopen(path.c_str(), "a"));
  if (!file_) throw error(fault::io, path + ": " + std::strerror(errno));
}

void journal_writer::append(const outcome& o) {
  const std::string line = dump_text(outcome_to_json(o)) + "\n";
  if (std::fwrite(line.data(), 1, line.size(), file_.get()) != line.size() ||
      std::fflush(file_.get()) != 0)
    throw error(fault::io, path_ + ": " + std::strerror(errno));
}

}  // namespace kenyon::cli
