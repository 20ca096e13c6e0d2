// What a memory has learned, of the class that its kind learns by.
#pragma once
#include <kenyon/memory/memory.hpp>

#include "memory/correlation/weights.hpp"
#include "memory/sdm/weights.hpp"
#include "memory/willshaw/weights.hpp"

inline const kenyon::bit_matrix& matrix_of(const kenyon::memory& willshaw) {
  return dynamic_cast<const kenyon::willshaw_weights&>(willshaw.learned()).matrix();
}
inline const kenyon::correlation_weights& correlation_of(const kenyon::memory& m) {
  return dynamic_cast<const kenyon::correlation_weights&>(m.learned());
}
inline const kenyon::location_weights& locations_of(const kenyon::memory& m) {
  return dynamic_cast<const kenyon::location_weights&>(m.learned());
}
