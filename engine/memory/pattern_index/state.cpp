#include "memory/pattern_index/state.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <kenyon/base/error.hpp>

#include "memory/exemplar/match_chances.hpp"

namespace kenyon {
namespace {

constexpr std::uint64_t most_ids = 0xfffffffe;
constexpr unsigned moved_a_call = 4;
constexpr std::uint64_t looked_at_a_move = 64;  // slots: a long run of dead ones is no pause either
constexpr std::size_t ahead = 4;  // patterns whose buckets are fetched before they are inserted

}  // namespace

pattern_index::state::state(const layout& layout_of_patterns, const index_plan& chosen)
    : in(layout_of_patterns), plan(chosen), shape(in), lists(in, plan) {}

double pattern_index::state::chance(std::uint32_t cue_units, std::uint32_t overlap) const {
  if (overlap == 0) return 1;
  if (overlap > cue_units || cue_units > in.units()) return 0;
  const std::lock_guard lock(guard);
  std::vector<double>& one = chances[cue_units];
  if (one.empty()) one = match_chances(in, in.active(), cue_units);
  return std::min(1.0, static_cast<double>(size) * one[overlap]);
}

// All tables that `patterns` more need, or none.
void pattern_index::state::make_room(std::uint64_t patterns) {
  std::uint64_t room = 0;
  if (!tables.empty()) {
    const index_table& newest = tables.back()->entries;
    room = newest.capacity() - newest.size();
  }
  if (room >= patterns) return;
  const std::uint64_t wanted =
      std::max({tables.empty() ? plan.patterns : 0, size, patterns - room, std::uint64_t{1024}});
  const std::uint64_t capacity = std::min(wanted, most_ids - std::min(most_ids, slots_));
  if (places_.size() + patterns > most_ids || room + capacity < patterns)
    throw error(fault::resources, "an index has at most 2^32 - 2 patterns in its life");
  const double kinds =
      std::pow(static_cast<double>(in.units()) / plan.groups, static_cast<double>(plan.degree));
  tables.push_back(
      std::make_unique<table>(table{index_table(shape, plan.lists, capacity, kinds), slots_}));
  slots_ += capacity;
}

std::uint64_t pattern_index::state::insert(const pattern_batch& patterns) {
  for (std::size_t i = 0; i < patterns.size(); ++i) check_pattern(in, patterns[i]);
  make_room(patterns.size());
  const std::uint64_t first = places_.size();
  std::array<keys, ahead> next;
  for (std::size_t i = 0; i < patterns.size() + ahead; ++i) {
    keys& of = next[i % ahead];
    if (i >= ahead) {
      places_.push_back(0);
      insert(patterns[i - ahead], of, static_cast<std::uint32_t>(first + i - ahead));
      ++size;
    }
    if (i >= patterns.size()) continue;
    lists.keys_of(patterns[i], spread_, of);
    for (const conjunctions::key key : of) __builtin_prefetch(filling().entries.head(key), 1);
  }
  move(moved_a_call * patterns.size());
  return first;
}

// The newest table, or the one before while a batch fills it up.
pattern_index::state::table& pattern_index::state::filling() const {
  const std::size_t n = tables.size();
  return n > 1 && !tables[n - 2]->entries.full() ? *tables[n - 2] : *tables[n - 1];
}

void pattern_index::state::insert(pattern_view p, const keys& of, std::uint32_t id) {
  table& into = filling();
  places_[id] = static_cast<std::uint32_t>(into.before + into.entries.insert(p, of, id));
}

pattern_index::state::table* pattern_index::state::table_of(std::uint32_t place) const {
  std::size_t t = tables.size();
  while (tables[t - 1]->before >= place) --t;
  return tables[t - 1].get();
}

const std::byte* pattern_index::state::find(std::uint64_t id) const {
  if (id >= places_.size() || places_[id] == 0) return nullptr;
  const table& of = *table_of(places_[id]);
  return of.entries.code(static_cast<std::uint32_t>(places_[id] - of.before));
}

bool pattern_index::state::erase(std::uint64_t id) {
  if (find(id) == nullptr) return false;
  table& of = *table_of(places_[id]);
  const auto slot = static_cast<std::uint32_t>(places_[id] - of.before);
  keys keys_here;
  lists.keys_of(shape.read(of.entries.code(slot)), spread_, keys_here);
  of.entries.kill(slot, keys_here);
  places_[id] = 0;
  --size;
  move(moved_a_call);
  drop_empty();
  return true;
}

// Moves so many patterns out of the oldest table that is at least half dead into the newest, as far
// as that has room.
void pattern_index::state::move(std::uint64_t patterns) {
  keys of;
  std::uint64_t looks = looked_at_a_move * patterns;
  for (std::size_t t = 0; t + 1 < tables.size() && patterns != 0; ++t) {
    index_table& from = tables[t]->entries;
    if (!from.full() || from.dead() < from.size() / 2) continue;
    std::uint32_t& moved = tables[t]->moved_up_to;
    for (; moved < from.size() && patterns != 0 && looks != 0; ++moved, --looks) {
      const std::uint32_t slot = moved + 1;
      if (from.is_dead(slot)) continue;
      if (tables.back()->entries.full()) return;
      const pattern p = shape.read(from.code(slot));
      lists.keys_of(p, spread_, of);
      insert(p, of, from.id(slot));
      from.kill(slot, of);
      --patterns;
    }
  }
  drop_empty();
}

void pattern_index::state::drop_empty() {
  std::erase_if(tables, [&](const auto& t) {
    const index_table& e = t->entries;
    return e.dead() == e.size() && (e.full() || size == 0);
  });
}

}  // namespace kenyon
