// The classical net of +-1 units under load P/N, many units, no noise: the replica-symmetric
// mean-field theory of Amit, Gutfreund & Sompolinsky (1985, 1987). With y = m / sqrt(2 load r):
//   sqrt(2 load) = erf(y)/y - (2/sqrt(pi)) exp(-y^2),  overlap m = erf(y).
#pragma once

namespace kenyon {

// Largest load at which states near the patterns exist: 0.1379.
double critical_load();

// Overlap of those states with their pattern; 0 above the critical load. Throws error{usage}
// unless load > 0.
double retrieval_overlap(double load);

}  // namespace kenyon
