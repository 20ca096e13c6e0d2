// What was expected, beside what is held.
#include <algorithm>
#include <cmath>
#include <string>

#include "graph/sentences.hpp"
#include "graph/session_state.hpp"

namespace kenyon {

void graph_session::state::score(const ready_phase& p) {
  for (const ready_entry& e : p.expects)
    if (next_step >= e.first && next_step <= e.last) score_entry(e);
  if (p.machine) score_machine(*p.machine);
  if (p.visiting) follow_visits(p);
}

void graph_session::state::score_entry(const ready_entry& e) {
  for (std::uint32_t c = e.first_copy; c < e.first_copy + e.copies; ++c)
    score_one(e.area, c, e.text(episode, next_step, c));
}

void graph_session::state::score_one(std::size_t area, std::uint32_t copy,
                                     const std::string& expected) {
  run_score& s = scores[run];
  const symbol_book& book = *books.of(area);
  const pattern_view units = net.active(area, copy);
  const pattern wanted = book.parse(expected);
  ++s.expected;
  const bool exact = std::equal(units.begin(), units.end(), wanted.begin(), wanted.end());
  s.exact += exact;
  const std::uint32_t symbol = expected.empty() ? symbol_book::none : book.find(expected);
  if (symbol == symbol_book::none) {  // silence, or several symbols at once
    s.right += exact;
    return;
  }
  const symbol_book::match best = book.nearest(units);
  if (book.has_values() && best.symbol != symbol_book::none && !std::isnan(book.value(symbol))) {
    const double miss = best.value - book.value(symbol);
    s.square_error += miss * miss;
    ++s.numbers;
    s.right += best.symbol == symbol || std::fabs(miss) <= runs[run].description->tolerance;
  } else {
    s.right += best.symbol == symbol;
  }
}

// The symbols that copies should hold come from those they should have held, never from what the
// areas do.
void graph_session::state::score_machine(const ready_machine& m) {
  const std::uint32_t copies = net.copies(m.area);
  std::vector<std::string> now(copies);
  if (next_step == 0) {
    for (std::uint32_t c = 0; c < copies; ++c) now[c] = runs[run].given(m.area, c, episode, 0);
  } else {
    for (std::uint32_t c = 0; c < copies; ++c) {
      std::vector<std::string> key;
      for (const auto& f : m.from) {
        const std::int64_t n = net.copies(f.area);
        const auto at = static_cast<std::uint32_t>(((c + f.shift) % n + n) % n);
        key.push_back(f.area == m.area ? machine[at]
                                       : runs[run].given(f.area, at, episode, next_step - 1));
      }
      const auto found = m.rule.find(key);
      if (found == m.rule.end()) {
        std::string text;
        for (const std::string& k : key) text += (text.empty() ? "\"" : ", \"") + k + "\"";
        refuse_at(description.file, m.at, "machine: no row for " + text);
      }
      now[c] = found->second;
      score_one(m.area, c, now[c]);
    }
  }
  machine = std::move(now);
}

void graph_session::state::follow_visits(const ready_phase& p) {
  const holding h = held(*p.visiting, 0);
  if (h.exact && (visited.empty() || visited.back() != h.symbol)) visited.push_back(h.symbol);
}

// Each symbol once, no other, and silence in the end.
void graph_session::state::score_visits(const ready_phase& p) {
  if (!p.visiting) return;
  run_score& s = scores[run];
  s.expected += p.description->visits.size() + 1;
  for (const std::string& wanted : p.description->visits) {
    const bool once = std::count(visited.begin(), visited.end(), wanted) == 1;
    s.right += once;
    s.exact += once;
  }
  const bool others = std::any_of(visited.begin(), visited.end(), [&](const std::string& v) {
    return std::find(p.description->visits.begin(), p.description->visits.end(), v) ==
           p.description->visits.end();
  });
  const bool silent = is_silent(*p.visiting) && !others;
  s.right += silent;
  s.exact += silent;
}

}  // namespace kenyon
