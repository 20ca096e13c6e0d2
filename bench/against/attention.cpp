// Dense attention: softmax(beta K q) V with values V = keys K, exact, keys taken in blocks that
// stay in the cache, with the maximum and the sum carried from block to block (as FlashAttention
// does). The ids are those of the largest weights.
#include <cblas-openblas.h>

#include <Eigen/Dense>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "bench/against/peers.hpp"

namespace kenyon::cli {
namespace {

using matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using rows_view = Eigen::Map<const matrix>;
constexpr std::size_t block_keys = 1024;

struct eigen_backend {
  static constexpr const char* name = "attention";
  static constexpr const char* scores_name = "scores";
  // scores (queries x keys) = queries * keys^T; answers += weights * keys.
  static void score(const rows_view& queries, const rows_view& keys, matrix& scores) {
    if (queries.rows() == 1)
      scores.row(0).transpose().noalias() = keys * queries.row(0).transpose();
    else
      scores.noalias() = queries * keys.transpose();
  }
  static void mix(const matrix& weights, const rows_view& keys, matrix& answers) {
    if (weights.rows() == 1)
      answers.row(0).transpose().noalias() += keys.transpose() * weights.row(0).transpose();
    else
      answers.noalias() += weights * keys;
  }
};

struct openblas_backend {
  static constexpr const char* name = "attention-openblas";
  static constexpr const char* scores_name = "scores-openblas";
  static void score(const rows_view& q, const rows_view& keys, matrix& scores) {
    const auto n = static_cast<int>(keys.rows());
    const auto d = static_cast<int>(keys.cols());
    const auto m = static_cast<int>(q.rows());
    if (m == 1)
      cblas_sgemv(CblasRowMajor, CblasNoTrans, n, d, 1, keys.data(), d, q.data(), 1, 0,
                  scores.data(), 1);
    else
      cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, m, n, d, 1, q.data(), d, keys.data(), d,
                  0, scores.data(), n);
  }
  static void mix(const matrix& weights, const rows_view& keys, matrix& answers) {
    const auto n = static_cast<int>(keys.rows());
    const auto d = static_cast<int>(keys.cols());
    const auto m = static_cast<int>(weights.rows());
    if (m == 1)
      cblas_sgemv(CblasRowMajor, CblasTrans, n, d, 1, keys.data(), d, weights.data(), 1, 1,
                  answers.data(), 1);
    else
      cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, d, n, 1, weights.data(), n,
                  keys.data(), d, 1, answers.data(), d);
  }
};

struct best_key {
  float score;
  std::uint32_t id;
  friend bool operator<(const best_key& a, const best_key& b) {
    return a.score > b.score || (a.score == b.score && a.id < b.id);
  }
};

template <class Backend, bool Softmax>
class dense : public competitor {
 public:
  dense(const bench_demand& demand, likeness how) : demand_(demand), how_(how) {}

  std::string name() const override { return Softmax ? Backend::name : Backend::scores_name; }
  std::string given() const override { return "float vectors"; }
  std::uint64_t bytes_needed(const bench_rows&) const override {
    return 0;
  }  // attends where they lie
  double build(const bench_rows& rows, const query_set&) override {
    use_threads(demand_.threads);
    rows_ = &rows;
    halves_.clear();
    if (how_ != likeness::euclidean) return 0;
    const auto begin = std::chrono::steady_clock::now();
    halves_.resize(rows.count);
    for (std::uint64_t i = 0; i < rows.count; ++i)
      halves_[i] = rows_view(rows.vector(i).data(), 1, columns()).squaredNorm() / 2;
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  }
  row_bytes bytes() const override {
    return {rows_->values.size() * sizeof(float) + halves_.size() * sizeof(float), 0};
  }
  void prepare(const query_set& queries) override { queries_ = &queries; }
  void query(std::size_t i, std::size_t top, std::uint32_t* ids) override {
    query_batch(i, 1, top, ids);
  }

  void query_batch(std::size_t first, std::size_t n, std::size_t top, std::uint32_t* ids) override {
    const rows_view asked(queries_->vector(first, rows_->dimensions).data(),
                          static_cast<Eigen::Index>(n), columns());
    answers_.setZero(asked.rows(), columns());
    sums_.assign(n, 0);
    highest_.assign(n, -std::numeric_limits<float>::infinity());
    best_.assign(n, {});
    for (std::uint64_t k = 0; k < rows_->count; k += block_keys) {
      const auto keys =
          static_cast<Eigen::Index>(std::min<std::uint64_t>(block_keys, rows_->count - k));
      const rows_view block(rows_->vector(k).data(), keys, columns());
      scores_.resize(asked.rows(), keys);
      Backend::score(asked, block, scores_);
      if (!halves_.empty())  // nearest first: q.k - k.k/2 orders as the distance does
        scores_.rowwise() -= Eigen::Map<const Eigen::RowVectorXf>(halves_.data() + k, keys);
      for (std::size_t i = 0; i < n; ++i) keep_best(i, k, top);
      if constexpr (Softmax) {
        for (std::size_t i = 0; i < n; ++i) weigh(i);
        Backend::mix(scores_, block, answers_);
      }
    }
    for (std::size_t i = 0; i < n; ++i) {
      if constexpr (Softmax) answers_.row(static_cast<Eigen::Index>(i)) /= sums_[i];
      for (std::size_t t = 0; t < top; ++t)
        ids[i * top + t] = t < best_[i].size() ? best_[i][t].id : no_row;
    }
  }

 private:
  Eigen::Index columns() const { return static_cast<Eigen::Index>(rows_->dimensions); }

  void keep_best(std::size_t i, std::uint64_t first_key, std::size_t top) {
    const auto scores = scores_.row(static_cast<Eigen::Index>(i));
    std::vector<best_key>& best = best_[i];
    const float least =
        best.size() < top ? -std::numeric_limits<float>::infinity() : best.back().score;
    if (!(scores.maxCoeff() > least)) return;
    for (Eigen::Index k = 0; k < scores.size(); ++k) {
      if (best.size() == top && !(scores[k] > best.back().score)) continue;
      const best_key found{scores[k],
                           static_cast<std::uint32_t>(first_key + static_cast<std::uint64_t>(k))};
      if (best.size() == top) best.pop_back();
      best.insert(std::upper_bound(best.begin(), best.end(), found), found);
    }
  }

  // Scores of query i in this block become weights.
  void weigh(std::size_t i) {
    auto scores = scores_.row(static_cast<Eigen::Index>(i));
    const float beta = 1 / std::sqrt(static_cast<float>(columns()));
    const float top = std::max(highest_[i], scores.maxCoeff());
    const float fade = std::exp(beta * (highest_[i] - top));
    highest_[i] = top;
    scores = ((scores.array() - top) * beta).exp().matrix();
    if (fade < 1) answers_.row(static_cast<Eigen::Index>(i)) *= fade;
    sums_[i] = sums_[i] * fade + scores.sum();
  }

  bench_demand demand_;
  likeness how_;
  const bench_rows* rows_ = nullptr;
  const query_set* queries_ = nullptr;
  std::vector<float> halves_;  // of the squared lengths, where distances are asked
  matrix scores_;
  matrix answers_;
  std::vector<float> sums_;
  std::vector<float> highest_;
  std::vector<std::vector<best_key>> best_;
};

}  // namespace

std::unique_ptr<competitor> make_attention_eigen(const bench_demand& demand, likeness how) {
  return std::make_unique<dense<eigen_backend, true>>(demand, how);
}
std::unique_ptr<competitor> make_attention_openblas(const bench_demand& demand, likeness how) {
  return std::make_unique<dense<openblas_backend, true>>(demand, how);
}
std::unique_ptr<competitor> make_scores_eigen(const bench_demand& demand, likeness how) {
  return std::make_unique<dense<eigen_backend, false>>(demand, how);
}
std::unique_ptr<competitor> make_scores_openblas(const bench_demand& demand, likeness how) {
  return std::make_unique<dense<openblas_backend, false>>(demand, how);
}

}  // namespace kenyon::cli
