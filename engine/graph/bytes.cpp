#include "graph/bytes.hpp"

#include <kenyon/base/error.hpp>
#include <kenyon/memory/memory.hpp>

namespace kenyon {
namespace {

[[noreturn]] void refuse() {
  throw error(fault::bad_input, "the saved state is not one of this graph");
}

}  // namespace

void byte_writer::number(std::uint64_t n) {
  for (unsigned i = 0; i < 8; ++i) bytes_.push_back(static_cast<std::byte>(n >> (8 * i) & 255));
}

void byte_writer::text(const std::string& t) {
  number(t.size());
  for (const char c : t) bytes_.push_back(static_cast<std::byte>(c));
}

void byte_writer::units(pattern_view p) {
  number(p.size());
  for (const unit u : p) number(u);
}

std::uint64_t byte_reader::number(std::uint64_t limit) {
  if (bytes_.size() < 8) refuse();
  std::uint64_t n = 0;
  for (unsigned i = 0; i < 8; ++i) n |= std::to_integer<std::uint64_t>(bytes_[i]) << (8 * i);
  bytes_ = bytes_.subspan(8);
  if (n > limit) refuse();
  return n;
}

std::string byte_reader::text() {
  const std::uint64_t n = number(bytes_.size());
  if (n > bytes_.size()) refuse();
  std::string t;
  for (const std::byte b : bytes_.first(n)) t += static_cast<char>(b);
  bytes_ = bytes_.subspan(n);
  return t;
}

pattern byte_reader::units(const layout& of) {
  pattern p(number(max_cue_units));
  for (std::size_t i = 0; i < p.size(); ++i) {
    p[i] = static_cast<unit>(number(of.units() - 1));
    if (i > 0 && p[i] <= p[i - 1]) refuse();
  }
  return p;
}

void byte_reader::done() const {
  if (!bytes_.empty()) refuse();
}

}  // namespace kenyon
