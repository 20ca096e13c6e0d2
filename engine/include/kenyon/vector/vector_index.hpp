// Nearest neighbours among stored vectors: candidates are found by compact codes, and the best of
// them are ranked again by the vectors themselves.
//
// Three routes to the candidates:
//   ivf         an inverted file with residual 4-bit codes and fast scan. k-means finds centroids;
//               each has a list of the vectors it is nearest to, kept as codes of their residuals.
//               A query probes the lists of the centroids nearest to it. For real data, whose
//               vectors cluster, and for true neighbours rather than near copies.
//   multiprobe  cross-polytope hashing (the codes of the hadamard encoder) with query-directed
//               multi-probe. A query looks up the keys that what it is looking for most likely
//               has, best first, until it has probably been met. For vectors without clusters and
//               queries close to what was stored (cosine .7 and more).
//   flat        every vector is compared; exact. What the others do while little is stored.
//
// Read as neurons: centroids are hard locations that compete for what is stored, a code is one
// active unit in each of many modules, and a key is a conjunction of active units.
//
// Stored vectors are found at once. Scores are those of the vectors as kept. The answers are the
// same bits at every level and for any number of threads; equal scores go to the lower id.
// Const member functions may run at once on several threads; the others need the index alone.
// What throws changes nothing.
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

enum class vector_route { automatic, multiprobe, ivf, flat };

// What is kept of a vector for the last ranking.
enum class kept_vectors {
  float32,
  int8,  // 8 bits per number and a scale per vector: a quarter of the bytes, scores right to about
         // 1 %
  none,  // the codes estimate the scores (multiprobe: the share of modules that agree)
};

struct vector_index_options {
  std::size_t dimensions = 0;  // 1 to 65,536
  metric by = metric::cosine;
  vector_route route = vector_route::automatic;  // ivf
  kept_vectors kept = kept_vectors::float32;
  std::uint64_t vectors = 1'000'000;  // expected; more are taken, and cost time
  std::uint64_t seed = 1;             // of the encoder and of what is learned
  // Of multiprobe.
  layout codes =
      layout::modular(64, 128);  // 8 modules or more, of an even number of units up to 256
  double similarity = 0.8;       // cosine of a query to what it should find, .1 to .99
  double wanted_recall = 0.95;   // predicted of such queries, above 0 and below 1
  // Of ivf.
  std::uint32_t lists = 0;  // up to 65,536; 0: sqrt(vectors), from 16 to 4,096
};

struct vector_match {
  std::uint64_t id;
  float score;  // by the metric
  friend bool operator==(const vector_match&, const vector_match&) = default;
};

struct vector_search {
  std::size_t top = 10;  // matches wanted
  // Candidates that are ranked by their vectors, at least `top`. Of ivf, more of them means that
  // more lists are probed too. 0: 64.
  std::uint32_t effort = 0;
  // Of ivf: lists to scan, the nearest ones (0: a fifth of the effort). Of multiprobe: keys to look
  // up at most in each part of the index (0: 4,096); a query that stands out in no module needs
  // many.
  std::uint32_t probes = 0;
  // Of multiprobe: the recall to go on for (0: that of the options).
  double wanted_recall = 0;
  // Of multiprobe: a match of this score or a better one ends the search. Use it where any vector
  // that near will do, or where no two are; otherwise a better one may be missed.
  std::optional<float> enough = std::nullopt;
};

// What a search did.
struct vector_work {
  std::uint64_t probed = 0;  // lists scanned, or keys looked up
  std::uint64_t coded = 0;   // vectors compared by their codes
  std::uint64_t ranked = 0;  // vectors compared by their numbers
  // Of multiprobe: the chance to have met what is as similar as declared, by theory. 1 where every
  // vector was compared.
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

  // Trains the inverted file on what is stored now, and lists everything anew: as much work as
  // adding it. Happens by itself once, as soon as 16 vectors per list are there. Worth while when
  // the vectors have become many times more, or others. Throws error{usage} on other routes, where
  // no vectors are kept, and where nothing is stored.
  void learn();
  // The same from a sample, which is not stored. For vectors that arrive in some order: given
  // before the first is added, nothing is learned by itself any more. 24 vectors per list are
  // enough; of more, evenly spaced ones are used. Throws error{bad_input} as add() does,
  // error{usage} on other routes, for fewer vectors than lists, and where vectors are stored of
  // which codes alone were kept; then the index is as it was.
  void learn(std::span<const float> sample);

  // The matches of a query, best first: `top`, or all there are; fewer only where one is `enough`.
  // Throws error{bad_input} for a query as add() does.
  std::vector<vector_match> search(std::span<const float> query, const vector_search& how = {},
                                   vector_work* work = nullptr) const;
  // Of queries one after another, on all threads; the same answers.
  std::vector<std::vector<vector_match>> search_all(std::span<const float> queries,
                                                    const vector_search& how = {},
                                                    std::vector<vector_work>* work = nullptr) const;

  std::uint64_t vector_bytes() const;  // of the vectors as kept
  std::uint64_t code_bytes() const;    // of codes and all that finds them
  std::uint64_t table_bytes() const;   // of these, the hash tables of multiprobe

 private:
  class state;
  std::unique_ptr<state> state_;
};

}  // namespace kenyon
