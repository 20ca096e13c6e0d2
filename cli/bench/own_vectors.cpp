// Kenyon's memories of vectors: vector_index by its three routes.
#include <algorithm>
#include <array>
#include <numeric>

#include <kenyon/encoder/encoder.hpp>
#include <kenyon/memory/vector_index.hpp>

#include "cli/bench/own.hpp"
#include "cli/provenance.hpp"

namespace kenyon::cli {
namespace {

constexpr std::size_t added_at_once = 4096;
constexpr std::array<std::uint32_t, 9> efforts{4, 10, 24, 64, 128, 256, 512, 1024, 2048};

metric metric_of(likeness how) {
  return how == likeness::euclidean ? metric::euclidean
         : how == likeness::cosine  ? metric::cosine
                                    : metric::dot;
}

void give(const std::vector<vector_match>& found, std::size_t top, std::uint32_t* ids) {
  for (std::size_t k = 0; k < top; ++k)
    ids[k] = k < found.size() ? static_cast<std::uint32_t>(found[k].id) : no_row;
}

class indexed_vectors : public competitor {
 public:
  indexed_vectors(const bench_demand& demand, vector_route by) : demand_(demand), by_(by) {}

  std::string name() const override {
    switch (by_) {
      case vector_route::conjunctions:
        return "kenyon";
      case vector_route::scan:
        return "scan";
      default:
        return "kenyon-locations";
    }
  }
  std::string given() const override { return "float vectors"; }
  std::uint64_t bytes_needed(const bench_rows& rows) const override {
    return rows.count * rows.dimensions * sizeof(float);
  }
  bool built_for_queries() const override { return by_ == vector_route::conjunctions; }

  double build(const bench_rows& rows, const query_set& declared) override {
    vector_index_options options;
    options.dimensions = rows.dimensions;
    options.by = metric_of(rows.how);
    options.route = by_;
    options.vectors = std::max<std::uint64_t>(1, rows.count);
    options.recall = demand_.recall;
    dimensions_ = rows.dimensions;
    if (by_ == vector_route::conjunctions && declared.cosine > 0)
      options.share = shared_units(options, declared.cosine);
    index_.reset();
    std::vector<std::uint64_t> ids(rows.count);
    std::iota(ids.begin(), ids.end(), 0);
    const stopwatch building;
    index_ = std::make_unique<vector_index>(options);
    for (std::uint64_t first = 0; first < rows.count; first += added_at_once) {
      const std::size_t n = std::min<std::uint64_t>(added_at_once, rows.count - first);
      index_->add({ids.data() + first, n},
                  {rows.values.data() + first * rows.dimensions, n * rows.dimensions});
    }
    return building.seconds();
  }

  row_bytes bytes() const override {
    return {index_->vector_bytes() + index_->code_bytes(), index_->code_bytes()};
  }

  std::vector<std::string> settings() const override {
    if (by_ == vector_route::scan) return {""};
    std::vector<std::string> all;
    for (const std::uint32_t effort : efforts) all.push_back("effort=" + std::to_string(effort));
    return all;
  }
  void use(std::size_t setting) override { how_.effort = efforts[setting]; }

  void prepare(const query_set& queries) override { queries_ = &queries; }
  void query(std::size_t i, std::size_t top, std::uint32_t* ids) override {
    how_.top = top;
    give(index_->search(queries_->vector(i, dimensions_), how_), top, ids);
  }
  void query_batch(std::size_t first, std::size_t n, std::size_t top, std::uint32_t* ids) override {
    how_.top = top;
    const auto found =
        index_->search_all({queries_->values.data() + first * dimensions_, n * dimensions_}, how_);
    for (std::size_t i = 0; i < n; ++i) give(found[i], top, ids + i * top);
  }

 private:
  bench_demand demand_;
  vector_route by_;
  std::size_t dimensions_ = 0;
  vector_search how_;
  const query_set* queries_ = nullptr;
  std::unique_ptr<vector_index> index_;
};

}  // namespace
}  // namespace kenyon::cli
