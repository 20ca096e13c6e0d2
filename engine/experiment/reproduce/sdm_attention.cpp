// How far the locations that a query shares with stored words fall off like the weights of softmax
// attention: arithmetic on intersections of balls.
#include <kenyon/memory/sdm/theory.hpp>

#include "experiment/reproduce/entries.hpp"

namespace kenyon::reproduce {

reproduction sdm_attention(const reproduce_control&) {
  struct fit {
    std::uint32_t bits, radius;
    double beta;
  };
  constexpr fit told[] = {{64, 5, 28.39}, {64, 11, 14.41}, {64, 15, 9.44}, {1000, 451, 5.95}};
  reproduction made;
  for (const fit& f : told)
    made.figures.push_back(
        {"beta, n = " + std::to_string(f.bits) + ", d = " + std::to_string(f.radius), f.beta,
         figure_kind::derived, softmax_beta(f.bits, f.radius), std::nullopt, 0.005});
  made.note =
      "beta is the slope of an ordinary least squares fit, with intercept, of ln(shared locations) "
      "on the cosine 1 - 2v/n over v = 0 .. d-1. The temperatures of trained transformers (10.3 to "
      "24.9, printed) are not read out here yet.";
  return made;
}

}  // namespace kenyon::reproduce
