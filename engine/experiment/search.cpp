#include <kenyon/experiment/search.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

#include <kenyon/base/error.hpp>

#include "experiment/crossing.hpp"

namespace kenyon {
namespace {

constexpr double scan_ratio = 1.26;  // three points a factor of two
constexpr std::uint32_t scan_cues = 512;
constexpr std::ptrdiff_t failures_to_end = 3;

struct bracket {
  std::uint64_t low = 0;  // 0: never met
  std::uint64_t high = 0;
};

std::vector<std::uint64_t> scan_points(const layout& shape) {
  const auto last = static_cast<double>(most_searched(shape));
  std::vector<std::uint64_t> points;
  for (double p = 1; p < last; p = std::max(p * scan_ratio, p + 1))
    points.push_back(static_cast<std::uint64_t>(p));
  return points;
}

// Around the last success of the scan, one point wider on both sides: its samples are small.
bracket scan(const recall_task& task, const criterion& wanted, std::uint64_t seed,
             const run_control& control) {
  const std::vector<std::uint64_t> points = scan_points(task.shape);
  growing_memory memory(task, seed, control);
  std::ptrdiff_t last_met = -1;
  std::ptrdiff_t i = 0;
  const auto count = static_cast<std::ptrdiff_t>(points.size());
  for (; i < count; ++i) {
    const std::uint64_t patterns = points[static_cast<std::size_t>(i)];
    const std::uint32_t cues = std::min(scan_cues, task.max_cues);
    if (wanted.met(memory.test(patterns, cues)))
      last_met = i;
    else if (last_met >= 0 && i - last_met >= failures_to_end && patterns >= task.shape.units())
      break;
  }
  if (last_met < 0) return {};
  const auto at = [&](std::ptrdiff_t k) {
    return points[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(k, 0, count - 1))];
  };
  return {at(last_met - 1), at(last_met + 2)};
}

}  // namespace

criterion criterion::parse(std::string_view text) {
  const std::size_t equals = text.find('=');
  const std::string_view name = text.substr(0, equals);
  criterion made;
  if (name == "unit-error")
    made = {kind::unit_error, 0.01};
  else if (name != "exact")
    throw error(fault::usage, "criterion \"" + std::string(text) +
                                  "\": expected exact[=SHARE] or unit-error[=NOISE]");
  if (equals == std::string_view::npos) return made;
  const char* begin = text.data() + equals + 1;
  const char* end = text.data() + text.size();
  const auto [stop, code] = std::from_chars(begin, end, made.level);
  if (code != std::errc() || stop != end || !(made.level > 0 && made.level <= 1))
    throw error(fault::usage,
                "criterion \"" + std::string(text) + "\": the level is above 0 and at most 1");
  return made;
}

std::string criterion::text() const {
  std::array<char, 32> digits{};
  const auto done = std::to_chars(digits.data(), digits.data() + digits.size(), level);
  return (what == kind::exact ? "exact=" : "unit-error=") + std::string(digits.data(), done.ptr);
}

bool criterion::met(const tally& measured) const {
  return what == kind::exact ? measured.exact_share() >= level : measured.unit_error() <= level;
}

std::uint64_t most_searched(const layout& shape) {
  const double n = shape.units();
  const double most = 16 * (n / shape.active()) * (n / shape.active()) + 16 * n;
  const double different = std::exp2(shape.pattern_bits());  // more would only repeat them
  return static_cast<std::uint64_t>(std::max(2.0, std::min(most, different)));
}

capacity_found find_capacity(const recall_task& task, const criterion& wanted, std::uint64_t seed,
                             const run_control& control) {
  bracket range = scan(task, wanted, seed, control);
  capacity_found found;
  if (range.low == 0) return found;
  const auto try_at = [&](std::uint64_t patterns) {
    const tally measured = measure_several(task, seed, patterns, control);
    if (!wanted.met(measured)) return false;
    found = {patterns, measured, false};
    return true;
  };
  // The lower end passed on a sample or stands one below a point that did; a rare miss halves it.
  while (range.low > 0 && !try_at(range.low)) {
    range.high = range.low;
    range.low /= 2;
  }
  // Neither need the upper end have failed: it was judged by a sample too.
  const std::uint64_t end = scan_points(task.shape).back();
  while (range.low > 0 && try_at(range.high)) {
    range.low = range.high;
    if (range.high >= end) {
      found.limited = true;
      return found;
    }
    range.high =
        std::min(end, static_cast<std::uint64_t>(static_cast<double>(range.high) * scan_ratio) + 1);
  }
  while (range.high - range.low > std::max<std::uint64_t>(1, range.low / 50)) {
    const std::uint64_t middle = range.low + (range.high - range.low) / 2;
    (try_at(middle) ? range.low : range.high) = middle;
  }
  if (range.low == 0) return found;
  found.capacity = smoothed_crossing(task, wanted, seed, range.low, control);
  found.at = measure_several(task, seed, found.capacity, control);
  return found;
}

}  // namespace kenyon
