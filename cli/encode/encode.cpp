#include <algorithm>
#include <iostream>
#include <sstream>

#include <kenyon/io/file.hpp>
#include <kenyon/io/labels.hpp>

#include "cli/command.hpp"
#include "cli/encode/report.hpp"
#include "cli/model/input.hpp"
#include "cli/terminal/interrupt.hpp"
#include "cli/terminal/progress.hpp"

namespace kenyon::cli {
namespace {

constexpr std::size_t held_out_every = 5;  // with --report: this row of as many is measured
constexpr std::size_t chunk_items = 2048;  // between two looks at the clock and at Ctrl-C
constexpr std::uint64_t text_bytes = std::uint64_t{1} << 30;

struct encode_request {
  input_choice from;
  std::vector<encoder_spec> encoders;
  std::vector<layout> shapes;
  std::uint64_t seed = 1;
  std::string out;  // empty: stdout, unless there is a report
  bool report = false;
  std::uint64_t sample = 1000;
};

option_page encode_page() {
  option_group what("Encoders");
  what.add_options()("encoder", text("ENCODER,...", "projection"),
                     "encoders of numbers or of text; kenyon info lists them")(
      "layout", text("LAYOUT,...", "8192/64"), "N/K (flat) or HxM (modular)")(
      "seed", text("S", "1"), "of the encoders' random choices");
  option_group input("Input");
  input.add_options()("labels", text("FILE"),
                      "a label for each row, to be written with its code: IDX or .npy of integers, "
                      "or text lines");
  add_input_options(input);
  option_group output("Output");
  output.add_options()("out", text("FILE.jsonl"),
                       "write the codes there (default: stdout, unless there is a report)")(
      "report",
      "measure instead: overlap against likeness, use of the units, collisions and time; encoders "
      "that learn are measured untrained and trained, on every fifth row, trained on the others")(
      "sample", text("N", "1000"), "rows whose pairs are compared")(
      "plot", text("FILE"), "draw overlap against likeness with gnuplot: FILE.svg or FILE.png")(
      "json", "print the report as one JSON object instead of the table");
  return {"kenyon encode INPUT [OPTIONS]",
          "Turns images, vectors or lines of text into patterns, JSON Lines that kenyon learn and "
          "recall read;\nor measures encoders beside each other. INPUT is an IDX or .npy array, a "
          "row an item, or a text file,\na line an item; plain or gzip.",
          {what, input, output, common_options()},
          {"INPUT"},
          {"kenyon encode train-images-idx3-ubyte.gz --encoder learned --layout 4096/32 --out "
           "codes.jsonl",
           "kenyon encode t10k-images-idx3-ubyte.gz --encoder projection,learned --layout "
           "1024/16,16x64 --report --plot overlap.svg",
           "kenyon encode sentences.txt --encoder text --layout 64x256 --report"},
          {"INPUT", "labels"},
          {"out", "plot"}};
}

encode_request read_encode_request(const option_values& values) {
  encode_request asked;
  asked.from = read_input_choice(values, "labels");
  asked.encoders = parse_encoders(values["encoder"].text());
  for (const std::string& shape : split_list(values["layout"].text(), "--layout"))
    asked.shapes.push_back(layout::parse(shape));
  asked.seed = number_option(values, "seed", 0, ~std::uint64_t{0});
  asked.out = text_option(values, "out");
  asked.report = values.count("report") || values.count("json") || values.count("plot");
  asked.sample = number_option(values, "sample", 2, 5000);
  const bool writes = !asked.out.empty() || !asked.report;
  if (writes && asked.encoders.size() * asked.shapes.size() > 1)
    throw error(fault::usage,
                "codes are written with one encoder and one layout; several are "
                "compared with --report");
  const bool of_text = kind_of(asked.encoders[0]).takes_text();
  for (const encoder_spec& spec : asked.encoders)
    if (kind_of(spec).takes_text() != of_text)
      throw error(fault::usage, "--encoder: " + asked.encoders[0].text() + " takes " +
                                    (of_text ? "text" : "numbers") + ", " + spec.text() + " " +
                                    (of_text ? "numbers" : "text"));
  if (is_given(values, "sample") && !asked.report)
    throw error(fault::usage, "--sample is of --report");
  return asked;
}

// The lines of a text file; a line break at its end begins no line.
std::vector<std::string> read_lines(const std::string& path) {
  const std::vector<std::byte> bytes = read_file(path, text_bytes);
  const std::string_view all(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < all.size();) {
    const std::size_t end = std::min(all.find('\n', begin), all.size());
    std::string_view line = all.substr(begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.emplace_back(line);
    begin = end + 1;
  }
  return lines;
}

// Rows first, first+step, ... of the array, as an array of their own.
array rows_of(const array& from, const std::vector<std::size_t>& chosen) {
  array made;
  made.type = from.type;
  made.shape = from.shape;
  made.shape[0] = chosen.size();
  const std::size_t bytes = from.row_size() * size_of(from.type);
  made.data.resize(chosen.size() * bytes);
  for (std::size_t i = 0; i < chosen.size(); ++i)
    std::copy_n(from.data.begin() + static_cast<std::ptrdiff_t>(chosen[i] * bytes), bytes,
                made.data.begin() + static_cast<std::ptrdiff_t>(i * bytes));
  return made;
}

struct chosen_input {
  encode_input_data all;
  std::vector<std::string> labels;
};

chosen_input read_chosen(const encode_request& asked) {
  chosen_input chosen;
  chosen.all.path = asked.from.path;
  if (!kind_of(asked.encoders[0]).takes_text()) {
    input rows = read_array_input(asked.from);
    // Now, while the rows have the numbers they have in the file.
    std::vector<float> row(rows.rows->row_size());
    std::vector<std::size_t> wanted(rows.count);
    for (std::size_t i = 0; i < rows.count; ++i) {
      wanted[i] = rows.first + i;
      naming(chosen.all.path, [&] { rows.rows->row(wanted[i], row); });
    }
    chosen.all.rows =
        rows.count == rows.rows->rows() ? std::move(*rows.rows) : rows_of(*rows.rows, wanted);
    chosen.labels = std::move(rows.labels);
    return chosen;
  }
  if (!asked.from.labels_path.empty())
    throw error(fault::usage, "--labels: lines of text have none");
  std::vector<std::string> lines = read_lines(asked.from.path);
  if (lines.empty())
    throw error(fault::bad_input, asked.from.path + ": expected lines, found none");
  if (asked.from.skip >= lines.size())
    throw error(fault::usage, "--skip " + std::to_string(asked.from.skip) + ": " + asked.from.path +
                                  " has only " + std::to_string(lines.size()) + " lines");
  const std::size_t count =
      std::min<std::uint64_t>(asked.from.limit, lines.size() - asked.from.skip);
  const auto begin = lines.begin() + static_cast<std::ptrdiff_t>(asked.from.skip);
  chosen.all.lines.assign(begin, begin + static_cast<std::ptrdiff_t>(count));
  chosen.all.first_line = asked.from.skip + 1;
  return chosen;
}

// Codes of items first, first+1, ...; `labels` are of all items, or none.
std::string codes_text(const pattern_batch& codes, const std::vector<std::string>& labels,
                       std::size_t first) {
  std::string text;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    std::string units = "[";
    for (unit u : codes[i]) units += (units.size() > 1 ? "," : "") + std::to_string(u);
    units += "]";
    text += labels.empty()
                ? units
                : "{\"units\":" + units + ",\"label\":" + dump_text(json(labels[first + i])) + "}";
    text += '\n';
  }
  return text;
}

void write_codes(const encode_request& asked, const chosen_input& from, const std::string& mode) {
  any_encoder with(asked.encoders[0], from.all, asked.shapes[0], asked.seed);
  with.fit(from.all);
  progress shown(mode, "encoding", "items", from.all.size());
  std::string text;
  for (std::size_t begin = 0; begin < from.all.size(); begin += chunk_items) {
    stop_if_asked();
    const std::size_t size = std::min(chunk_items, from.all.size() - begin);
    text += codes_text(with.encode(from.all, begin, size), from.labels, begin);
    shown.advance(size);
  }
  if (asked.out.empty())
    std::cout << text;
  else
    write_file(asked.out, text);
}

struct split_input {
  encode_input_data learned_from;  // empty for text: nothing learns
  encode_input_data measured;
};

// Evenly, because files are often sorted by what their rows show.
split_input split(const encode_input_data& all) {
  if (!all.rows) return {{}, all};
  std::vector<std::size_t> kept, held;
  for (std::size_t i = 0; i < all.size(); ++i)
    (i % held_out_every == held_out_every - 1 ? held : kept).push_back(i);
  if (held.size() < 2)
    throw error(fault::usage, all.path + ": --report needs at least " +
                                  std::to_string(2 * held_out_every) + " rows");
  split_input parts{all, all};
  parts.learned_from.rows = rows_of(*all.rows, kept);
  parts.measured.rows = rows_of(*all.rows, held);
  return parts;
}

std::vector<encode_result> measure(const encode_request& asked, const split_input& parts,
                                   const similarities& alike, const std::string& mode) {
  std::vector<encode_result> results;
  progress shown(mode, "measuring", "encoders", asked.shapes.size() * asked.encoders.size());
  for (const layout& shape : asked.shapes)
    for (const encoder_spec& spec : asked.encoders) {
      stop_if_asked();
      any_encoder learned(spec, parts.measured, shape, asked.seed);
      const stopwatch fitting;
      const bool fitted = parts.learned_from.rows && learned.fit(parts.learned_from);
      const double fit_seconds = fitting.seconds();
      if (fitted) {
        const any_encoder untrained(spec, parts.measured, shape, asked.seed);
        results.push_back(measure_codes(untrained, parts.measured, alike));
        results.back().state = "untrained";
      }
      results.push_back(measure_codes(learned, parts.measured, alike));
      shown.advance(1);
      if (!fitted) continue;
      results.back().state = "trained";
      results.back().fit_seconds = fit_seconds;
    }
  return results;
}

void report(const encode_request& asked, const encode_input_data& all, const run_context& context) {
  const split_input parts = split(all);
  const similarities alike = measure_similarities(parts.measured, asked.sample);
  const std::vector<encode_result> results = measure(asked, parts, alike, context.progress);
  const std::size_t learned_from = parts.learned_from.rows ? parts.learned_from.size() : 0;
  if (context.outputs.json) {
    json host = context.host();
    json times = json::array();
    for (const encode_result& r : results)
      times.push_back({{"fit_seconds", r.fit_seconds}, {"microseconds_a_row", r.microseconds}});
    host["encoders"] = times;
    json top = {{"input", asked.from.path},
                {"trained_on", learned_from},
                {"measured", parts.measured.size()},
                {"seed", asked.seed}};
    top.update(report_json(alike, results));
    top["host"] = std::move(host);
    std::cout << dump_text(top, 2) << '\n';
  } else {
    std::cout << asked.from.path << ": measured on " << parts.measured.size()
              << (learned_from > 0
                      ? " rows, every fifth; trained on the other " + std::to_string(learned_from)
                      : std::string(all.rows ? " rows" : " lines"))
              << "\n\n";
    print_report(std::cout, alike, results);
  }
  if (!context.outputs.plot.empty()) plot_report(alike, results, context.outputs.plot);
}

exit_code run_encode(const encode_request& asked, run_context& context) {
  const chosen_input from = read_chosen(asked);
  if (!asked.report || !asked.out.empty()) write_codes(asked, from, context.progress);
  if (asked.report) report(asked, from.all, context);
  return exit_code::done;
}

}  // namespace

command encode_command() {
  return {"encode", "turn inputs into codes, or compare encoders", encode_page,
          read_then<read_encode_request, run_encode>};
}

}  // namespace kenyon::cli
