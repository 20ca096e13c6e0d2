#include "cli/model/input.hpp"

#include <algorithm>
#include <kenyon/io/json_lines.hpp>
#include <kenyon/io/labels.hpp>

#include "cli/terminal/interrupt.hpp"
#include "cli/terminal/progress.hpp"

namespace kenyon::cli {
namespace {

constexpr std::size_t chunk_rows = 2048;  // encoded between two looks at the clock and at Ctrl-C

std::string plural(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

// What --skip and --limit leave of `whole` items.
void choose(const input_choice& choice, std::size_t whole, const char* noun, input& chosen) {
  if (choice.skip >= whole)
    throw error(fault::usage, "--skip " + std::to_string(choice.skip) + ": " + choice.path +
                                  " has only " + plural(whole, noun));
  chosen.path = choice.path;
  chosen.first = choice.skip;
  chosen.count = std::min<std::uint64_t>(choice.limit, whole - choice.skip);
}

std::vector<std::string> chosen_labels(std::vector<std::string> all, const input& chosen) {
  const auto begin = all.begin() + static_cast<std::ptrdiff_t>(chosen.first);
  return {begin, begin + static_cast<std::ptrdiff_t>(chosen.count)};
}

void read_labels_of(const input_choice& choice, std::size_t whole, input& chosen) {
  if (choice.labels_path.empty()) return;
  std::vector<std::string> all = read_labels(choice.labels_path);
  if (all.size() != whole)
    throw error(fault::bad_input, choice.labels_path + ": expected " + plural(whole, "label") +
                                      ", one for each of " + choice.path + ", found " +
                                      std::to_string(all.size()));
  chosen.labels = chosen_labels(std::move(all), chosen);
}

}  // namespace

void add_input_options(option_group& group) {
  group.add_options()("limit", text("N"), "use at most N rows of INPUT (default: all)")(
      "skip", text("N", "0"), "leave out the first N rows of INPUT");
}

input_choice read_input_choice(const option_values& values, const char* labels_option) {
  input_choice choice;
  choice.path = values["INPUT"].text();
  choice.skip = whole_number(values["skip"].text(), "--skip", 0, std::uint64_t{1} << 48);
  if (values.count("limit"))
    choice.limit = whole_number(values["limit"].text(), "--limit", 1, std::uint64_t{1} << 48);
  if (values.count(labels_option)) choice.labels_path = values[labels_option].text();
  return choice;
}

input read_array_input(const input_choice& choice) {
  input chosen;
  chosen.rows = read_array(choice.path);
  const std::size_t whole = chosen.rows->rows();
  choose(choice, whole, "row", chosen);
  read_labels_of(choice, whole, chosen);
  return chosen;
}

input read_pattern_input(const input_choice& choice, const layout& in) {
  input chosen;
  labelled_patterns all = read_json_lines(choice.path, in);
  const std::size_t whole = all.patterns.size();
  choose(choice, whole, "pattern", chosen);
  for (std::size_t i = 0; i < chosen.count; ++i)
    chosen.patterns.push_back(all.patterns[chosen.first + i]);
  if (!all.labels.empty() && !choice.labels_path.empty())
    throw error(fault::usage,
                choice.path + " has labels of its own; leave " + choice.labels_path + " out");
  if (!all.labels.empty()) chosen.labels = chosen_labels(std::move(all.labels), chosen);
  read_labels_of(choice, whole, chosen);
  return chosen;
}

pattern_batch encode_input(const encoder& with, const input& from,
                           const std::string& progress_mode) {
  if (from.rows->row_size() != with.inputs())
    throw error(fault::bad_input, from.path + ": expected rows of " +
                                      std::to_string(with.inputs()) + " numbers, found " +
                                      std::to_string(from.rows->row_size()));
  progress shown(progress_mode, "encoding", "rows", from.count);
  pattern_batch codes;
  codes.reserve(from.count, from.count * with.output().active());
  for (std::size_t done = 0; done < from.count;) {
    stop_if_asked();
    const std::size_t size = std::min(chunk_rows, from.count - done);
    const pattern_batch chunk =
        naming(from.path, [&] { return encode_rows(with, *from.rows, from.first + done, size); });
    for (std::size_t i = 0; i < size; ++i) codes.push_back(chunk[i]);
    done += size;
    shown.advance(size);
  }
  return codes;
}

picture_size picture_size_of(const array& rows) {
  if (rows.shape.size() != 3) return {};
  return {rows.shape[2], rows.shape[1]};
}

}  // namespace kenyon::cli
