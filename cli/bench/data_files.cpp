#include <algorithm>
#include <cmath>
#include <numeric>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/base/error.hpp>
#include <kenyon/io/array.hpp>
#include <kenyon/pattern/random.hpp>

#include "cli/bench/data.hpp"
#include "cli/model/input.hpp"

namespace kenyon::cli {
namespace {

constexpr float largest_number = 1e15F;  // that a vector_index takes

// Vectors of zeros stay as they are: they have no direction.
void normalise(std::span<float> v) {
  double sum = 0;
  for (const float x : v) sum += static_cast<double>(x) * static_cast<double>(x);
  if (sum == 0) return;
  const double length = std::sqrt(sum);
  for (float& x : v) x = static_cast<float>(static_cast<double>(x) / length);
}

void append_row(const array& from, std::size_t row, likeness how, std::vector<float>& to) {
  const std::size_t begin = to.size();
  to.resize(begin + from.row_size());
  const std::span<float> made{to.data() + begin, from.row_size()};
  from.row(row, made);
  for (std::size_t i = 0; i < made.size(); ++i)
    if (std::abs(made[i]) > largest_number)
      throw error(fault::bad_input, "row " + std::to_string(row) + ", column " + std::to_string(i) +
                                        ": not a number from -1e15 to 1e15");
  if (how == likeness::cosine) normalise(made);
}

array read_vectors(const std::string& path) {
  array a = read_array(path);
  if (a.rows() == 0 || a.row_size() == 0 || a.row_size() > 65536)
    throw error(fault::bad_input, path + ": expected rows of 1 to 65,536 numbers");
  return a;
}

}  // namespace

bench_data vectors_of_files(const std::string& stored, const std::string& asked, likeness how,
                            std::size_t queries, std::uint64_t seed) {
  const array base = read_vectors(stored);
  const std::size_t dimensions = base.row_size();
  bench_data made;
  made.rows.how = how;
  made.rows.dimensions = dimensions;
  query_set set;
  std::vector<bool> held_out(base.rows());
  if (asked.empty()) {
    if (base.rows() < 2)
      throw error(fault::usage, stored + ": one row cannot be stored and held out");
    set.name = "held out";
    set.count = std::min<std::size_t>(queries, std::max<std::size_t>(1, base.rows() / 10));
    std::vector<unit> rows(set.count);
    random_sequence numbers(seed, stream::queries, 0);
    draw_distinct(numbers, static_cast<std::uint32_t>(base.rows()), rows);
    naming(stored, [&] {
      for (const unit row : rows) append_row(base, row, how, set.values);
    });
    for (const unit row : rows) held_out[row] = true;
  } else {
    const array other = read_vectors(asked);
    if (other.row_size() != dimensions)
      throw error(fault::bad_input, asked + ": expected rows of " + std::to_string(dimensions) +
                                        " numbers, as in " + stored + ", found " +
                                        std::to_string(other.row_size()));
    set.name = "test";
    set.count = std::min<std::size_t>(queries, other.rows());
    naming(asked, [&] {
      for (std::size_t i = 0; i < set.count; ++i) append_row(other, i, how, set.values);
    });
  }
  const auto left = static_cast<std::uint64_t>(std::count(held_out.begin(), held_out.end(), false));
  require_memory(left * dimensions * sizeof(float), "the vectors");
  made.rows.values.reserve(left * dimensions);
  naming(stored, [&] {
    for (std::size_t i = 0; i < base.rows(); ++i)
      if (!held_out[i]) append_row(base, i, how, made.rows.values);
  });
  made.rows.count = left;
  made.queries.push_back(std::move(set));
  return made;
}

}  // namespace kenyon::cli
