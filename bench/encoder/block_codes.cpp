// Prints what docs/encoders.md holds on block codes: in how many modules the codes of two vectors
// agree, against their cosine, after one, two and three transforms, beside independent Gaussian
// projections; and how long the encoder takes.
//
// usage: block_codes [PAIRS]
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <random>
#include <utility>
#include <vector>

#include <kenyon/encoder/hadamard.hpp>

#include "kernels/level.hpp"

namespace {

using vector = std::vector<float>;
using generator = std::mt19937_64;
using kenyon::kernels::transform_lanes;

struct shape {
  std::size_t inputs, modules, units;
};
constexpr shape shapes[] = {{64, 64, 128}, {64, 64, 256}, {128, 128, 256}, {784, 64, 128}};
constexpr double cosines[] = {0.9, 0.8, 0.7, 0.6, 0};

// The kernel with any number of stages; the encoder has two.
class block_coder {
 public:
  block_coder(const shape& of, std::size_t stages, generator& draw)
      : size_(std::bit_ceil(std::max({of.inputs, of.units / 2, transform_lanes}))) {
    const std::size_t blocks_a_round = size_ / (of.units / 2);
    const std::size_t rounds = (of.modules + blocks_a_round - 1) / blocks_a_round;
    const std::size_t span = std::min(std::bit_ceil(rounds), transform_lanes);
    flips_.resize((rounds + transform_lanes - 1) / transform_lanes * stages * size_);
    for (std::uint16_t& word : flips_) {
      std::uint64_t bits = draw() & ((std::uint64_t{1} << span) - 1);
      for (std::size_t filled = span; filled < transform_lanes; filled *= 2) bits |= bits << filled;
      word = static_cast<std::uint16_t>(bits);
    }
    plan_ = {size_, stages, of.units / 2, of.modules, span, flips_.data()};
    scratch_.reset(static_cast<float*>(std::aligned_alloc(64, transform_lanes * size_ * 4)));
  }
  std::vector<std::uint32_t> code(vector input) const {
    input.resize(size_);
    std::vector<std::uint32_t> units(plan_.blocks);
    kenyon::kernels::active().transform.block_codes(plan_, input.data(), 1, scratch_.get(),
                                                    units.data());
    return units;
  }

 private:
  struct release {
    void operator()(float* p) const { std::free(p); }
  };
  std::size_t size_;
  std::vector<std::uint16_t> flips_;
  kenyon::kernels::transform_plan plan_{};
  std::unique_ptr<float, release> scratch_;
};

vector random_vector(std::size_t d, generator& draw) {
  std::normal_distribution<float> normal;
  vector x(d);
  for (float& v : x) v = normal(draw);
  return x;
}

double dot(const vector& a, const vector& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += double{a[i]} * double{b[i]};
  return sum;
}

std::pair<vector, vector> pair_at(double cosine, std::size_t d, generator& draw) {
  const vector a = random_vector(d, draw);
  vector b = random_vector(d, draw);
  const double along = dot(a, b) / dot(a, a);
  for (std::size_t i = 0; i < d; ++i) b[i] -= static_cast<float>(along) * a[i];
  const double across = std::sqrt((1 - cosine * cosine) * dot(a, a) / dot(b, b));
  for (std::size_t i = 0; i < d; ++i)
    b[i] = static_cast<float>(cosine * double{a[i]} + across * double{b[i]});
  return {a, b};
}

// Two different inputs are 1, all others 0.
std::pair<vector, vector> single_numbers(std::size_t d, generator& draw) {
  std::uniform_int_distribution<std::size_t> any(0, d - 1);
  const std::size_t i = any(draw);
  std::size_t j = any(draw);
  while (j == i) j = any(draw);
  std::pair<vector, vector> made{vector(d), vector(d)};
  made.first[i] = made.second[j] = 1;
  return made;
}

// Mean share of modules in which two codes agree; new signs every ten pairs.
template <class Pair>
double share(const shape& of, std::size_t stages, int pairs, const Pair& pair) {
  generator draw(1);
  std::size_t agreed = 0;
  std::unique_ptr<block_coder> coder;
  for (int i = 0; i < pairs; ++i) {
    if (i % 10 == 0) coder = std::make_unique<block_coder>(of, stages, draw);
    const auto [a, b] = pair(draw);
    const auto x = coder->code(a), y = coder->code(b);
    for (std::size_t m = 0; m < x.size(); ++m) agreed += x[m] == y[m];
  }
  return static_cast<double>(agreed) / static_cast<double>(of.modules) / pairs;
}

// The same for one module of independent projections.
double gaussian_share(double cosine, std::size_t block, int trials) {
  generator draw(2);
  std::normal_distribution<double> normal;
  int agreed = 0;
  for (int t = 0; t < trials; ++t) {
    std::size_t best[2] = {};
    double most[2] = {};
    for (std::size_t i = 0; i < block; ++i) {
      const double a = normal(draw);
      const double of[2] = {a, cosine * a + std::sqrt(1 - cosine * cosine) * normal(draw)};
      for (int k = 0; k < 2; ++k)
        if (std::abs(of[k]) > most[k]) {
          most[k] = std::abs(of[k]);
          best[k] = 2 * i + (of[k] < 0);
        }
    }
    agreed += best[0] == best[1];
  }
  return static_cast<double>(agreed) / trials;
}

void print_overlaps(const shape& of, int pairs) {
  std::printf("\n%zu inputs -> %zux%zu\n%-12s", of.inputs, of.modules, of.units, "cosine");
  for (const double c : cosines) std::printf("%8.1f", c);
  std::printf("  single\n");
  for (std::size_t stages = 1; stages <= 3; ++stages) {
    std::printf("%zu transform%-2s", stages, stages == 1 ? "" : "s");
    for (const double c : cosines)
      std::printf("%8.4f", share(of, stages, pairs,
                                 [&](generator& draw) { return pair_at(c, of.inputs, draw); }));
    std::printf("%8.4f\n", share(of, stages, pairs,
                                 [&](generator& draw) { return single_numbers(of.inputs, draw); }));
  }
  std::printf("%-12s", "independent");
  for (const double c : cosines) std::printf("%8.4f", gaussian_share(c, of.units / 2, 20 * pairs));
  std::printf("\n");
}

// Microseconds of processor time a code, the least of ten attempts.
template <class Encode>
double time_of(std::size_t codes, const Encode& encode) {
  double least = 1e9;
  for (int i = 0; i < 10; ++i) {
    const std::clock_t begin = std::clock();
    encode();
    const auto took = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    least = std::min(least, 1e6 * took / static_cast<double>(codes));
  }
  return least;
}

void print_times(const shape& of) {
  constexpr std::size_t rows = 4096;
  generator draw(3);
  kenyon::array all;
  all.type = kenyon::element::f32;
  all.shape = {rows, of.inputs};
  const vector numbers = random_vector(rows * of.inputs, draw);
  const auto bytes = std::as_bytes(std::span(numbers));
  all.data.assign(bytes.begin(), bytes.end());
  const auto out = kenyon::layout::modular(static_cast<std::uint32_t>(of.modules),
                                           static_cast<std::uint32_t>(of.units));
  const kenyon::hadamard_encoder encoder(kenyon::encoder_spec("hadamard"), of.inputs, out, 1);
  kenyon::pattern code;
  std::vector<kenyon::pattern> codes(rows);
  const double one = time_of(rows, [&] {
    for (std::size_t r = 0; r < rows; ++r)
      encoder.encode(std::span(numbers).subspan(r * of.inputs, of.inputs), code);
  });
  const double many = time_of(rows, [&] { encoder.encode(all, 0, codes); });
  std::printf("%4zu inputs -> %7s  %6.2f us  %6.2f us\n", of.inputs, out.text().c_str(), one, many);
}

}  // namespace

int main(int argc, char** argv) {
  const int pairs = argc > 1 ? std::atoi(argv[1]) : 2000;
  std::printf("level %s, %d pairs\n", std::string(name(kenyon::kernels::active().which)).c_str(),
              pairs);
  for (const shape& s : shapes) print_overlaps(s, pairs);
  std::printf("\nprocessor time of a code: alone, in a batch of 4,096 rows on one thread\n");
  for (const shape& s : shapes) print_times(s);
}
