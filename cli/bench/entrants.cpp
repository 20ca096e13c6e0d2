
#include "cli/bench/own.hpp"

namespace kenyon::cli {

std::vector<entrant> own_entrants() {
  std::vector<entrant> all;
  all.push_back({"kenyon", true, "conjunctive index", own_pattern_index, true});
  all.push_back({"scan", true, "flat scan of Kenyon's codes", own_pattern_scan});
  all.push_back({"kenyon", false, "multi-probe hash of cross-polytope codes, ranked by float",
                 own_multiprobe, true, entry::planted});
  all.push_back(
      {"kenyon-ivf", false, "inverted file of 4-bit codes, ranked by float", own_ivf, true});
  all.push_back({"scan", false, "flat scan of Kenyon's vectors", own_flat});
  return all;
}

#ifndef KENYON_PEERS
std::vector<entrant> peer_entrants() {
  return {};
}
#endif

std::vector<entrant> entrants() {
  std::vector<entrant> all = own_entrants();
  for (entrant& peer : peer_entrants()) all.push_back(std::move(peer));
  return all;
}

}  // namespace kenyon::cli
