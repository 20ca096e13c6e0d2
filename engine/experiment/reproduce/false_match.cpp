// Chance matches of sparse patterns: the published values by the formula, and the formula beside
// random patterns counted one by one, where matches are frequent enough to be counted.
#include <kenyon/memory/exemplar/theory.hpp>

#include <cmath>

#include "experiment/reproduce/entries.hpp"

namespace kenyon::reproduce {
namespace {

struct match {
  std::uint32_t units, active, kept, threshold;
  double published;
};
constexpr match cases[] = {{2048, 40, 40, 20, 2.49125e-26},
                           {2048, 40, 20, 10, 3.91059e-13},
                           {10000, 300, 24, 12, 8.37585e-13}};

std::string title(const match& m) {
  return "n=" + std::to_string(m.units) + " a=" + std::to_string(m.active) +
         " s=" + std::to_string(m.kept) + " theta=" + std::to_string(m.threshold);
}

// The kept units are the first ones: which they are makes no difference to random patterns.
estimate counted(const match& m, std::uint64_t patterns, const reproduce_control& control) {
  constexpr std::uint64_t batches = 20;
  std::vector<double> shares;
  pattern drawn(m.active);
  for (std::uint64_t b = 0; b < batches; ++b) {
    stop_if_asked(control.run.stop);
    if (control.run.stored) control.run.stored(patterns / batches);
    std::uint64_t matches = 0;
    for (std::uint64_t i = 0; i < patterns / batches; ++i) {
      random_pattern(layout::flat(m.units, m.active), b, stream::patterns, i, drawn);
      std::uint32_t shared = 0;
      while (shared < drawn.size() && drawn[shared] < m.kept) ++shared;
      matches += shared >= m.threshold;
    }
    shares.push_back(static_cast<double>(matches) / static_cast<double>(patterns / batches));
  }
  return estimate_share(shares, static_cast<double>(patterns));
}

}  // namespace

reproduction false_match(const reproduce_control& control) {
  reproduction made;
  for (const match& m : cases)
    made.figures.push_back({title(m), m.published, figure_kind::derived,
                            false_match_chance(m.units, m.kept, m.active, m.threshold),
                            std::nullopt, 3e-6 * m.published});
  for (const match& m : {match{2048, 40, 40, 3, 0}, match{10000, 300, 24, 3, 0}}) {
    const double expected = false_match_chance(m.units, m.kept, m.active, m.threshold);
    const estimate found = counted(m, control.full ? 4000000 : 400000, control);
    made.figures.push_back({title(m) + ", counted", expected, figure_kind::derived, found.mean,
                            found.ci95, 0.05 * expected});
  }
  made.note =
      "Six digits are published; the counted rows hold the formula against random patterns.";
  return made;
}

}  // namespace kenyon::reproduce
