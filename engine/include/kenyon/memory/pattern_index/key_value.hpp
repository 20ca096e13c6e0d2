// Key -> value recall: values kept under noisy keys. A key is a pattern, or a vector that an
// encoder makes one of; a value is a pattern, a label or a vector. A cue that shares units with a
// key recalls its value, with the number of shared units and whether that is more than chance.
//
// Keys lie in a pattern_index: a recall does not depend on how many others there are. Values are
// kept as they are given. Each association has an id of the caller's. Several may have the same
// key: a cue recalls them all, what was put first before the others.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include <kenyon/encoder/encoder.hpp>
#include <kenyon/memory/pattern_index/pattern_index.hpp>

namespace kenyon {

using stored_value = std::variant<pattern, std::string, std::vector<float>>;

struct association {
  std::uint64_t id;
  stored_value value;
  std::uint32_t overlap;  // units that the cue shares with the key
  double chance;          // upper bound on a random cue sharing as many with some key
  bool known;             // chance <= alpha
};

class key_value {
 public:
  // Keys are patterns of this layout; what is demanded of the index: see index_plan.hpp.
  explicit key_value(const layout& keys, const index_demand& demand = {});
  // Keys are vectors; the encoder has learned what it needs. Throws error{usage} for none.
  explicit key_value(std::unique_ptr<encoder> of_keys, const index_demand& demand = {});

  std::uint64_t size() const { return slots_.size(); }
  const layout& keys() const { return index_.in(); }
  bool contains(std::uint64_t id) const { return slots_.count(id) != 0; }

  // Throws error{bad_input}, changing nothing, for an id that is there already, a key that is no
  // pattern of the layout (or holds a number that is not finite), and a value that does.
  void put(std::uint64_t id, pattern_view key, stored_value value);
  void put(std::uint64_t id, std::span<const float> key, stored_value value);

  // By the id itself; throws error{bad_input} when there is no such id.
  const stored_value& get(std::uint64_t id) const;
  pattern key(std::uint64_t id) const;
  // False when there is no such id.
  bool erase(std::uint64_t id);

  // The `top` associations whose keys share most units with the cue, best first. A cue of units is
  // any sorted list of them. Throws error{bad_input} for a cue that does not fit, error{usage} for
  // a vector where there is no encoder.
  std::vector<association> recall(pattern_view cue, std::size_t top = 1, double alpha = 0.01) const;
  std::vector<association> recall(std::span<const float> cue, std::size_t top = 1,
                                  double alpha = 0.01) const;

 private:
  struct entry {
    std::uint64_t pattern;  // in the index
    stored_value value;
  };
  pattern encoded(std::span<const float> vector) const;

  std::unique_ptr<encoder> encoder_;
  pattern_index index_;
  std::unordered_map<std::uint64_t, entry> slots_;
  std::vector<std::uint64_t> id_of_;  // a pattern of the index
};

}  // namespace kenyon
