#include <kenyon/pattern/noise.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <kenyon/base/error.hpp>
#include <kenyon/pattern/random.hpp>

namespace kenyon {
namespace {

using kind = noise_step::kind;

struct kind_name {
  std::string_view name;
  kind what;
};
constexpr std::array<kind_name, 5> kinds{{{"flip", kind::flip},
                                          {"keep", kind::keep},
                                          {"erase", kind::erase},
                                          {"add", kind::add},
                                          {"block", kind::block}}};

bool is_share(kind what) {
  return what == kind::keep || what == kind::block;
}

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
  throw error(fault::usage, "noise \"" + std::string(text) + "\": " + why);
}

noise_step parse_step(std::string_view text) {
  const std::size_t equals = text.find('=');
  const std::string_view name = text.substr(0, equals);
  const auto* known =
      std::find_if(kinds.begin(), kinds.end(), [&](const kind_name& k) { return k.name == name; });
  if (known == kinds.end() || equals == std::string_view::npos)
    refuse(text, "expected flip=F, keep=S, erase=E, add=A or block=S (joined by +), or none");
  const std::string_view digits = text.substr(equals + 1);
  double amount = 0;
  const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), amount);
  if (code != std::errc() || end != digits.data() + digits.size() || !std::isfinite(amount))
    refuse(text, "\"" + std::string(digits) + "\" is not a number");
  if (is_share(known->what) && (amount < 0 || amount > 1)) refuse(text, "a share is 0 to 1");
  if (!is_share(known->what) && (amount < 0 || amount > max_units || amount != std::floor(amount)))
    refuse(text, "expected a whole number of units, 0 to " + std::to_string(max_units));
  return {known->what, amount};
}

// Removes `count` random units of p.
void erase_random(pattern& p, std::size_t count, random_sequence& numbers) {
  pattern gone(std::min(count, p.size()));
  draw_distinct(numbers, static_cast<std::uint32_t>(p.size()), gone);
  for (std::size_t i = gone.size(); i-- > 0;) p.erase(p.begin() + gone[i]);
}

// Adds `count` random units that are in neither p nor `also` (both sorted).
void add_random(const layout& in, pattern& p, const pattern& also, std::size_t count,
                random_sequence& numbers) {
  pattern taken;
  std::set_union(p.begin(), p.end(), also.begin(), also.end(), std::back_inserter(taken));
  const auto free = static_cast<std::uint32_t>(in.units() - taken.size());
  pattern ranks(std::min<std::size_t>(count, free));
  draw_distinct(numbers, free, ranks);
  // ranks are positions among the free units: shift each past the taken ones, in one merge
  std::size_t passed = 0;
  for (unit& r : ranks) {
    while (passed < taken.size() && taken[passed] <= r + passed) ++passed;
    r += static_cast<unit>(passed);
  }
  const auto middle = static_cast<std::ptrdiff_t>(p.size());
  p.insert(p.end(), ranks.begin(), ranks.end());
  std::inplace_merge(p.begin(), p.begin() + middle, p.end());
}

void flip_modules(const layout& in, pattern& p, std::size_t count, random_sequence& numbers) {
  pattern chosen(std::min(count, p.size()));
  draw_distinct(numbers, static_cast<std::uint32_t>(p.size()), chosen);
  const std::uint32_t m = in.module_units();
  for (unit c : chosen) {
    const unit base = p[c] / m * m;
    const unit shift = 1 + numbers.below(m - 1);
    p[c] = base + (p[c] - base + shift) % m;
  }
  std::sort(p.begin(), p.end());
  p.erase(std::unique(p.begin(), p.end()), p.end());  // a module of a cue may have several units
}

void flip_flat(const layout& in, pattern& p, std::size_t count, random_sequence& numbers) {
  const pattern before = p;
  erase_random(p, count, numbers);
  add_random(in, p, before, before.size() - p.size(), numbers);
}

void erase_block(const layout& in, pattern& p, double share, random_sequence& numbers) {
  const auto width = static_cast<std::uint32_t>(std::lround(share * in.units()));
  const std::uint32_t start = numbers.below(in.units());
  std::erase_if(p, [&](unit u) { return (u + in.units() - start) % in.units() < width; });
}

void apply_step(const noise_step& step, const layout& in, const pattern& original, pattern& p,
                random_sequence& numbers) {
  const auto units = is_share(step.what) ? std::size_t{0} : static_cast<std::size_t>(step.amount);
  switch (step.what) {
    case kind::flip:
      return flip_units(in, units, numbers, p);
    case kind::keep: {
      const auto kept = std::lround(step.amount * static_cast<double>(p.size()));
      return erase_random(p, p.size() - static_cast<std::size_t>(kept), numbers);
    }
    case kind::erase:
      return erase_random(p, units, numbers);
    case kind::add:
      return add_random(in, p, original, units, numbers);
    case kind::block:
      return erase_block(in, p, step.amount, numbers);
  }
}

}  // namespace

void flip_units(const layout& in, std::size_t count, random_sequence& numbers, pattern& p) {
  if (in.is_modular())
    flip_modules(in, p, count, numbers);
  else
    flip_flat(in, p, count, numbers);
}

noise noise::parse(std::string_view text) {
  noise made;
  if (text == "none") return made;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('+', begin), text.size());
    made.steps_.push_back(parse_step(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return made;
}

std::string noise::text() const {
  if (none()) return "none";
  std::string joined;
  for (const noise_step& step : steps_) {
    std::array<char, 32> digits{};
    const auto done = std::to_chars(digits.data(), digits.data() + digits.size(), step.amount);
    const auto* known = std::find_if(kinds.begin(), kinds.end(),
                                     [&](const kind_name& k) { return k.what == step.what; });
    if (!joined.empty()) joined += '+';
    joined.append(known->name).append("=").append(digits.data(), done.ptr);
  }
  return joined;
}

void noise::check(const layout& in) const {
  for (const noise_step& step : steps_) {
    const bool of_active = step.what == kind::flip || step.what == kind::erase;
    const double room = of_active ? in.active() : in.units() - in.active();
    if (!is_share(step.what) && step.amount > room)
      refuse(text(), "layout " + in.text() + " has only " +
                         std::to_string(static_cast<std::uint32_t>(room)) +
                         (of_active ? " active units" : " inactive units"));
    if (step.what == kind::flip && !in.is_modular() && step.amount > in.units() - in.active())
      refuse(text(), "layout " + in.text() + " has too few inactive units");
  }
}

pattern noise::apply(const layout& in, pattern_view p, std::uint64_t seed,
                     std::uint64_t index) const {
  const pattern original(p.begin(), p.end());
  pattern cue = original;
  random_sequence numbers(seed, stream::noise, index);
  for (const noise_step& step : steps_) apply_step(step, in, original, cue, numbers);
  return cue;
}

}  // namespace kenyon
