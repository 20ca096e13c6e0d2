// What random synapses learned, as bytes. 32-bit little-endian numbers: "KRS1", 1 for
// auto-association, cue units, answer units, p, beta and seed (two each), the number of rows that
// follow; a row: cue unit, its strengthened synapses, and of each the target and how often. Rows
// and targets ascend. Flipped bits in the last are for the checksums of the file that holds them.
#include <algorithm>
#include <bit>
#include <string>

#include <kenyon/base/error.hpp>

#include "memory/synapses/random_rows.hpp"

namespace kenyon {
namespace {

constexpr std::uint32_t magic = 0x3153524b;

void put(std::vector<std::byte>& out, std::uint32_t value) {
  for (unsigned shift = 0; shift < 32; shift += 8)
    out.push_back(static_cast<std::byte>(value >> shift & 255));
}

void put_pair(std::vector<std::byte>& out, std::uint64_t value) {
  put(out, static_cast<std::uint32_t>(value));
  put(out, static_cast<std::uint32_t>(value >> 32));
}

std::vector<std::byte> header_of(const random_synapses& of) {
  std::vector<std::byte> out;
  put(out, magic);
  put(out, of.is_auto());
  put(out, of.cue_layout().units());
  put(out, of.answer_layout().units());
  put_pair(out, std::bit_cast<std::uint64_t>(of.rule().p));
  put_pair(out, std::bit_cast<std::uint64_t>(of.rule().beta));
  put_pair(out, of.rule().seed);
  return out;
}

[[noreturn]] void refuse(const std::string& why) {
  throw error(fault::bad_input, "the state of random synapses " + why);
}

class state_reader {
 public:
  explicit state_reader(std::span<const std::byte> bytes) : left_(bytes) {}
  bool done() const { return left_.empty(); }

  std::uint32_t next() {
    if (left_.size() < 4) refuse("ends early");
    std::uint32_t value = 0;
    for (unsigned i = 0; i < 4; ++i) value |= std::to_integer<std::uint32_t>(left_[i]) << 8 * i;
    left_ = left_.subspan(4);
    return value;
  }

 private:
  std::span<const std::byte> left_;
};

// Of one cue unit: its synapses and how often they were strengthened.
void read_row(state_reader& from, std::span<const unit> targets, std::span<std::uint16_t> times,
              std::size_t most) {
  const std::uint32_t strengthened = from.next();
  if (strengthened == 0) refuse("has a unit without strengthened synapses");
  std::size_t s = 0;
  for (std::uint32_t i = 0; i < strengthened; ++i, ++s) {
    const unit to = from.next();
    const std::uint32_t often = from.next();
    s = static_cast<std::size_t>(
        std::lower_bound(targets.begin() + static_cast<std::ptrdiff_t>(s), targets.end(), to) -
        targets.begin());
    if (s == targets.size() || targets[s] != to)
      refuse("has a synapse to unit " + std::to_string(to) + " that does not exist, or twice");
    if (often == 0 || often > most)
      refuse("says that a synapse was strengthened " + std::to_string(often) + " times, of " +
             std::to_string(most));
    times[s] = static_cast<std::uint16_t>(often);
  }
}

}  // namespace

std::vector<std::byte> random_synapses::state() const {
  std::vector<std::byte> out = header_of(*this);
  const std::size_t place_of_count = out.size();
  put(out, 0);
  std::uint32_t count = 0;
  for (unit from = 0; from < cues_.units(); ++from) {
    if (!rows_->drawn(from)) continue;
    const auto [targets, times] = (*rows_)[from];
    const auto unchanged = std::count(times.begin(), times.end(), 0);
    const auto strengthened = static_cast<std::uint32_t>(times.size() - std::size_t(unchanged));
    if (strengthened == 0) continue;
    ++count;
    put(out, from);
    put(out, strengthened);
    for (std::size_t s = 0; s < times.size(); ++s) {
      if (times[s] == 0) continue;
      put(out, targets[s]);
      put(out, times[s]);
    }
  }
  for (unsigned i = 0; i < 4; ++i)
    out[place_of_count + i] = static_cast<std::byte>(count >> 8 * i & 255);
  return out;
}

void random_synapses::load_state(std::span<const std::byte> state) {
  const std::vector<std::byte> header = header_of(*this);
  if (state.size() < header.size()) refuse("ends early");
  if (!std::equal(header.begin(), header.end(), state.begin()))
    refuse("is of synapses of another shape or rule");
  state_reader from(state.subspan(header.size()));
  const std::uint32_t count = from.next();
  auto loaded = std::make_unique<rows>(cues_, answers_, auto_, rule_);
  for (std::uint32_t i = 0, first = 0; i < count; ++i) {
    const unit of = from.next();
    if (of < first || of >= cues_.units())
      refuse("names unit " + std::to_string(of) + ", which does not exist or came before");
    first = of + 1;
    loaded->need({&of, 1});
    const auto [targets, times] = (*loaded)[of];
    read_row(from, targets, times, weights_.size() - 1);
  }
  if (!from.done()) refuse("goes on behind its end");
  rows_ = std::move(loaded);
}

}  // namespace kenyon
