// Zeroed memory straight from the system, on huge pages where it is large enough and the system
// gives them: weight rows are picked at random, and on 4 KiB pages each costs a TLB miss.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>

#include <kenyon/base/bit_matrix.hpp>

namespace kenyon {

using pages = std::unique_ptr<std::uint64_t[], unmap>;

constexpr std::size_t huge_page = std::size_t{2} << 20;

// At least `bytes` zero bytes; blocks of half a huge page or more start at a huge page and fill
// whole ones. `what` names them in the error. Throws error{resources} before allocating when less
// memory is available.
pages zeroed_pages(std::uint64_t bytes, const char* what);

}  // namespace kenyon
