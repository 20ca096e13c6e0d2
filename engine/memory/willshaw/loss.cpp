// Synapses of a Willshaw memory that are lost, by decay or by damage.
#include "base/lost_synapses.hpp"
#include "memory/willshaw/weights.hpp"

namespace kenyon {
namespace {

// Pairs of different units in a row: position p of (0,1) (0,2) ... (1,2) ..., asked in ascending
// order.
class pair_of_units {
 public:
  explicit pair_of_units(std::size_t units) : units_(units) {}
  void go_to(std::uint64_t position) {
    for (; position - begin_ >= units_ - 1 - first_; ++first_) begin_ += units_ - 1 - first_;
    second_ = first_ + 1 + static_cast<std::size_t>(position - begin_);
  }
  std::size_t first() const { return first_; }
  std::size_t second() const { return second_; }

 private:
  std::size_t units_;
  std::size_t first_ = 0;
  std::size_t second_ = 0;
  std::uint64_t begin_ = 0;  // position of (first, first + 1)
};

}  // namespace

std::uint64_t willshaw_weights::decay(double share, std::uint64_t seed) {
  lose(share, seed, 0);
  return 0;
}

void willshaw_weights::prune(double share, std::uint64_t seed) {
  lose(share, seed, 1);
}

void willshaw_weights::lose(double share, std::uint64_t seed, std::uint64_t index) {
  random_sequence numbers(seed, stream::synapses, index);
  const std::uint64_t rows = matrix_.rows();
  const std::uint64_t columns = matrix_.columns();
  if (is_auto()) {
    pair_of_units pair(matrix_.rows());
    lose_share(numbers, share, rows * (rows - 1) / 2, [&](std::uint64_t position) {
      pair.go_to(position);
      matrix_.clear(pair.first(), pair.second());
      matrix_.clear(pair.second(), pair.first());
    });
  } else {
    lose_share(numbers, share, rows * columns, [&](std::uint64_t position) {
      matrix_.clear(position / columns, position % columns);
    });
  }
  knowledge_.forget();
}

}  // namespace kenyon
