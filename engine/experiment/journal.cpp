#include <kenyon/experiment/journal.hpp>

#include <cerrno>
#include <cstring>

#include <kenyon/base/error.hpp>
#include <kenyon/io/file.hpp>

#include "experiment/json_fields.hpp"

namespace kenyon {
namespace {

constexpr int deepest = 8;
constexpr std::uint64_t most_journal_bytes = std::uint64_t{1} << 30;

[[noreturn]] void refuse(const std::string& why) {
  throw error(fault::bad_input, why);
}

json parse_record(std::string_view line) {
  // Writing nested JSON is recursive: a hostile depth would overflow the stack.
  const auto shallow = [](int depth, json::parse_event_t, json&) {
    if (depth > deepest) refuse("nested too deeply");
    return true;
  };
  json record = json::parse(line, shallow, false);
  if (!record.is_object() || !record.contains("record")) refuse("not a record of kenyon capacity");
  return record;
}

plan read_plan(const json& record) {
  if (record["record"] != "provenance" || !record.contains("experiment"))
    refuse("the first record must be the provenance");
  plan p;
  read_fields(record["experiment"], p);
  check_plan(p);
  return p;
}

void add_trial(journal& all, const outcome& o, const char* twice) {
  const auto [place, is_new] = all.trials.emplace(o.trial, o);
  if (!is_new && !(place->second == o)) refuse("trial " + std::to_string(o.trial) + twice);
}

void read_line(std::string_view line, bool first, journal& read) {
  const json record = parse_record(line);
  if (first) {
    read.experiment = read_plan(record);
  } else if (record["record"] == "trial") {
    outcome o;
    read_fields(record, o, "record");
    check_outcome(read.experiment, o);
    add_trial(read, o, " stands here twice with different outcomes");
  }
}

}  // namespace

bool operator==(const plan& a, const plan& b) {
  return to_json(a) == to_json(b);
}

journal parse_journal(std::string_view text, const std::string& name) {
  journal read;
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    if (end == std::string_view::npos) break;
    ++number;
    try {
      read_line(text.substr(begin, end - begin), number == 1, read);
    } catch (const error& e) {
      refuse(name + ":" + std::to_string(number) + ": " + one_line(e.what()));
    }
    begin = end + 1;
  }
  if (number == 0) refuse(name + ": no record of kenyon capacity");
  return read;
}

journal read_journal(const std::string& path) {
  const std::vector<std::byte> bytes = read_file(path, most_journal_bytes);
  return parse_journal({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path);
}

std::string journal_head(const plan& experiment, std::string_view host) {
  const json record{
      {"record", "provenance"}, {"experiment", to_json(experiment)}, {"host", json::parse(host)}};
  return dump_text(record) + "\n";
}

std::string journal_line(const outcome& o) {
  json record{{"record", "trial"}};
  fields(json_writer(record, false), o);
  return dump_text(record) + "\n";
}

std::string journal_text(const journal& all, std::string_view host) {
  std::string lines = journal_head(all.experiment, host);
  for (const auto& [number, o] : all.trials) lines += journal_line(o);
  return lines;
}

void add_part(journal& all, const journal& part, const std::string& name) try {
  if (!(all.experiment == part.experiment)) refuse("is of another experiment than the first file");
  for (const auto& [number, o] : part.trials)
    add_trial(all, o, " has another outcome here than in an earlier file");
} catch (const error& e) {
  refuse(name + ": " + e.what());
}

journal_writer::journal_writer(const std::string& path, const std::string& before) : path_(path) {
  write_file(path, before);
  file_.reset(std::fopen(path.c_str(), "a"));
  if (!file_) throw error(fault::io, path + ": " + std::strerror(errno));
}

void journal_writer::append(const outcome& o) {
  const std::string line = journal_line(o);
  if (std::fwrite(line.data(), 1, line.size(), file_.get()) != line.size() ||
      std::fflush(file_.get()) != 0)
    throw error(fault::io, path_ + ": " + std::strerror(errno));
}

}  // namespace kenyon
