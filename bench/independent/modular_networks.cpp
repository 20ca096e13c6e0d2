// Modular Hebbian and Willshaw networks simulated without the engine: plain loops over counters,
// and other random numbers. Prints what docs/reproduce.md holds beside our own figures.
//
// usage: modular_networks [NETWORKS]
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <random>
#include <vector>

namespace {

using pattern = std::vector<int>;  // the active unit of each module
using patterns = std::vector<pattern>;
using generator = std::mt19937_64;

struct shape {
  int modules, units;
};

int below(generator& draw, int n) {
  return std::uniform_int_distribution<int>(0, n - 1)(draw);
}

patterns random_patterns(const shape& in, int count, generator& draw) {
  patterns made(static_cast<std::size_t>(count), pattern(static_cast<std::size_t>(in.modules)));
  for (pattern& p : made)
    for (int& unit : p) unit = below(draw, in.units);
  return made;
}

// Another unit in each of `count` modules.
pattern moved(const shape& in, pattern p, int count, generator& draw) {
  std::vector<std::size_t> modules(p.size());
  std::iota(modules.begin(), modules.end(), 0);
  std::shuffle(modules.begin(), modules.end(), draw);
  for (int i = 0; i < count; ++i) {
    int& unit = p[modules[static_cast<std::size_t>(i)]];
    unit = (unit + 1 + below(draw, in.units - 1)) % in.units;
  }
  return p;
}

class network {
 public:
  network(const shape& in, const patterns& stored, bool binary)
      : in_(in), n_(static_cast<std::size_t>(in.modules * in.units)), weights_(n_ * n_) {
    for (const pattern& p : stored)
      for (int g = 0; g < in.modules; ++g)
        for (int h = 0; h < in.modules; ++h) {
          if (g == h) continue;  // none within a module
          int& w = weights_[at(g, p[static_cast<std::size_t>(g)]) * n_ +
                            at(h, p[static_cast<std::size_t>(h)])];
          w = binary ? 1 : w + 1;
        }
  }

  // The first of the best units of each module, until nothing changes.
  pattern recall(pattern state, int steps) const {
    for (; steps > 0; --steps) {
      std::vector<int> support(n_);
      for (int g = 0; g < in_.modules; ++g) {
        const int* row = &weights_[at(g, state[static_cast<std::size_t>(g)]) * n_];
        for (std::size_t j = 0; j < n_; ++j) support[j] += row[j];
      }
      pattern next;
      for (int h = 0; h < in_.modules; ++h) {
        const auto first = support.begin() + h * in_.units;
        next.push_back(static_cast<int>(std::max_element(first, first + in_.units) - first));
      }
      if (next == state) break;
      state = next;
    }
    return state;
  }

 private:
  std::size_t at(int module, int unit) const {
    return static_cast<std::size_t>(module * in_.units + unit);
  }

  shape in_;
  std::size_t n_;
  std::vector<int> weights_;
};

void report(const char* title, const std::vector<double>& shares) {
  const auto n = static_cast<double>(shares.size());
  const double mean = std::accumulate(shares.begin(), shares.end(), 0.0) / n;
  double squares = 0;
  for (const double s : shares) squares += (s - mean) * (s - mean);
  std::printf("%s: %.4f +- %.4f (%.0f networks)\n", title, mean,
              1.96 * std::sqrt(squares / (n - 1) / n), n);
  std::fflush(stdout);
}

// Every stored pattern asked with one module moved.
void hebb(std::uint64_t networks) {
  const shape in{32, 32};
  std::vector<double> shares;
  for (std::uint64_t seed = 1; seed <= networks; ++seed) {
    generator draw(seed);
    const patterns stored = random_patterns(in, 527, draw);
    const network net(in, stored, false);
    double right = 0;
    for (const pattern& p : stored) right += net.recall(moved(in, p, 1, draw), 15) == p;
    shares.push_back(right / 527);
  }
  report("hebb 32x32, 527 patterns, 15 steps", shares);
}

// Ten instances of each of 20 prototypes stored, two modules moved, and asked with another.
void willshaw_prototypes(std::uint64_t networks, int steps) {
  const shape in{20, 20};
  std::vector<double> shares;
  for (std::uint64_t seed = 1; seed <= networks; ++seed) {
    generator draw(seed);
    const patterns asked = random_patterns(in, 20, draw);
    patterns stored;
    for (const pattern& p : asked)
      for (int k = 0; k < 10; ++k) stored.push_back(moved(in, p, 2, draw));
    const network net(in, stored, true);
    double right = 0;
    for (const pattern& p : asked) right += net.recall(moved(in, p, 2, draw), steps) == p;
    shares.push_back(right / 20);
  }
  char title[64];
  std::snprintf(title, sizeof title, "willshaw 20x20, 20 prototypes, %d steps", steps);
  report(title, shares);
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t networks = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 100;
  if (networks < 2) {
    std::fprintf(stderr, "usage: modular_networks [NETWORKS], 2 or more\n");
    return 2;
  }
  for (const int steps : {1, 2, 3, 15}) willshaw_prototypes(networks, steps);
  hebb(networks);
}
