// Anything that stores rows and answers queries with the ids of the rows most like them. Each
// competitor is given the same rows and queries; what it makes of them beforehand it says.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/bench/rows.hpp"

namespace kenyon::cli {

inline constexpr std::uint32_t no_row = ~std::uint32_t{0};  // where fewer were found

struct bench_demand {
  unsigned threads = 1;
  double recall = 0.99;      // that kenyon plans for
  std::size_t batch = 64;    // queries of a batch
  std::uint64_t degree = 0;  // of kenyon's conjunctions; 0: chosen
  std::uint64_t lists = 0;
  layout codes;  // of kenyon's multi-probe hash of vectors
};

struct row_bytes {
  std::uint64_t all = 0;
  std::uint64_t index = 0;  // of these, what is not the rows themselves (codes, vectors)
};

// What only some competitors can tell, worked out apart from the timing.
struct told {
  std::optional<double> predicted;   // recall at 1
  std::optional<double> scanned;     // share of the queries for which all rows were looked at
  std::optional<double> candidates;  // rows compared, mean
  std::optional<double> known;       // share of the queries it claims to know
  std::optional<double> null_known;  // the same of queries that were never stored
  std::string plan;
};

class competitor {
 public:
  virtual ~competitor() = default;
  virtual std::string name() const = 0;
  virtual std::string given() const = 0;  // the form the rows have: "64-byte codes"
  // More than this must be free before build().
  virtual std::uint64_t bytes_needed(const bench_rows& rows) const = 0;
  // Whether it is built anew for each query set, whose noise is declared to it.
  virtual bool built_for_queries() const { return false; }
  // Stores the rows; the seconds that took, whatever a user would have to do included. No query
  // has been seen then: of `declared` only share and cosine are for use.
  virtual double build(const bench_rows& rows, const query_set& declared) = 0;
  virtual row_bytes bytes() const = 0;

  // What can be varied after building: one or more.
  virtual std::vector<std::string> settings() const { return {""}; }
  virtual void use(std::size_t setting) { static_cast<void>(setting); }

  // Brings the queries into its own form, outside the timing. They and the rows stay where they
  // are.
  virtual void prepare(const query_set& queries) = 0;
  // The `top` best ids of query i, best first; no_row where there are fewer.
  virtual void query(std::size_t i, std::size_t top, std::uint32_t* ids) = 0;
  // The same of queries first .. first+n, a whole batch.
  virtual void query_batch(std::size_t first, std::size_t n, std::size_t top,
                           std::uint32_t* ids) = 0;

  virtual told tell(const query_set& queries, const query_set& strangers) {
    static_cast<void>(queries);
    static_cast<void>(strangers);
    return {};
  }
};

using competitor_maker = std::unique_ptr<competitor>(const bench_demand& demand, likeness how);

// Who takes part without being named.
enum class entry { always, planted, attention, named };  // planted: rows known to be near queries

struct entrant {
  std::string name;  // as --against takes it
  bool patterns;     // which rows it takes
  std::string note;  // for --help
  competitor_maker* make;
  bool ours = false;  // what the others are compared with
  entry when = entry::always;
};

// Those of this program, Kenyon's own first, then its peers where they are built in.
std::vector<entrant> entrants();
std::vector<entrant> own_entrants();
std::vector<entrant> peer_entrants();  // bench/against

}  // namespace kenyon::cli
