// The README's example: store patterns, ask with half of one, be told what was not stored.
#include <iostream>
#include <kenyon/kenyon.hpp>

int main() {
  const auto shape = kenyon::layout::parse("1024/16");  // 16 of 1,024 units active
  kenyon::willshaw memory(shape);                       // auto-associative
  kenyon::pattern_source patterns(shape, kenyon::ensemble::random, 7, kenyon::stream::patterns);
  memory.store(patterns.batch(0, 500));  // patterns 0..499, one shot
  const auto stored = patterns.batch(42, 1), never = patterns.batch(900, 1);
  const kenyon::recall_options half{.how = kenyon::activation::all_cue};
  const auto answer = memory.recall(stored[0].first(8), half);   // half of pattern 42
  const auto stranger = memory.recall(never[0].first(8), half);  // half of one it never saw
  std::cout << "completed: " << std::ranges::equal(answer.units, stored[0])
            << ", knows it: " << answer.facts.known
            << ", knows the stranger: " << stranger.facts.known << '\n';
  return answer.facts.known && !stranger.facts.known ? 0 : 1;
}
