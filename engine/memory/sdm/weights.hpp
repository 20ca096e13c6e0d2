// Private: location memories on patterns: "sdm" (Kanerva 1988) and "jaeckel" (Jaeckel 1989), the
// designs of sdm.hpp fitted to sparse codes.
//
//   sdm      A location's address is a random pattern of the cues' layout. (Around a uniformly
//            random word every sparse cue lies at about the same distance, so that a radius does
//            not tell cues apart.) Radius r: a location is active when it shares at least K - r/2
//            units with the cue, which for whole patterns is a Hamming distance of at most r;
//            incomplete cues are asked for as many units. Radius 0, the default: the number of
//            shared units for which about the root of the locations is active (natural_overlap),
//            for cues of the given size.
//   jaeckel  A location holds q random units (of different modules), and is active when the cue has
//            all of them: Jaeckel's hyperplane design. q = 0, the default: natural_coordinates.
//
// Storing adds 1 to the counters of the answer's units at every active location; the others are
// left alone, because taking 1 off them would change all units of a location alike, and no ranking.
// The support of a unit is the sum over the active locations of its counter to the power z, and the
// units with the largest supports win. Without an active location on which something was stored
// the answer is empty. Supports beyond 32 bits are halved until they fit, all of a cue alike.
//
//   forget  writes -1, exactly, as long as no counter was held at the end of its range and nothing
//           was lost by decay or sleep: else error{usage}
//   decay   every counter loses its share, rounded at random so that the expectation is right
//   sleep   every counter loses `patterns`, rounded to a whole number
//   prune   a share of the locations dies: their counters are cleared and they answer no more; adds
//           to earlier picks
//
// No bound is at hand on how well a random cue would be supported: the active locations of random
// cues overlap with those of stored ones in ways that depend on all addresses. So chance is 1 and
// nothing is ever `known`.
#pragma once
#include <memory>
#include <vector>

#include "memory/sdm/addressing.hpp"
#include "memory/sdm/counters.hpp"
#include "memory/weights.hpp"

namespace kenyon {

enum class location_design { radius, coordinates };

struct location_setting {
  location_design design = location_design::radius;
  std::uint32_t locations = 10000;  // at most 2^24
  std::uint32_t reach = 0;          // radius or q; 0: by the layout and the number of locations
  unsigned counter_bits = 8;        // 8 or 16
  double exponent = 1;              // z, as in sdm_shape
  std::uint64_t seed = 1;           // of the locations
};

class location_weights final : public weights {
 public:
  location_weights(const memory_spec& spec, const memory_shape& shape);
  // Throws error{usage} for a setting out of range, error{resources} when it does not fit.
  location_weights(const location_setting& setting, const memory_shape& shape);
  static memory_size size_of(const memory_spec& spec, const memory_shape& shape);

  void store(const pattern_batch& cues, const pattern_batch& answers) override;
  bool can(ability) const override { return true; }
  void forget(const pattern_batch& cues, const pattern_batch& answers) override;
  std::uint64_t decay(double share, std::uint64_t seed) override;
  void sleep(double patterns) override;
  void prune(double share, std::uint64_t seed) override;

  std::int64_t most_support() const override { return std::int64_t{1} << 31; }
  std::unique_ptr<reader> make_reader(const recall_plan& plan) const override;

  std::uint64_t footprint_bytes() const override;
  double free_weights() const override;  // counters
  void save(block_sink& to) const override;
  void load(const block_source& from) override;

  // The setting in use: reach filled in (for whole patterns).
  const location_setting& setting() const { return setting_; }
  // Locations that a cue activates.
  std::vector<std::uint32_t> activated(pattern_view cue) const;
  // Units that a location must share with a cue of so many.
  std::uint32_t least_shared(std::size_t cue_units) const;
  const addressing& where() const { return *where_; }
  const location_counters& counters() const { return counters_; }
  const std::vector<std::uint8_t>& dead() const { return dead_; }  // one a location

 private:
  location_weights(const location_setting& completed, bool overlap_by_cue,
                   const memory_shape& shape);
  bool add(const pattern_batch& cues, const pattern_batch& answers, int weight);
  bool any_negative(const pattern_batch& cues, const pattern_batch& answers) const;
  template <class Change>
  void change_counters(const Change& change_of_location);

  location_setting setting_;
  bool overlap_by_cue_;  // reach was 0: the overlap asked for depends on the size of the cue
  bool exact_ = true;    // nothing was held or lost: what was stored can be forgotten
  bool empty_ = true;
  std::unique_ptr<addressing> where_;
  location_counters counters_;
  std::vector<std::uint8_t> dead_;
};

}  // namespace kenyon
