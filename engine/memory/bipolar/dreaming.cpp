// The couplings of a net that has dreamt: the only place that needs linear algebra.
#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <algorithm>
#include <cmath>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/base/error.hpp>
#include <kenyon/memory/bipolar/hopfield_net.hpp>

#include "kernels/sums/sums.hpp"
#include "memory/bipolar/bipolar.hpp"

namespace kenyon {
namespace {

using matrix = Eigen::MatrixXd;

// Patterns as rows of +-1.
matrix rows_of(std::uint32_t units, const pattern_batch& patterns) {
  matrix x = matrix::Constant(static_cast<Eigen::Index>(patterns.size()), units, -1.0);
  for (std::size_t p = 0; p < patterns.size(); ++p)
    for (const unit u : patterns[p]) x(static_cast<Eigen::Index>(p), u) = 1;
  return x;
}

}  // namespace

hopfield_net hopfield_net::dreamt(std::uint32_t units, const pattern_batch& patterns,
                                  double dreams) {
  if (!(dreams >= 0 && dreams <= 1e9)) throw error(fault::usage, "a net dreams from 0 to 1e9");
  if (patterns.empty()) throw error(fault::bad_input, "there is no pattern to dream of");
  hopfield_net net(units);
  check_states(units, patterns);
  const std::uint64_t n = units;
  const std::uint64_t p = patterns.size();
  require_memory(8 * (2 * p * p + 2 * p * n + n * n), "dreaming");

  const matrix x = rows_of(units, patterns);
  const matrix shared = matrix::Identity(x.rows(), x.rows()) + dreams / units * (x * x.transpose());
  const matrix weighed = Eigen::LLT<matrix>(shared).solve(x);
  matrix j = x.transpose() * weighed;  // times (1 + t) / N, which the fixed point takes out again
  j.diagonal().setZero();
  const double largest = j.cwiseAbs().maxCoeff();
  const double scale = largest > 0 ? kernels::max_weight / largest : 0;
  for (std::size_t r = 0; r < n; ++r)
    for (std::size_t c = 0; c < n; ++c)  // rounding left the two halves of j a last digit apart
      net.row(r)[c] = static_cast<std::int16_t>(
          std::lround(scale * j(static_cast<Eigen::Index>(std::min(r, c)),
                                static_cast<Eigen::Index>(std::max(r, c)))));
  net.stored_ = p;
  net.dreamt_ = true;
  net.sum_rows();
  return net;
}

}  // namespace kenyon
