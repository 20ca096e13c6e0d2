// The kernels that the library runs.
#pragma once
#include "kernels/level.hpp"

namespace kenyon {

// kernels::active(); what it has to say about KENYON_LEVEL comes as error{usage}. So a wrong name
// is told by the first work that needs a kernel, before that work has changed anything.
const kernels::kernel_table& active_kernels();

}  // namespace kenyon
