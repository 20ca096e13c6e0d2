#include <kenyon/pattern/random.hpp>

#include <algorithm>
#include <array>
#include <numeric>

#include <kenyon/base/error.hpp>
#include <kenyon/base/suggest.hpp>

namespace kenyon {
namespace {

// In the order of `ensemble`.
constexpr std::array<std::string_view, 2> ensembles{"random", "balanced"};

// Blocks of a balanced ensemble have their own indices, far from those of single patterns.
constexpr std::uint64_t block_index(std::uint64_t block) {
  return block | (std::uint64_t{1} << 63);
}

void shuffle(random_sequence& numbers, std::span<unit> items) {
  for (std::size_t i = items.size(); i > 1; --i)
    std::swap(items[i - 1], items[numbers.below(static_cast<std::uint32_t>(i))]);
}

// The patterns of one balanced block: slot s of a flat layout takes units [s*K, (s+1)*K) of a
// random permutation; slot s of a modular one takes entry s of a permutation of each module.
std::vector<unit> balanced_order(const layout& in, std::uint64_t seed, stream which,
                                 std::uint64_t block) {
  random_sequence numbers(seed, which, block_index(block));
  std::vector<unit> order(in.units());
  std::iota(order.begin(), order.end(), 0u);
  const std::size_t part = in.is_modular() ? in.module_units() : in.units();
  for (std::size_t begin = 0; begin < order.size(); begin += part)
    shuffle(numbers, std::span(order).subspan(begin, part));
  return order;
}

void take_slot(const layout& in, const std::vector<unit>& order, std::uint32_t slot,
               std::span<unit> out) {
  if (in.is_modular()) {
    for (std::uint32_t h = 0; h < in.modules(); ++h) out[h] = order[h * in.module_units() + slot];
    return;
  }
  std::copy_n(order.begin() + std::ptrdiff_t{slot} * in.active(), in.active(), out.begin());
  std::sort(out.begin(), out.end());
}

void draw_pattern(const layout& in, random_sequence& numbers, std::span<unit> out) {
  if (!in.is_modular()) return draw_distinct(numbers, in.units(), out);
  for (std::uint32_t h = 0; h < in.modules(); ++h)
    out[h] = h * in.module_units() + numbers.below(in.module_units());
}

}  // namespace

std::string ensemble_text(ensemble how) {
  return std::string(ensembles[static_cast<std::size_t>(how)]);
}

ensemble read_ensemble(std::string_view text) {
  const auto* found = std::find(ensembles.begin(), ensembles.end(), text);
  if (found == ensembles.end())
    throw error(fault::usage,
                "unknown ensemble \"" + std::string(text) + "\"" + suggest_name(text, ensembles));
  return static_cast<ensemble>(found - ensembles.begin());
}

void random_pattern(const layout& in, std::uint64_t seed, stream which, std::uint64_t index,
                    std::span<unit> out) {
  random_sequence numbers(seed, which, index);
  draw_pattern(in, numbers, out);
}

pattern_source::pattern_source(const layout& in, ensemble how, std::uint64_t seed, stream which)
    : in_(in), how_(how), seed_(seed), which_(which) {}

pattern_source::pattern_source(const layout& in, double similarity, std::uint64_t seed,
                               stream which)
    : in_(in), how_(ensemble::random), similarity_(similarity), seed_(seed), which_(which) {
  if (!(similarity >= 0 && similarity <= 1))
    throw error(fault::usage, "the similarity of correlated patterns is from 0 to 1");
}

// Members of a family and their parents have sequences of their own: any order, the same patterns.
void pattern_source::get_member(std::uint64_t index, std::span<unit> out) {
  const std::uint64_t family = index / family_patterns;
  if (block_ != family) {
    block_ = family;
    parent_.resize(in_.active());
    // Cues and answers of pairs have parents of their own.
    random_sequence numbers(seed_, stream::parents, 2 * family + (which_ == stream::outputs));
    draw_pattern(in_, numbers, parent_);
  }
  random_sequence numbers(seed_, which_, index);
  const auto inherits = [&] {
    return static_cast<double>(numbers.next()) < similarity_ * 4294967296.0;
  };
  if (in_.is_modular()) {
    for (std::uint32_t h = 0; h < in_.modules(); ++h)
      out[h] = inherits() ? parent_[h] : h * in_.module_units() + numbers.below(in_.module_units());
    return;
  }
  std::size_t n = 0;
  for (const unit u : parent_)
    if (inherits()) out[n++] = u;
  while (n < out.size()) {
    const unit drawn = numbers.below(in_.units());
    const auto end = out.begin() + static_cast<std::ptrdiff_t>(n);
    const auto place = std::lower_bound(out.begin(), end, drawn);
    if (place != end && *place == drawn) continue;
    std::copy_backward(place, end, end + 1);
    *place = drawn;
    ++n;
  }
}

void pattern_source::get(std::uint64_t index, std::span<unit> out) {
  if (similarity_ > 0) return get_member(index, out);
  if (how_ == ensemble::random) return random_pattern(in_, seed_, which_, index, out);
  const std::uint64_t slots = in_.is_modular() ? in_.module_units() : in_.units() / in_.active();
  if (block_ != index / slots) {
    block_ = index / slots;
    order_ = balanced_order(in_, seed_, which_, block_);
  }
  take_slot(in_, order_, static_cast<std::uint32_t>(index % slots), out);
}

pattern_batch pattern_source::batch(std::uint64_t first, std::size_t count) {
  pattern_batch made = pattern_batch::sized(count, in_.active());
  for (std::size_t i = 0; i < count; ++i) get(first + i, made.edit(i));
  return made;
}

}  // namespace kenyon
