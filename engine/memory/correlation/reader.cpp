// One worker's recall from fixed-point weights, cue by cue.
#include <cstdint>

#include "base/active_kernels.hpp"
#include "memory/correlation/weights.hpp"
#include "memory/winners.hpp"

namespace kenyon {
namespace {

class correlation_reader final : public reader {
 public:
  correlation_reader(correlation_rows& rows, const layout& answers, const recall_plan& plan)
      : rows_(rows), answers_(answers), plan_(plan), sums_(rows.padded_columns() + 15) {
    const auto address = reinterpret_cast<std::uintptr_t>(sums_.data());
    first_ = (64 - address % 64) % 64 / sizeof(std::int32_t);
  }

  void answer(std::span<const pattern_view> cues, std::span<update> updates) override {
    for (std::size_t i = 0; i < cues.size(); ++i) {
      update& u = updates[i];
      const auto sums = supports(cues[i]);
      choose_winners(answers_, plan_.how, sums, u.units);
      if (!plan_.assess) continue;
      u.margin = margin_of(answers_, plan_.how, sums, u.units);
      u.evidence = weakest_of(sums, u.units);
    }
  }

  void weigh(std::span<const pattern_view> cues, std::span<const pattern_view> answers,
             std::span<std::int32_t> evidence) override {
    for (std::size_t i = 0; i < cues.size(); ++i)
      evidence[i] = weakest_of(supports(cues[i]), answers[i]);
  }

  std::span<const std::int32_t> supports(pattern_view cue) override {
    rows_.need(cue);
    std::int32_t* const sums = sums_.data() + first_;
    active_kernels().sums.add_rows(rows_.data(), rows_.stride(), cue.data(), cue.size(),
                                   rows_.padded_columns(), rows_.biases().data(), sums);
    return {sums, rows_.columns()};
  }

 private:
  correlation_rows& rows_;
  const layout& answers_;
  recall_plan plan_;
  std::vector<std::int32_t> sums_;
  std::size_t first_;  // where a cache line starts
};

}  // namespace

void correlation_weights::prepare(bool assess) const {
  rows_.prepare();
  if (assess) knowledge_.prepare(rows_);
}

std::unique_ptr<reader> correlation_weights::make_reader(const recall_plan& plan) const {
  return std::make_unique<correlation_reader>(rows_, answers(), plan);
}

double correlation_weights::expected(std::size_t cue_units, std::int32_t evidence,
                                     std::size_t answer_units) const {
  return knowledge_.expected_units(static_cast<std::uint32_t>(cue_units), evidence) /
         static_cast<double>(answer_units);
}

}  // namespace kenyon
