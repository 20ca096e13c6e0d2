// Nearest neighbours among stored vectors: each is kept under a sparse code, candidates are found
// by their codes, and the best of them are ranked again by the vectors themselves.
//
// Three routes to the candidates:
//   conjunctions  codes of the hadamard encoder, listed by conjunctions of their units. A query
//                 looks up the kinds of conjunction that what it is looking for most likely has,
//                 best first, until it has probably been met. For vectors without clusters and
//                 queries close to what was stored (cosine .7 and more).
//   locations     a layer of units that learned by competition over the stored vectors (a hard
//                 location each) lists every vector under its winner, with a compact code of
//                 modules of 16 units. A query opens the locations nearest to it and adds up, in
//                 every module, how well the listed unit suits it. For real data, whose vectors
//                 cluster, and for true neighbours rather than near copies.
//   scan          every vector is compared; exact. What the others do while little is stored.
//
// Stored vectors are found at once. Scores are those of the vectors as kept. The answers are the
// same bits at every level and for any number of threads; equal scores go to the lower id.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <kenyon/pattern/layout.hpp>

namespace kenyon {

enum class metric {
  dot,        // dot product, largest first
  cosine,     // largest first; with a vector of zeros it is 0. Vectors are kept at length 1
  euclidean,  // distance, smallest first
};

enum class vector_route { automatic, conjunctions, locations, scan };

// What is kept of a vector for the last ranking.
enum class kept_vectors {
  float32,
  int8,  // 8 bits a number and a scale a vector: a quarter of the bytes, scores right to about 1 %
  none,  // the codes estimate the scores (conjunctions: the share of modules that agree)
};

struct vector_index_options {
  std::size_t dimensions = 0;  // 1 to 65,536
  metric by = metric::cosine;
  vector_route route = vector_route::automatic;  // locations
  kept_vectors kept = kept_vectors::float32;
  std::uint64_t vectors = 1'000'000;  // expected; more are taken, and cost time
  std::uint64_t seed = 1;             // of the encoder and of what is learned
  // Of conjunctions.
  layout codes =
      layout::modular(64, 128);  // 8 modules or more, of an even number of units up to 256
  double similarity = 0.8;       // cosine of a query to what it should find, .1 to .99
  double recall = 0.95;          // predicted of such queries, above 0 and below 1
  // Of locations.
  std::uint32_t locations = 0;  // 0: sqrt(vectors), from 16 to 4,096
};

struct vector_match {
  std::uint64_t id;
  float score;  // by the metric
  friend bool operator==(const vector_match&, const vector_match&) = default;
};

struct vector_search {
  std::size_t top = 10;  // matches wanted
  // Candidates that are ranked by their vectors, at least `top`; more of them means that more
  // locations are opened and more matches of codes taken. 0: 64.
  std::uint32_t effort = 0;
  std::uint32_t open = 0;  // locations; 0: a fifth of the effort
  // Of conjunctions: the recall to go on for (0: that of the options), and most lists looked into
  // in each part of the index (0: 4,096). Queries of no special unit need many.
  double recall = 0;
  std::uint32_t probes = 0;
  // Of conjunctions: a match of this score or a better one ends the search. That is right where any
  // such vector will do, or no two are so near to each other; a better one may then be missed.
  std::optional<float> enough = std::nullopt;
};

// What a search did.
struct vector_work {
  std::uint64_t opened = 0;  // locations
  std::uint64_t coded = 0;   // vectors compared by their codes
  std::uint64_t ranked = 0;  // vectors compared by their numbers
  std::uint64_t probed = 0;  // lists looked into
  // Of conjunctions: the chance to have met what is as similar as declared, by theory. 1 where
  // every vector was compared.
  double predicted = 1;
};

class vector_index {
 public:
  // Throws error{usage} for options out of range.
  explicit vector_index(const vector_index_options& options);
  vector_index(vector_index&&) noexcept;
  vector_index& operator=(vector_index&&) noexcept;
  ~vector_index();

  const vector_index_options& options() const;
  std::uint64_t size() const;

  // Keeps vectors, one after another, under these ids. Throws error{bad_input}, adding none, for an
  // id that is already there or given twice, a number that is not finite (row and column are told)
  // or above 1e15, or numbers that are not ids.size() vectors.
  void add(std::span<const std::uint64_t> ids, std::span<const float> vectors);
  // Returns how many of the ids were there; the others are left alone.
  std::size_t remove(std::span<const std::uint64_t> ids);
  bool contains(std::uint64_t id) const;
  // As kept. Throws error{bad_input} when there is no such id, error{usage} where no vectors are
  // kept.
  std::vector<float> get(std::uint64_t id) const;

  // Learns the locations from what is stored now, and lists everything anew: as much work as adding
  // it. Happens by itself once, as soon as 16 vectors a location are there. Worth while when the
  // vectors have become many times more, or others. Throws error{usage} on other routes, where no
  // vectors are kept, and where nothing is stored.
  void learn();
  // The same from a sample, which is not stored. For vectors that arrive in some order: given
  // before the first is added, nothing is learned by itself any more. 24 vectors a location are
  // enough; of more, evenly spaced ones are used. Throws error{bad_input} as add() does,
  // error{usage} on other routes, for fewer vectors than locations, and where vectors are stored of
  // which codes alone were kept; then the index is as it was.
  void learn(std::span<const float> sample);

  // The matches of a query, best first: `top`, or all there are of the candidates. Throws
  // error{bad_input} for a query as add() does.
  std::vector<vector_match> search(std::span<const float> query, const vector_search& how = {},
                                   vector_work* work = nullptr) const;
  // Of queries one after another, on all threads; the same answers.
  std::vector<std::vector<vector_match>> search_all(std::span<const float> queries,
                                                    const vector_search& how = {},
                                                    std::vector<vector_work>* work = nullptr) const;

  std::uint64_t vector_bytes() const;  // of the vectors as kept
  std::uint64_t code_bytes() const;    // of codes and index
  std::uint64_t index_bytes() const;   // of these, what is no code: of conjunctions

 private:
  class state;
  std::unique_ptr<state> state_;
};

}  // namespace kenyon
