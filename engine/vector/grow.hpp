// Private: room for later, taken where failing is still allowed.
#pragma once
#include <algorithm>
#include <cstddef>

namespace kenyon {

// Room for `count` elements, at least doubled where there is not enough: what is added one by one
// is moved a constant number of times.
template <class Vector>
void grow(Vector& v, std::size_t count) {
  if (count > v.capacity()) v.reserve(std::max(count, 2 * v.capacity()));
}

}  // namespace kenyon
