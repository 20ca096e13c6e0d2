#include "base/pages.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <string>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/base/error.hpp>

namespace kenyon {
namespace {

std::byte* map(std::size_t bytes, const char* what) {
  void* p = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (p == MAP_FAILED)
    throw error(fault::resources,
                "the system refused " + std::to_string(bytes) + " bytes for " + what);
  return static_cast<std::byte*>(p);
}

// The system maps to 4 KiB: one huge page more is asked for, and what lies outside given back.
std::byte* map_huge(std::size_t bytes, const char* what) {
  std::byte* const raw = map(bytes + huge_page, what);
  const std::size_t before =
      (huge_page - reinterpret_cast<std::uintptr_t>(raw) % huge_page) % huge_page;
  if (before != 0) munmap(raw, before);
  munmap(raw + before + bytes, huge_page - before);
  madvise(raw + before, bytes, MADV_HUGEPAGE);  // refusal is no fault
  return raw + before;
}

}  // namespace

pages zeroed_pages(std::uint64_t bytes, const char* what) {
  bytes = std::max<std::uint64_t>(bytes, 8);
  require_memory(bytes, what);
  if (bytes < huge_page / 2)
    return {reinterpret_cast<std::uint64_t*>(map(bytes, what)), unmap{bytes}};
  const std::size_t whole = (bytes + huge_page - 1) / huge_page * huge_page;
  return {reinterpret_cast<std::uint64_t*>(map_huge(whole, what)), unmap{whole}};
}

void unmap::operator()(std::uint64_t* p) const noexcept {
  if (bytes != 0) munmap(p, bytes);
}

}  // namespace kenyon
