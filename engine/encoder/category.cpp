#include <kenyon/encoder/category.hpp>

#include <algorithm>

#include <kenyon/base/error.hpp>
#include <kenyon/base/suggest.hpp>
#include <kenyon/pattern/random.hpp>

#include "base/text.hpp"
#include "encoder/feature_hash.hpp"
#include "encoder/run_code.hpp"

namespace kenyon {

category_encoder::category_encoder(const encoder_spec& spec, const layout& out, std::uint64_t seed)
    : spec_(spec), output_(out), seed_(seed) {
  const std::string_view list = spec.get_text("of");
  for (std::size_t begin = 0; !list.empty() && begin <= list.size();) {
    const std::size_t end = std::min(list.find('|', begin), list.size());
    const std::string name(list.substr(begin, end - begin));
    if (name.empty() || std::find(listed_.begin(), listed_.end(), name) != listed_.end())
      throw error(fault::usage, "encoder " + spec.text() + ": the list has an " +
                                    (name.empty() ? std::string("empty string")
                                                  : "entry twice, \"" + name + "\""));
    listed_.push_back(name);
    begin = end + 1;
  }
  const std::uint32_t room = out.units() / out.active();
  if (listed_.size() > room)
    throw error(fault::usage, "encoder " + spec.text() + ": the layout " + out.text() +
                                  " has units for " + std::to_string(room) + " categories, not " +
                                  std::to_string(listed_.size()));
}

void category_encoder::encode(std::string_view input, pattern& out) const {
  out.clear();
  if (input.empty()) return;
  if (listed_.empty()) {
    out.resize(output_.active());
    random_pattern(output_, seed_, stream::features, feature_hash(input), out);
    return;
  }
  const auto found = std::find(listed_.begin(), listed_.end(), input);
  if (found == listed_.end()) {
    const std::vector<std::string_view> names(listed_.begin(), listed_.end());
    throw error(fault::bad_input,
                "unknown category \"" + printable(input, 60) + "\"" + suggest_name(input, names));
  }
  const field_parts part = field_parts::of(output_, 1, "");
  part.add_run(0, static_cast<std::uint32_t>(found - listed_.begin()) * part.active, out);
  std::sort(out.begin(), out.end());
}

std::size_t category_encoder::decode(pattern_view code, std::span<const std::string> among) const {
  check_cue(output_, code);
  std::size_t best = among.size();
  std::size_t most = 0;
  pattern own;
  for (std::size_t i = 0; i < among.size(); ++i) {
    encode(among[i], own);
    const std::size_t shared = overlap(own, code);
    if (shared > most) most = shared, best = i;
  }
  return best;
}

}  // namespace kenyon
