// Searching an index: the chains of the cue's conjunctions are walked side by side, so that many
// cache misses are under way at once; few at first, because the first may already decide.
#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>
#include <string>

#include <kenyon/base/error.hpp>
#include <kenyon/memory/memory.hpp>

#include "memory/pattern_index/best_matches.hpp"
#include "memory/pattern_index/state.hpp"

namespace kenyon {
namespace {

constexpr std::size_t few_at_once =
    4;  // chains: enough for a cue that lost units and has no wrong ones
constexpr std::size_t most_at_once = 32;
constexpr std::size_t scanned_at_once = 1024;  // codes

struct walk {
  const index_table* table;
  std::uint32_t number;  // of the table
  std::uint32_t list;
  std::uint32_t slot;
  std::uint32_t left;  // links it may still follow
};

void fetch(const walk& w, std::size_t code_bytes) {
  const std::byte* const code = w.table->code(w.slot);
  for (std::size_t b = 0; b < code_bytes; b += 64) __builtin_prefetch(code + b);
  __builtin_prefetch(code + code_bytes - 1);
  __builtin_prefetch(w.table->link(w.slot, w.list));
}

}  // namespace

// Searches for one cue after the other; scratch space is kept.
class pattern_index::searcher {
 public:
  explicit searcher(const state& on) : on_(on), cue_(on_.shape) {}

  void search(pattern_view cue, const search_options& options, std::vector<match>& found,
              search_work& work) {
    work = {};
    keys_.clear();
    given_up_ = false;
    best_.begin(options.top);
    cue_.set(cue);
    if (options.scan != scanning::always && on_.plan.degree != 0) look(cue, work);
    work.scanned = options.scan == scanning::always ||
                   (options.scan == scanning::automatic && needs_scan(cue, options.alpha));
    if (work.scanned) scan();
    best_.take(found);
  }

 private:
  void look(pattern_view cue, search_work& work) {
    on_.lists.keys_of(cue, spread_, keys_);
    for (const auto& t : on_.tables)
      for (const conjunctions::key key : keys_) __builtin_prefetch(t->entries.head(key));
    walked_.assign(on_.tables.size(), false);
    not_walked_ = on_.tables.size();
    const std::size_t chains = keys_.size() * on_.tables.size();
    std::size_t begun = 0;
    std::size_t n = 0;
    for (std::size_t at_once = few_at_once; !is_sure(); at_once = most_at_once) {
      while (n < at_once && begun < chains) n += begin_walk(begun++, walks_[n]);
      if (n == 0) return;
      compare(n);
      work.candidates += n;
      n = advance(n);
    }
  }

  // Nothing can be better, and what is as good is in every chain of its table: one in each has been
  // walked to its end. A flat pattern that contains a smaller cue may stand in a group with a lower
  // unit than the cue's, and be in other chains.
  bool is_sure() const {
    if (not_walked_ != 0 || spread_.several) return false;
    if (!on_.in.is_modular() && cue_.most() < on_.in.active()) return false;
    return best_.full() && best_.least() == cue_.most();
  }

  bool begin_walk(std::size_t chain, walk& w) {
    const std::size_t t = chain % on_.tables.size();
    const conjunctions::key key = keys_[chain / on_.tables.size()];
    const index_table& table = on_.tables[t]->entries;
    w = {&table, static_cast<std::uint32_t>(t), key.list, *table.head(key), table.reach()};
    if (w.slot == index_table::end) return end_walk(w);
    fetch(w, on_.shape.bytes());
    return true;
  }

  bool end_walk(const walk& w) {
    not_walked_ -= !walked_[w.number];
    walked_[w.number] = true;
    return false;
  }

  void compare(std::size_t n) {
    std::array<const std::byte*, most_at_once> codes{};
    std::array<std::uint16_t, most_at_once> overlaps;
    for (std::size_t i = 0; i < n; ++i) codes[i] = walks_[i].table->code(walks_[i].slot);
    cue_.overlaps_at(codes.data(), n, overlaps.data());
    for (std::size_t i = 0; i < n; ++i) offer(*walks_[i].table, walks_[i].slot, overlaps[i]);
  }

  void offer(const index_table& table, std::uint32_t slot, std::uint32_t overlap) {
    if (overlap == 0 || !best_.takes(overlap) || table.is_dead(slot)) return;
    best_.offer({table.id(slot), overlap});
  }

  // Every walk to its next pattern; those at their end leave.
  std::size_t advance(std::size_t n) {
    std::size_t left = 0;
    for (std::size_t i = 0; i < n; ++i) {
      walk w = walks_[i];
      w.slot = *w.table->link(w.slot, w.list);
      if (w.slot == index_table::end) {
        end_walk(w);
        continue;
      }
      if (--w.left == 0) {
        given_up_ = true;
        continue;
      }
      fetch(w, on_.shape.bytes());
      walks_[left++] = w;
    }
    return left;
  }

  bool needs_scan(pattern_view cue, double alpha) const {
    if (cue.empty()) return false;
    if (on_.plan.degree == 0) return true;
    const bool as_declared = cue_.most() >= std::floor(on_.plan.share * on_.in.active());
    if (keys_.empty() && !as_declared) return true;
    if (!on_.plan.scan_unknown && !given_up_) return false;
    return best_.empty() ||
           on_.chance(static_cast<std::uint32_t>(cue.size()), best_.greatest()) > alpha;
  }

  void scan() {
    std::array<std::uint16_t, scanned_at_once> overlaps;
    for (const auto& t : on_.tables) {
      const index_table& table = t->entries;
      for (std::uint32_t done = 0; done < table.size(); done += scanned_at_once) {
        const std::size_t n = std::min<std::size_t>(scanned_at_once, table.size() - done);
        cue_.overlaps(table.code(done + 1), n, overlaps.data());
        for (std::uint32_t i = 0; i < n; ++i) offer(table, done + i + 1, overlaps[i]);
      }
    }
  }

  const state& on_;
  code_cue cue_;
  conjunctions::spread spread_;
  std::vector<conjunctions::key> keys_;
  std::array<walk, most_at_once> walks_;
  std::vector<bool> walked_;  // tables of which a chain has been walked to its end
  std::size_t not_walked_ = 0;
  bool given_up_ = false;
  best_matches best_;
};

// Searchers are kept for the searches to come.
class pattern_index::borrowed_searcher {
 public:
  explicit borrowed_searcher(state& from) : from_(from) {
    const std::lock_guard lock(from_.guard);
    if (from_.idle.empty()) {
      mine_ = std::make_shared<searcher>(from_);
    } else {
      mine_ = std::move(from_.idle.back());
      from_.idle.pop_back();
    }
  }
  ~borrowed_searcher() {
    const std::lock_guard lock(from_.guard);
    from_.idle.push_back(std::move(mine_));
  }
  borrowed_searcher(const borrowed_searcher&) = delete;
  borrowed_searcher& operator=(const borrowed_searcher&) = delete;
  searcher* operator->() const { return mine_.get(); }

 private:
  state& from_;
  std::shared_ptr<searcher> mine_;
};

std::vector<match> pattern_index::search(pattern_view cue, const search_options& options,
                                         search_work* work) const {
  check_search(cue, options);
  std::vector<match> found;
  search_work done;
  borrowed_searcher(*state_)->search(cue, options, found, work ? *work : done);
  return found;
}

std::vector<std::vector<match>> pattern_index::search(const pattern_batch& cues,
                                                      const search_options& options,
                                                      std::vector<search_work>* work) const {
  for (std::size_t i = 0; i < cues.size(); ++i) check_search(cues[i], options);
  std::vector<std::vector<match>> found(cues.size());
  std::vector<search_work> done(cues.size());
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, cues.size(), 64), [&](const auto& range) {
    const borrowed_searcher one(*state_);
    for (std::size_t i = range.begin(); i != range.end(); ++i)
      one->search(cues[i], options, found[i], done[i]);
  });
  if (work) *work = std::move(done);
  return found;
}

void pattern_index::check_search(pattern_view cue, const search_options& options) const {
  check_cue(in(), cue);
  if (cue.size() > max_cue_units)
    throw error(fault::bad_input, "a cue has at most " + std::to_string(max_cue_units) +
                                      " units, not " + std::to_string(cue.size()));
  if (options.top == 0) throw error(fault::usage, "a search wants at least one match");
}

}  // namespace kenyon
