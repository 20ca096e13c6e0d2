#include <catch2/catch.hpp>
#include <type_traits>

#include <kenyon/base/error.hpp>
#include <kenyon/experiment/fields.hpp>
#include <kenyon/experiment/journal.hpp>
#include <kenyon/experiment/results.hpp>

using namespace kenyon;

namespace {

// Nothing at its default.
recall_task odd_task() {
  recall_task task;
  task.shape = layout::parse("20x20");
  task.decay = 0.1;
  task.max_cues = 77;
  task.memory = memory_spec("bayes:p10=0.05");
  task.cue = noise::parse("flip=3");
  task.recall = {.how = activation::module_winners, .steps = 7, .assess = false};
  task.similarity = 0.3;
  task.instances = 4;
  task.prune = 0.2;
  task.sleep = 0.5;
  task.lifetime = true;
  return task;
}

generalise_task image_description() {
  generalise_task task;
  task.shape = layout::parse("50/2");
  task.decay = 0.25;
  task.max_cues = 9;
  task.source = "a file";
  task.checksum = ~std::uint64_t{0};
  task.inputs = 40;
  task.classes = 3;
  task.fan_in = 5;
  task.rate = 1.0 / 3;
  return task;
}

template <class Task>
plan plan_of(const Task& task) {
  plan p;
  p.cells = std::vector{task};
  p.points = {16};
  p.seeds = 2;
  return p;
}

// A plan that differs in one field from another is another experiment; true when all were seen.
template <class Task>
bool every_field_counts(const Task& task) {
  bool all = true;
  std::size_t count = 0;
  const auto look = [&](const field&, const auto&) { ++count; };
  fields(look, task);
  for (std::size_t i = 0; i < count; ++i) {
    Task other = task;
    std::size_t at = 0;
    const auto change = [&](const field&, auto& value) {
      if (at++ != i) return;
      using type = std::remove_cvref_t<decltype(value)>;
      if constexpr (std::is_same_v<type, bool>)
        value = !value;
      else if constexpr (std::is_arithmetic_v<type>)
        value = value / 2;
      else if constexpr (std::is_same_v<type, recall_options>)
        value.how = activation::natural;
      else if constexpr (std::is_same_v<type, ensemble>)
        value = ensemble::balanced;
      else
        value = type{};
    };
    fields(change, other);
    all = all && !(plan_of(other) == plan_of(task));
  }
  return all && count > 0;
}

std::string refusal(const std::string& text) {
  try {
    parse_journal(text, "file");
  } catch (const error& e) {
    CHECK(e.which() == fault::bad_input);
    return e.what();
  }
  return "";
}

}  // namespace

TEST_CASE("journal: an experiment is read as it was written, and every field makes it another") {
  const auto again = [](const plan& p) {
    return parse_journal(journal_head(p, "{}"), "file").experiment;
  };
  const plan recall = plan_of(odd_task());
  CHECK(again(recall) == recall);
  CHECK(every_field_counts(odd_task()));
  const plan images = plan_of(image_description());
  CHECK(again(images) == images);
  CHECK(every_field_counts(image_description()));
  CHECK_FALSE(images == recall);
  plan other = recall;
  other.first_seed = 2;
  CHECK_FALSE(other == recall);
}

TEST_CASE("journal: the order in which fields are written does not matter") {
  const plan p = plan_of(image_description());
  const std::string host = R"({"record":"provenance","host":{},"experiment":)";
  CHECK(parse_journal(host + R"({"seeds":2,"first_seed":1,"patterns":[16],"criterion":"exact=0.9",)"
                             R"("cells":[{"images":{"rate":0.3333333333333333,"fan_in":5,)"
                             R"("classes":3,"inputs":40,"checksum":18446744073709551615,)"
                             R"("source":"a file"},"max_cues":9,"decay":0.25,"layout":"50/2"}]}})"
                             "\n",
                      "file")
            .experiment == p);
}

TEST_CASE("journal: a value out of its field's range is refused in the field's words") {
  const auto head_with = [](auto change) {
    recall_task task = odd_task();
    change(task);
    return refusal(journal_head(plan_of(task), "{}"));
  };
  CHECK(head_with([](recall_task& t) { t.decay = 1; }) ==
        "file:1: decay: is a share from 0 to below 1");
  CHECK(head_with([](recall_task& t) { t.similarity = 1.5; }) ==
        "file:1: correlated: is a chance from 0 to 1");
  CHECK(head_with([](recall_task& t) { t.recall.steps = 0; }) ==
        "file:1: steps: is a number from 1 to 100000");
  CHECK(head_with([](recall_task& t) { t.max_cues = 0; }) ==
        "file:1: cues: is a number from 1 to 100000000");
}

TEST_CASE("journal: a part is added, and neither another experiment nor another outcome") {
  journal all{plan_of(image_description()), {}};
  outcome o;
  o.trial = 1;
  o.measured.push_back({.patterns = 16, .cues = 9, .exact = 3, .learned_cues = 9});
  journal part{all.experiment, {{1, o}}};
  CHECK(parse_journal(journal_text(part, "{}"), "file").trials == part.trials);
  add_part(all, part, "second");
  add_part(all, part, "second");
  CHECK(all.trials == part.trials);
  part.trials[1].measured[0].exact = 4;
  CHECK_THROWS_WITH(add_part(all, part, "second"),
                    "second: trial 1 has another outcome here than in an earlier file");
  part.experiment.seeds = 3;
  CHECK_THROWS_WITH(add_part(all, part, "second"),
                    "second: is of another experiment than the first file");
}
