// FAISS over float vectors: exhaustive, exact.
#include <faiss/IndexFlat.h>

#include <algorithm>
#include <chrono>

#include "bench/against/peers.hpp"

namespace kenyon::cli {
namespace {

class faiss_flat : public competitor {
 public:
  faiss_flat(const bench_demand& demand, likeness how) : demand_(demand), how_(how) {}

  std::string name() const override { return "faiss-flat"; }
  std::string given() const override { return "float vectors"; }
  std::uint64_t bytes_needed(const bench_rows& rows) const override {
    return rows.count * rows.dimensions * sizeof(float);
  }
  double build(const bench_rows& rows, const query_set&) override {
    use_threads(demand_.threads);
    dimensions_ = rows.dimensions;
    index_.reset();
    const auto begin = std::chrono::steady_clock::now();
    index_ = std::make_unique<faiss::IndexFlat>(
        static_cast<faiss::Index::idx_t>(dimensions_),
        how_ == likeness::euclidean ? faiss::METRIC_L2 : faiss::METRIC_INNER_PRODUCT);
    index_->add(static_cast<faiss::Index::idx_t>(rows.count), rows.values.data());
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  }
  row_bytes bytes() const override { return {index_->codes.size(), 0}; }

  void prepare(const query_set& queries) override { queries_ = &queries; }
  void query(std::size_t i, std::size_t top, std::uint32_t* ids) override {
    query_batch(i, 1, top, ids);
  }
  void query_batch(std::size_t first, std::size_t n, std::size_t top, std::uint32_t* ids) override {
    distances_.resize(n * top);
    labels_.resize(n * top);
    index_->search(static_cast<faiss::Index::idx_t>(n), queries_->vector(first, dimensions_).data(),
                   static_cast<faiss::Index::idx_t>(top), distances_.data(), labels_.data());
    // -1, none, becomes no_row.
    std::transform(labels_.begin(), labels_.end(), ids,
                   [](faiss::Index::idx_t id) { return static_cast<std::uint32_t>(id); });
  }

 private:
  bench_demand demand_;
  likeness how_;
  std::size_t dimensions_ = 0;
  const query_set* queries_ = nullptr;
  std::unique_ptr<faiss::IndexFlat> index_;
  std::vector<float> distances_;
  std::vector<faiss::Index::idx_t> labels_;
};

}  // namespace

std::unique_ptr<competitor> make_faiss_flat(const bench_demand& demand, likeness how) {
  return std::make_unique<faiss_flat>(demand, how);
}

}  // namespace kenyon::cli
