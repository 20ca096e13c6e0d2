// Kenyon's memories of vectors: vector_index by its three routes.
#include <algorithm>
#include <array>
#include <numeric>

#include <kenyon/encoder/make.hpp>
#include <kenyon/memory/vector_index.hpp>

#include "cli/bench/data.hpp"
#include "cli/bench/own.hpp"
#include "cli/provenance.hpp"
#include "cli/table.hpp"

namespace kenyon::cli {
namespace {

constexpr std::size_t added_at_once = 4096;
constexpr std::array<std::uint32_t, 12> efforts{10,  16,  24,  48,  64,   96,
                                                128, 192, 256, 512, 1024, 2048};
constexpr std::array<std::uint32_t, 4> efforts_of_conjunctions{1, 4, 16, 64};

metric metric_of(likeness how) {
  return how == likeness::euclidean ? metric::euclidean
         : how == likeness::cosine  ? metric::cosine
                                    : metric::dot;
}

void give(const std::vector<vector_match>& found, std::size_t top, std::uint32_t* ids) {
  for (std::size_t k = 0; k < top; ++k)
    ids[k] = k < found.size() ? static_cast<std::uint32_t>(found[k].id) : no_row;
}

// Share of a vector's units that vectors at a cosine to it have too, on average.
double shared_units(const vector_index_options& options, double cosine) {
  constexpr std::size_t pairs = 1000;
  const bench_data drawn =
      random_vectors(options.dimensions, pairs, {cosine}, pairs, options.seed + 1);
  const query_set& asked = drawn.queries[0];
  const auto encodes = make_encoder(encoder_spec::parse(options.encoder), options.dimensions,
                                    options.codes, options.seed);
  std::size_t shared = 0;
  pattern row;
  pattern query;
  for (std::size_t i = 0; i < pairs; ++i) {
    encodes->encode(drawn.rows.vector(asked.of[i]), row);
    encodes->encode(asked.vector(i, options.dimensions), query);
    shared += overlap(row, query);
  }
  return static_cast<double>(shared) / static_cast<double>(pairs * options.codes.active());
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
    if (by_ == vector_route::conjunctions) {
      options.encoder = demand_.encoder;
      options.codes = demand_.codes;
      if (declared.cosine > 0) options.share = shared_units(options, declared.cosine);
    }
    share_ = options.share;
    index_.reset();
    std::vector<std::uint64_t> ids(rows.count);
    std::iota(ids.begin(), ids.end(), 0);
    const stopwatch building;
    index_ = std::make_unique<vector_index>(options);
    for (std::uint64_t first = 0; first < rows.count; first += added_at_once) {
      stop_if_asked();
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
    std::vector<std::string> all;
    for (const std::uint32_t effort : efforts_of())
      all.push_back(effort == 0 ? "" : "effort=" + std::to_string(effort));
    return all;
  }
  void use(std::size_t setting) override { how_.effort = efforts_of()[setting]; }

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
    const std::size_t asked = std::min(by_ == vector_route::scan ? most / 20 : most, queries.count);
    double compared = 0;
    for (std::size_t i = 0; i < asked; ++i) {
      vector_work work;
      index_->search(queries_->vector(i, dimensions_), how_, &work);
      compared += static_cast<double>(work.ranked + work.coded);
    }
    facts.candidates = compared / static_cast<double>(asked);
    if (by_ == vector_route::conjunctions)
      facts.plan = index_->options().encoder + " " + index_->options().codes.text() + ", " +
                   number(100 * share_, 3) + " % of the units shared";
    return facts;
  }

 private:
  std::span<const std::uint32_t> efforts_of() const {
    static constexpr std::array<std::uint32_t, 1> none{0};
    if (by_ == vector_route::conjunctions) return efforts_of_conjunctions;
    if (by_ == vector_route::scan) return none;
    return efforts;
  }

  bench_demand demand_;
  vector_route by_;
  double share_ = 0;
  std::size_t dimensions_ = 0;
  vector_search how_;
  const query_set* queries_ = nullptr;
  std::unique_ptr<vector_index> index_;
};

}  // namespace

std::unique_ptr<competitor> own_conjunctions(const bench_demand& demand, likeness) {
  return std::make_unique<indexed_vectors>(demand, vector_route::conjunctions);
}
std::unique_ptr<competitor> own_locations(const bench_demand& demand, likeness) {
  return std::make_unique<indexed_vectors>(demand, vector_route::locations);
}
std::unique_ptr<competitor> own_vector_scan(const bench_demand& demand, likeness) {
  return std::make_unique<indexed_vectors>(demand, vector_route::scan);
}

}  // namespace kenyon::cli
