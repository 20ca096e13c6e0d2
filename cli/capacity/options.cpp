#include "cli/capacity/options.hpp"

#include <algorithm>

#include <kenyon/base/error.hpp>

#include "cli/capacity/cells.hpp"
#include "cli/capacity/images.hpp"
#include "cli/terminal/outputs.hpp"

namespace kenyon::cli {
namespace {

constexpr std::uint64_t most_patterns = std::uint64_t{1} << 40;

std::vector<std::uint64_t> read_points(const std::string& text) {
  std::vector<std::uint64_t> parts;
  if (text.find(',') != std::string::npos) {
    for (const std::string& part : split_list(text, "--patterns"))
      parts.push_back(whole_number(part, "--patterns", 1, most_patterns));
    return parts;
  }
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(':', begin), text.size());
    parts.push_back(whole_number(text.substr(begin, end - begin), "--patterns", 1, most_patterns));
    begin = end + 1;
  }
  if (parts.size() == 1) return parts;
  if (parts.size() != 3 || parts[1] < parts[0] || (parts[1] - parts[0]) / parts[2] >= 100'000)
    throw error(fault::usage, "--patterns: \"" + text +
                                  "\" is neither a number, a list nor A:B:STEP with A <= B "
                                  "and at most 100000 points");
  std::vector<std::uint64_t> points;
  for (std::uint64_t p = parts[0]; p <= parts[1]; p += parts[2]) points.push_back(p);
  return points;
}

shard read_shard(const std::string& text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos)
    throw error(fault::usage, "--shard: \"" + text + "\" is not I/N, as 1/4");
  shard part;
  part.count = whole_number(text.substr(slash + 1), "--shard", 1, 1'000'000);
  part.index = whole_number(text.substr(0, slash), "--shard", 1, part.count);
  return part;
}

}  // namespace

option_page capacity_page() {
  po::options_description points("How it is measured");
  points.add_options()("patterns", text("P"),
                       "a number, a list A,B,..., or a curve A:B:STEP (default: search for the "
                       "capacity)")(
      "criterion", text("C", "exact=0.9"),
      "exact=SHARE (at least) or unit-error=NOISE (at most, wrong units in shares of K; 0.01)")(
      "seeds", text("N", "6"), "independent repetitions, for the 95 % confidence intervals")(
      "seed", text("S", "1"), "the first seed")(
      "cues", text("N", "4096"),
      "cues tested a measurement, evenly spaced over the stored patterns");
  po::options_description running = common_options();
  running.add_options()("resume", text("FILE"),
                        "keep finished trials in FILE (JSON Lines) and go on where it stops")(
      "shard", text("I/N"), "run only the I-th of N parts (put together with kenyon merge)");
  return {"kenyon capacity --layout LAYOUTS [OPTIONS]",
          "Measures how many random patterns a memory holds, beside theory and a null arm.",
          {cell_group(), task_group(), images_group(), points, output_group(), running},
          {},
          {"kenyon capacity --layout 1000/12,2048/13 --hetero --criterion unit-error --plot "
           "capacity.svg",
           "kenyon capacity --memory hebb,bcpnn --layout 32x32 --cue flip=1 --steps 15 --patterns "
           "100:2000:100 --csv curve.csv",
           "kenyon capacity --memory bcpnn --layout 32x32 --patterns 4000 --lifetime --decay 0.001",
           "kenyon capacity --layout 65536/64 --resume big.jsonl --shard 1/4"},
          {},
          {"jsonl", "csv", "plot", "resume"}};
}

capacity_request read_capacity_options(const option_values& values) {
  capacity_request asked;
  if (values.count("patterns")) asked.what.points = read_points(values["patterns"].text());
  asked.what.cells = read_cells(values, asked.what.points);
  asked.what.wanted = criterion::parse(values["criterion"].text());
  asked.what.first_seed = number_option(values, "seed", 0, ~std::uint64_t{0} - 1'000'000);
  asked.what.seeds = static_cast<std::uint32_t>(number_option(values, "seeds", 1, 100'000));
  check_plan(asked.what);
  if (values.count("resume")) asked.resume = values["resume"].text();
  if (values.count("shard")) asked.part = read_shard(values["shard"].text());
  if (asked.part.count > 1 && asked.resume.empty() && !values.count("jsonl"))
    throw error(
        fault::usage,
        "--shard: a part is kept in a file for kenyon merge; add --jsonl FILE or --resume FILE");
  return asked;
}

}  // namespace kenyon::cli
