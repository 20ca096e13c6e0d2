// Kenyon's memories of vectors: vector_index by its three routes.
#include <algorithm>
#include <array>
#include <numeric>

#include <kenyon/vector/vector_index.hpp>

#include "cli/bench/own.hpp"
#include "cli/terminal/interrupt.hpp"
#include "cli/terminal/provenance.hpp"
#include "cli/terminal/table.hpp"

namespace kenyon::cli {
namespace {

constexpr std::size_t added_at_once = 4096;
constexpr std::array<std::uint32_t, 15> efforts{10,  16,  24,  32,  48,  64,   80,  96,
                                                112, 128, 192, 256, 512, 1024, 2048};
constexpr std::array<double, 5> recalls{0.8, 0.9, 0.95, 0.98, 0.99};
// With `enough`, matches this much less similar than queries are to what they are made of will do.
constexpr double less_than_declared = 0.02;

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
      case vector_route::multiprobe:
        return "kenyon";
      case vector_route::flat:
        return "scan";
      default:
        return "kenyon-ivf";
    }
  }
  std::string given() const override { return "float vectors"; }
  std::uint64_t bytes_needed(const bench_rows& rows) const override {
    return rows.count * rows.dimensions * sizeof(float);
  }
  bool built_for_queries() const override { return by_ == vector_route::multiprobe; }

  double build(const bench_rows& rows, const query_set& declared) override {
    vector_index_options options;
    options.dimensions = rows.dimensions;
    options.by = metric_of(rows.how);
    options.route = by_;
    options.vectors = std::max<std::uint64_t>(1, rows.count);
    dimensions_ = rows.dimensions;
    declared_ = declared.cosine;
    if (by_ == vector_route::multiprobe) {
      options.codes = demand_.codes;
      if (declared_ > 0) options.similarity = std::clamp(declared_, 0.1, 0.99);
    }
    index_.reset();
    std::vector<std::uint64_t> ids(rows.count);
    std::iota(ids.begin(), ids.end(), 0);
    const stopwatch building;
    index_ = std::make_unique<vector_index>(options);
    // Rows may come in an order, and are added in pieces.
    if (by_ == vector_route::ivf && rows.count >= index_->options().lists)
      index_->learn(rows.values);
    for (std::uint64_t first = 0; first < rows.count; first += added_at_once) {
      stop_if_asked();
      const std::size_t n = std::min<std::uint64_t>(added_at_once, rows.count - first);
      index_->add({ids.data() + first, n},
                  {rows.values.data() + first * rows.dimensions, n * rows.dimensions});
    }
    return building.seconds();
  }

  row_bytes bytes() const override {
    const std::uint64_t codes = index_->code_bytes();
    return {index_->vector_bytes() + codes, codes};
  }

  std::vector<std::string> settings() const override {
    if (by_ == vector_route::flat) return {""};
    std::vector<std::string> all;
    if (by_ == vector_route::ivf)
      for (const std::uint32_t effort : efforts) all.push_back("effort=" + std::to_string(effort));
    if (by_ == vector_route::multiprobe) {
      for (const double recall : recalls) all.push_back("recall=" + number(recall, 2));
      if (declared_ > 0)
        for (const double recall : recalls)
          all.push_back("recall=" + number(recall, 2) + " enough=" + number(enough(), 3));
    }
    return all;
  }
  void use(std::size_t setting) override {
    how_ = {};
    if (by_ == vector_route::ivf) how_.effort = efforts[setting];
    if (by_ != vector_route::multiprobe) return;
    how_.wanted_recall = recalls[setting % recalls.size()];
    if (setting >= recalls.size()) how_.enough = static_cast<float>(enough());
  }

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

  told tell(const query_set& queries, const query_set&) override {
    constexpr std::size_t most = 500;
    told facts;
    const std::size_t asked = std::min(by_ == vector_route::flat ? most / 20 : most, queries.count);
    double compared = 0;
    double predicted = 0;
    for (std::size_t i = 0; i < asked; ++i) {
      vector_work work;
      index_->search(queries_->vector(i, dimensions_), how_, &work);
      compared += static_cast<double>(work.ranked + work.coded);
      predicted += work.predicted;
    }
    facts.candidates = compared / static_cast<double>(asked);
    if (by_ == vector_route::multiprobe) {
      // What ends sooner has met less than it would have gone on for.
      if (!how_.enough) facts.predicted = predicted / static_cast<double>(asked);
      facts.plan = "codes " + index_->options().codes.text() + ", similarity " +
                   number(index_->options().similarity, 3);
      const auto codes = static_cast<double>(index_->code_bytes() - index_->table_bytes());
      if (codes > 0)
        facts.plan += ", the index " +
                      number(static_cast<double>(index_->table_bytes()) / codes, 3) +
                      " times the codes";
    }
    return facts;
  }

 private:
  double enough() const { return declared_ - less_than_declared; }

  bench_demand demand_;
  vector_route by_;
  double declared_ = 0;  // cosine of the queries to what they are made of; 0: not known
  std::size_t dimensions_ = 0;
  vector_search how_;
  const query_set* queries_ = nullptr;
  std::unique_ptr<vector_index> index_;
};

}  // namespace

std::unique_ptr<competitor> own_multiprobe(const bench_demand& demand, likeness) {
  return std::make_unique<indexed_vectors>(demand, vector_route::multiprobe);
}
std::unique_ptr<competitor> own_ivf(const bench_demand& demand, likeness) {
  return std::make_unique<indexed_vectors>(demand, vector_route::ivf);
}
std::unique_ptr<competitor> own_flat(const bench_demand& demand, likeness) {
  return std::make_unique<indexed_vectors>(demand, vector_route::flat);
}

}  // namespace kenyon::cli
