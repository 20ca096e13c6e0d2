#include "base/lost_synapses.hpp"

#include <kenyon/base/error.hpp>

namespace kenyon {

void check_share(double share) {
  if (!(share >= 0 && share < 1))
    throw error(fault::usage, "the share of what is lost is at least 0 and below 1");
}

}  // namespace kenyon
