// hnswlib. Its distances are compiled into this file, for this processor.
#include <hnswlib/hnswlib.h>
#include <omp.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "bench/against/peers.hpp"

namespace kenyon::cli {
namespace {

constexpr std::array<std::size_t, 16> searches{10,  16,  24,  32,  48,  64,   80,   96,
                                               112, 128, 192, 256, 512, 1024, 2048, 4096};

class hnsw : public competitor {
 public:
  hnsw(const bench_demand& demand, likeness how, std::size_t links, std::size_t construction)
      : demand_(demand), how_(how), links_(links), construction_(construction) {}

  std::string name() const override { return links_ == 16 ? "hnswlib" : "hnswlib-32"; }
  std::string given() const override { return "float vectors"; }
  std::uint64_t bytes_needed(const bench_rows& rows) const override {
    return rows.count * (rows.dimensions * sizeof(float) + 2 * links_ * 4 + 150);
  }

  double build(const bench_rows& rows, const query_set&) override {
    use_threads(demand_.threads);
    dimensions_ = rows.dimensions;
    graph_.reset();
    const auto begin = std::chrono::steady_clock::now();
    if (how_ == likeness::euclidean)
      space_ = std::make_unique<hnswlib::L2Space>(dimensions_);
    else
      space_ = std::make_unique<hnswlib::InnerProductSpace>(dimensions_);
    graph_ = std::make_unique<hnswlib::HierarchicalNSW<float>>(
        space_.get(), std::max<std::uint64_t>(1, rows.count), links_, construction_);
    // The first alone: others need a point to enter at.
    if (rows.count > 0) graph_->addPoint(rows.vector(0).data(), 0);
    const auto count = static_cast<std::int64_t>(rows.count);
    for (std::int64_t first = 1; first < count; first += 4096) {
      stop_if_asked();
      const std::int64_t end = std::min<std::int64_t>(first + 4096, count);
#pragma omp parallel for schedule(dynamic, 64)
      for (std::int64_t i = first; i < end; ++i)
        graph_->addPoint(rows.vector(static_cast<std::uint64_t>(i)).data(),
                         static_cast<std::size_t>(i));
    }
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  }

  row_bytes bytes() const override {
    const std::uint64_t n = graph_->cur_element_count;
    std::uint64_t upper = 0;
    for (std::uint64_t i = 0; i < n; ++i)
      upper +=
          static_cast<std::uint64_t>(graph_->element_levels_[i]) * graph_->size_links_per_element_;
    // Beside rows and links: a pointer, a mutex and a level each, and a hash table of labels.
    const std::uint64_t beside = n * (sizeof(char*) + sizeof(std::mutex) + sizeof(int)) + n * 32 +
                                 graph_->label_lookup_.bucket_count() * sizeof(void*);
    const std::uint64_t all = n * graph_->size_data_per_element_ + upper + beside;
    return {all, all - n * dimensions_ * sizeof(float)};
  }

  std::vector<std::string> settings() const override {
    std::vector<std::string> all;
    for (const std::size_t ef : searches) all.push_back("efSearch=" + std::to_string(ef));
    return all;
  }
  void use(std::size_t setting) override {
    graph_->setEf(searches[setting]);
  }

  void prepare(const query_set& queries) override {
    queries_ = &queries;
  }
  void query(std::size_t i, std::size_t top, std::uint32_t* ids) override {
    auto found = graph_->searchKnn(queries_->vector(i, dimensions_).data(), top);
    std::fill(ids, ids + top, no_row);
    for (std::size_t k = found.size(); k > 0; found.pop())  // the farthest first
      ids[--k] = static_cast<std::uint32_t>(found.top().second);
  }
  void query_batch(std::size_t first, std::size_t n, std::size_t top, std::uint32_t* ids) override {
    const auto count = static_cast<std::int64_t>(n);
#pragma omp parallel for schedule(dynamic, 4)
    for (std::int64_t i = 0; i < count; ++i) {
      const auto at = static_cast<std::size_t>(i);
      query(first + at, top, ids + at * top);
    }
  }

 private:
  bench_demand demand_;
  likeness how_;
  std::size_t links_;
  std::size_t construction_;
  std::size_t dimensions_ = 0;
  const query_set* queries_ = nullptr;
  std::unique_ptr<hnswlib::SpaceInterface<float>> space_;
  std::unique_ptr<hnswlib::HierarchicalNSW<float>> graph_;
};

}  // namespace

std::unique_ptr<competitor> make_hnswlib(const bench_demand& demand, likeness how) {
  return std::make_unique<hnsw>(demand, how, 16, 100);
}
std::unique_ptr<competitor> make_hnswlib_wide(const bench_demand& demand, likeness how) {
  return std::make_unique<hnsw>(demand, how, 32, 200);
}

}  // namespace kenyon::cli
