// Labels under noisy keys: put names under patterns, ask with what is left of one.
#include <iostream>
#include <kenyon/kenyon.hpp>

int main() {
  const auto shape = kenyon::layout::parse("64x128");  // 64 modules of 128 units
  kenyon::pattern_source faces(shape, kenyon::ensemble::random, 7, kenyon::stream::patterns);
  const auto seen = faces.batch(0, 10'000), stranger = faces.batch(20'000, 1);
  kenyon::key_value names(shape, {.patterns = 10'000, .share = 0.5});
  for (std::uint64_t i = 0; i < seen.size(); ++i)
    names.put(1000 + i, seen[i], "face " + std::to_string(i));

  // Half of the modules show another unit than they did.
  const auto half = kenyon::noise::parse("flip=32").apply(shape, seen[4242], 7, 0);
  const auto answer = names.recall(half, 1);
  const auto none = names.recall(stranger[0], 1);
  const bool knows_stranger = !none.empty() && none[0].known;
  std::cout << "it is " << std::get<std::string>(answer.at(0).value) << " (id " << answer[0].id
            << "), by " << answer[0].overlap << " shared units, known: " << answer[0].known
            << "; knows the stranger: " << knows_stranger << '\n';
  return answer[0].id == 5242 && answer[0].known && !knows_stranger ? 0 : 1;
}
