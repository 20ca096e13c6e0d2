#include "memory/recall.hpp"

#include <algorithm>
#include <mutex>
#include <utility>

#include "base/parallel.hpp"

namespace kenyon {
namespace {

bool has_threshold(activation how) {
  return how == activation::all_cue || how == activation::fixed;
}

// One worker's way through groups of cues.
class group_recall {
 public:
  group_recall(const weights& from, const recall_plan& plan)
      : from_(from), plan_(plan), reader_(from.make_reader(plan)) {}

  std::size_t cues_at_once() const { return reader_->cues_at_once(); }
  bool is_parallel() const { return reader_->is_parallel(); }

  // Calls done(i, units, facts) for each cue, in order.
  template <class Done>
  void run(std::span<const pattern_view> cues, const Done& done) {
    if (states_.size() < cues.size()) states_.resize(cues.size());
    begin(cues);
    for (std::uint32_t step = 1; !open_.empty(); ++step) update_open(step);
    for (std::size_t i = 0; i < cues.size(); ++i) reader_->finish(states_[i].units);
    if (plan_.assess) assess(cues);
    for (std::size_t i = 0; i < cues.size(); ++i) done(i, states_[i].units, states_[i].facts);
  }

 private:
  struct state {
    pattern units;
    recall_facts facts;
    std::int32_t evidence = 0;
  };

  // An empty cue has an empty answer.
  void begin(std::span<const pattern_view> cues) {
    open_.clear();
    asked_.clear();
    for (std::size_t i = 0; i < cues.size(); ++i) {
      states_[i].units.clear();
      states_[i].facts = {.steps = 1, .converged = true};
      if (cues[i].empty()) continue;
      open_.push_back(i);
      asked_.push_back(cues[i]);
    }
  }

  void update_open(std::uint32_t step) {
    if (updates_.size() < open_.size()) updates_.resize(open_.size());
    const auto updates = std::span(updates_).first(open_.size());
    reader_->answer(asked_, updates);
    std::size_t still = 0;
    for (std::size_t k = 0; k < open_.size(); ++k) {
      state& s = states_[open_[k]];
      update& u = updates[k];
      const bool same =
          std::equal(u.units.begin(), u.units.end(), asked_[k].begin(), asked_[k].end());
      s.facts.steps = step;
      s.facts.converged = plan_.steps == 1 || same;
      s.facts.margin = u.units.empty() ? 0 : u.margin;
      if (step == 1) s.evidence = u.evidence;
      std::swap(s.units, u.units);
      if (s.facts.converged || step == plan_.steps || s.units.size() > max_cue_units) continue;
      open_[still] = open_[k];
      asked_[still] = s.units;
      ++still;
    }
    open_.resize(still);
    asked_.resize(still);
    // An answer without units is a cue without units.
    drop_silent();
  }

  // What a silent cue is answered with needs no reader: nothing, which changes nothing.
  void drop_silent() {
    std::size_t still = 0;
    for (std::size_t k = 0; k < open_.size(); ++k) {
      if (asked_[k].empty()) {
        recall_facts& facts = states_[open_[k]].facts;
        ++facts.steps;
        facts.converged = true;
        continue;
      }
      open_[still] = open_[k];
      asked_[still] = asked_[k];
      ++still;
    }
    open_.resize(still);
    asked_.resize(still);
  }

  void assess(std::span<const pattern_view> cues) {
    weigh_later(cues);
    for (std::size_t i = 0; i < cues.size(); ++i) {
      state& s = states_[i];
      if (s.units.empty()) continue;
      double expected = from_.expected(cues[i].size(), s.evidence, s.units.size());
      // After several steps under a threshold both the support and the number of units are the
      // answer's doing: one chance for each support there can be.
      if (s.facts.steps > 1 && has_threshold(plan_.how))
        expected *= static_cast<double>(cues[i].size());
      s.facts.chance = std::min(1.0, expected);
      s.facts.known = s.facts.chance <= plan_.alpha;
    }
  }

  void weigh_later(std::span<const pattern_view> cues) {
    asked_.clear();
    answered_.clear();
    evidence_.clear();
    for (std::size_t i = 0; i < cues.size(); ++i) {
      if (states_[i].facts.steps < 2 || states_[i].units.empty()) continue;
      open_.push_back(i);
      asked_.push_back(cues[i]);
      answered_.push_back(states_[i].units);
      evidence_.push_back(states_[i].evidence);
    }
    if (open_.empty()) return;
    reader_->weigh(asked_, answered_, evidence_);
    for (std::size_t k = 0; k < open_.size(); ++k) states_[open_[k]].evidence = evidence_[k];
    open_.clear();
  }

  const weights& from_;
  const recall_plan& plan_;
  std::unique_ptr<reader> reader_;
  std::vector<state> states_;
  std::vector<std::size_t> open_;  // cues that may still change
  std::vector<pattern_view> asked_;
  std::vector<update> updates_;
  std::vector<pattern_view> answered_;
  std::vector<std::int32_t> evidence_;
};

// The answers of a batch, written from many threads. Winners mostly have as many units as the
// layout says: these are written where they stay, others put in afterwards.
class answer_sheet {
 public:
  answer_sheet(std::size_t cues, std::size_t active)
      : active_(active),
        batch_{pattern_batch::sized(cues, active), std::vector<recall_facts>(cues)} {}

  void put(std::size_t i, pattern_view units, const recall_facts& facts) {
    batch_.facts[i] = facts;
    if (units.size() == active_) {
      std::copy(units.begin(), units.end(), batch_.patterns.edit(i).begin());
    } else {
      const std::scoped_lock lock(guard_);
      others_.emplace_back(i, pattern(units.begin(), units.end()));
    }
  }

  recalled_batch take() {
    if (!others_.empty()) batch_.patterns = with_others();
    return std::move(batch_);
  }

 private:
  pattern_batch with_others() {
    std::sort(others_.begin(), others_.end());
    std::size_t total = (batch_.patterns.size() - others_.size()) * active_;
    for (const auto& other : others_) total += other.second.size();
    pattern_batch all;
    all.reserve(batch_.patterns.size(), total);
    auto next = others_.begin();
    for (std::size_t i = 0; i < batch_.patterns.size(); ++i)
      if (next != others_.end() && next->first == i)
        all.push_back((next++)->second);
      else
        all.push_back(batch_.patterns[i]);
    return all;
  }

  std::size_t active_;
  recalled_batch batch_;
  std::mutex guard_;
  std::vector<std::pair<std::size_t, pattern>> others_;
};

}  // namespace

recalled_batch recall_all(const weights& from, const recall_plan& plan, const pattern_batch& cues) {
  answer_sheet sheet(cues.size(), from.answers().active());
  group_recall first(from, plan);
  const std::size_t at_once = first.cues_at_once();
  const auto serve = [&](group_recall& worker, std::size_t begin, std::size_t end) {
    std::vector<pattern_view> group;
    for (std::size_t at = begin; at < end; at += at_once) {
      group.clear();
      for (std::size_t i = at; i < std::min(end, at + at_once); ++i) group.push_back(cues[i]);
      worker.run(group, [&](std::size_t i, pattern_view units, const recall_facts& facts) {
        sheet.put(at + i, units, facts);
      });
    }
  };
  if (first.is_parallel() || cues.size() <= at_once) {
    serve(first, 0, cues.size());
  } else {
    parallel_ranges(cues.size(), at_once, [&](std::size_t begin, std::size_t end) {
      group_recall worker(from, plan);
      serve(worker, begin, end);
    });
  }
  return sheet.take();
}

recalled recall_one(const weights& from, const recall_plan& plan, pattern_view cue) {
  recalled answer;
  group_recall(from, plan)
      .run({&cue, 1}, [&](std::size_t, pattern& units, const recall_facts& facts) {
        answer = {std::move(units), facts};
      });
  return answer;
}

}  // namespace kenyon
