// Private: the conjunctions of an index plan: which groups each list joins, and what a pattern or a
// cue has there. Groups are the modules, or K/2 groups of a flat layout's units, in which a pattern
// is represented by its lowest unit.
#pragma once
#include <cstdint>
#include <vector>

#include <kenyon/memory/pattern_index/plan.hpp>
#include <kenyon/pattern/pattern.hpp>

#include "pattern/module_of.hpp"

namespace kenyon {

// Lists are drawn group by group without repeats, so that every group is in about as many lists.
class conjunctions {
 public:
  // A whole conjunction: the list it belongs to and a hash of its units.
  struct key {
    std::uint32_t list;
    std::uint32_t hash;
  };

  conjunctions(const layout& in, const index_plan& plan);

  // A pattern by groups: the lowest unit in each, and where a cue has several in a module the last.
  struct spread {
    std::vector<unit> first;   // or none
    std::vector<unit> second;  // likewise
    std::vector<std::uint8_t> count;
    bool several = false;  // some group has two
  };

  // Those that a pattern has whole, by list; of both units where a cue has two in a module.
  void keys_of(pattern_view p, spread& units, std::vector<key>& out) const;

 private:
  const std::uint32_t* groups_of(std::size_t l) const { return members_.data() + l * degree_; }
  void fill(pattern_view p, spread& units) const;
  void keys_of_several(const spread& units, std::vector<key>& out) const;

  layout in_;
  std::uint32_t degree_;
  std::uint32_t lists_;
  std::uint32_t groups_;
  module_of module_;
  std::vector<std::uint32_t> members_;   // degree groups a list, ascending
  std::vector<std::uint16_t> group_of_;  // of a unit; flat layouts only
};

// Groups of a layout: its modules, or half as many as active units.
std::uint32_t groups_of(const layout& in);

}  // namespace kenyon
