#include <kenyon/memory/memory.hpp>

#include <string>

#include <kenyon/base/error.hpp>

namespace kenyon {
namespace {

[[noreturn]] void refuse(const memory& m, ability what) {
  throw error(fault::usage,
              "a " + std::string(m.kind()) + " memory cannot " + std::string(name(what)));
}

}  // namespace

std::string_view name(ability what) {
  switch (what) {
    case ability::forget:
      return "forget";
    case ability::decay:
      return "decay";
    case ability::sleep:
      return "sleep";
    case ability::prune:
      return "prune";
  }
  return "";
}

void memory::forget(const pattern_batch&, const pattern_batch&) {
  refuse(*this, ability::forget);
}
void memory::decay(double, std::uint64_t) {
  refuse(*this, ability::decay);
}
void memory::sleep(double) {
  refuse(*this, ability::sleep);
}
void memory::prune(double, std::uint64_t) {
  refuse(*this, ability::prune);
}

}  // namespace kenyon
