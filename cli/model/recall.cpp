#include <algorithm>
#include <filesystem>
#include <iostream>

#include <kenyon/memory/activation_text.hpp>

#include "cli/command.hpp"
#include "cli/model/recall_run.hpp"
#include "cli/terminal/facts.hpp"
#include "cli/terminal/picture.hpp"
#include "cli/terminal/provenance.hpp"
#include "cli/terminal/table.hpp"

namespace kenyon::cli {
namespace {

constexpr std::size_t rivals_shown = 8;

option_page recall_page() {
  option_group cues("Cues");
  cues.add_options()("noise", text("NOISE", "none"),
                     "what makes a cue of each code: flip=F, keep=S, erase=E, add=A, block=S, "
                     "joined by +, or none")("seed", text("S", "1"), "of the noise");
  add_input_options(cues);
  option_group how("Recall");
  how.add_options()("activation", text("HOW"),
                    "all-cue, fixed=T, k-winners, module-winners or natural (winners of the "
                    "layout's kind); default: all-cue when the noise only takes units away and the "
                    "memory counts cue units, else natural")("steps", text("S", "1"),
                                                             "most updates of a recall");
  option_group output("Output");
  output.add_options()("truth", text("LABELS"),
                       "the right label of each row, to be compared with the labels of the stored "
                       "patterns most like the answer")(
      "top", text("N", "3"), "also count a label among the N most similar as found")(
      "picture", text("FILE.png"), "draw cue | recalled | stored, a row a cue")(
      "count", text("N", "10"), "rows of the picture")(
      "explain", text("I"), "tell who supports whom in the answer to cue I (the first is 0)")(
      "json", "print one JSON object instead of the table");
  return {
      "kenyon recall FILE.kyn INPUT [OPTIONS]",
      "Completes noisy cues made of INPUT (as for kenyon learn) with a memory file, and tells how "
      "often\nthe answer is the code without noise, unit by unit.",
      {cues, how, output, common_options()},
      {"FILE.kyn", "INPUT"},
      {"kenyon recall clothes.kyn train-images-idx3-ubyte.gz --limit 1000 --noise keep=0.5 "
       "--picture out.png",
       "kenyon recall clothes.kyn t10k-images-idx3-ubyte.gz --truth t10k-labels-idx1-ubyte.gz "
       "--activation k-winners --top 5",
       "kenyon recall codes.kyn codes.jsonl --noise flip=4 --steps 10 --explain 0"},
      {"FILE.kyn", "INPUT", "truth"},
      {"picture"}};
}

bool only_takes_away(const noise& cue) {
  return std::none_of(cue.steps().begin(), cue.steps().end(), [](const noise_step& step) {
    return step.what == noise_step::kind::flip || step.what == noise_step::kind::add;
  });
}

recall_request read_recall_request(const option_values& values) {
  recall_request asked;
  asked.file = values["FILE.kyn"].text();
  asked.from = read_input_choice(values, "truth");
  asked.cue = noise::parse(values["noise"].text());
  asked.seed = whole_number(values["seed"].text(), "--seed", 0, ~std::uint64_t{0});
  asked.chooses = values.count("activation") > 0;
  if (asked.chooses) read_activation(values["activation"].text(), asked.how);
  asked.how.steps =
      static_cast<std::uint32_t>(whole_number(values["steps"].text(), "--steps", 1, 100'000));
  asked.top = whole_number(values["top"].text(), "--top", 1, 1000);
  if (values.count("picture")) asked.picture = values["picture"].text();
  asked.pictures = whole_number(values["count"].text(), "--count", 1, 10'000);
  if (values.count("explain"))
    asked.explain = whole_number(values["explain"].text(), "--explain", 0, std::uint64_t{1} << 48);
  if (is_given(values, "top") && asked.from.labels_path.empty())
    throw error(fault::usage, "--top goes with --truth");
  if (is_given(values, "count") && asked.picture.empty())
    throw error(fault::usage, "--count goes with --picture");
  if (!asked.picture.empty() && !asked.picture.ends_with(".png"))
    throw error(fault::usage, "--picture: \"" + asked.picture + "\" must end with .png");
  asked.progress = values["progress"].text();
  return asked;
}

// Where nothing was asked for: a threshold, where the memory has one and no unit of a cue is wrong.
activation default_activation(const recall_request& asked, const memory& m) {
  return only_takes_away(asked.cue) && m.takes(activation::all_cue) ? activation::all_cue
                                                                    : activation::natural;
}

input open_input(const recall_request& asked, const model& m) {
  const layout& shape = m.memory.cue_layout();
  asked.cue.check(shape);
  if (asked.how.how == activation::module_winners && !shape.is_modular())
    throw error(fault::usage,
                "--activation module-winners: layout " + shape.text() + " has no modules");
  if (!asked.picture.empty()) check_pictures(m, asked.file);
  if (format_of(asked.from.path) == input_format::json_lines) {
    if (!asked.picture.empty())
      throw error(fault::usage, "--picture: " + asked.from.path + " holds patterns, not pictures");
    return read_pattern_input(asked.from, shape);
  }
  if (!m.code)
    throw error(fault::bad_input, asked.from.path + ": expected JSON Lines, because there is no " +
                                      "encoder in " + asked.file);
  return read_array_input(asked.from);
}

void check_against(const recall_request& asked, const model& m, const input& from) {
  if (asked.explain && *asked.explain >= from.count)
    throw error(fault::usage, "--explain " + std::to_string(*asked.explain) + ": there are only " +
                                  std::to_string(from.count) + " cues, the first is 0");
  if (!asked.from.labels_path.empty() && m.labels.empty())
    throw error(fault::usage, "--truth: " + asked.file + " keeps no labels to compare with");
}

void draw(const recall_request& asked, const model& m, const input& from, const recall_run& run) {
  recall_picture picture(m);
  const grey_range greys = m.fields ? grey_range{m.fields->black(), m.fields->white()}
                                    : range_of(*from.rows, from.first, from.count);
  std::vector<float> original(from.rows->row_size());
  for (std::size_t i = 0; i < std::min(asked.pictures, from.count); ++i) {
    from.rows->row(from.first + i, original);
    picture.add(run.cues[i], run.answers.patterns[i], original, greys);
  }
  picture.write(asked.picture);
}

double per_second(std::size_t count, double seconds) {
  return static_cast<double>(count) / std::max(seconds, 1e-9);
}

std::string top_name(const recall_request& asked) {
  return "label among " + std::to_string(asked.top);
}

void print_table(const recall_request& asked, const model& m, const input& from,
                 const recall_run& run, const recall_sums& sums) {
  facts told;
  told.add("memory", asked.file + ": " + std::to_string(m.memory.stored()) + " patterns in " +
                         m.memory.cue_layout().text());
  told.add("cues", std::to_string(sums.cues) + " of " + from.path + ", noise " + asked.cue.text());
  told.add("activation", activation_text(asked.how) + ", at most " +
                             std::to_string(asked.how.steps) +
                             (asked.how.steps == 1 ? " step" : " steps"));
  told.add("recalled exactly", share_text(sums.exact, sums.cues));
  told.add("known", share_text(sums.known, sums.cues) + ", unknown " +
                        std::to_string(sums.cues - sums.known));
  if (sums.labelled > 0) {
    told.add("right label", share_text(sums.label_first, sums.labelled));
    told.add(top_name(asked), share_text(sums.label_top, sums.labelled));
  }
  told.add("mean steps",
           number(static_cast<double>(sums.steps) / static_cast<double>(sums.cues), 3));
  told.add("recall", number(per_second(sums.cues, run.recall_seconds), 3) + " cues/s");
  if (from.rows)
    told.add("encoding", number(per_second(sums.cues, run.encode_seconds), 3) + " rows/s");
  if (!asked.picture.empty()) told.add("picture", asked.picture + ": cue | recalled | stored");
  told.print(std::cout);
}

json supports_json(const std::vector<explanation::unit_support>& units) {
  json list = json::array();
  for (const auto& u : units)
    list.push_back({{"unit", u.which}, {"support", u.support}, {"in_cue", u.in_cue}});
  return list;
}

json explanation_json(const recall_run& run, const explanation& why, std::uint64_t index) {
  const recall_facts& facts = run.answers.facts[index];
  return {{"cue", index},
          {"cue_units", why.cue_units},
          {"known", facts.known},
          {"chance", facts.chance},
          {"margin", facts.margin},
          {"answer", supports_json(why.answer)},
          {"rivals", supports_json(why.rivals)}};
}

void print_explanation(const memory& m, const recall_run& run, const explanation& why,
                       std::uint64_t index) {
  const recall_facts& said = run.answers.facts[index];
  std::cout << "\ncue " << index << ": " << why.cue_units << " units, answer of "
            << why.answer.size() << " units, margin " << said.margin << ", "
            << (said.known ? "known" : "unknown")
            << " (a random cue is explained as well with probability at most "
            << number(said.chance, 3) << ")\n";
  const bool counts = m.takes(activation::all_cue);  // supports are cue units
  table supports({"unit", "support", "of", "in cue"});
  const auto add = [&](const explanation::unit_support& u, const std::string& mark) {
    // A unit of the cue does not support itself.
    const std::string of = counts ? std::to_string(why.cue_units - (u.in_cue ? 1 : 0)) : "-";
    supports.add(
        {mark + std::to_string(u.which), std::to_string(u.support), of, u.in_cue ? "yes" : "no"});
  };
  for (const auto& u : why.answer) add(u, "");
  for (const auto& u : why.rivals) add(u, "rival ");
  supports.print(std::cout);
}

json result_json(const recall_request& asked, const model& m, const input& from,
                 const recall_run& run, const recall_sums& sums, json host) {
  const auto share_of = [](std::size_t part, std::size_t whole) {
    return static_cast<double>(part) / static_cast<double>(whole);
  };
  host["cues_per_second"] = per_second(sums.cues, run.recall_seconds);
  if (from.rows) host["rows_per_second"] = per_second(sums.cues, run.encode_seconds);
  json top = {{"file", asked.file},
              {"input", from.path},
              {"layout", m.memory.cue_layout().text()},
              {"stored", m.memory.stored()},
              {"noise", asked.cue.text()},
              {"seed", asked.seed},
              {"activation", activation_text(asked.how)},
              {"steps", asked.how.steps},
              {"cues", sums.cues},
              {"exact", share_of(sums.exact, sums.cues)},
              {"known", share_of(sums.known, sums.cues)},
              {"mean_steps", static_cast<double>(sums.steps) / static_cast<double>(sums.cues)},
              {"label_top1", nullptr},
              {"label_top", nullptr},
              {"top", asked.top}};
  if (sums.labelled > 0) {
    top["label_top1"] = share_of(sums.label_first, sums.labelled);
    top["label_top"] = share_of(sums.label_top, sums.labelled);
  }
  if (asked.explain) {
    const explanation why = m.memory.explain(run.cues[*asked.explain],
                                             run.answers.patterns[*asked.explain], rivals_shown);
    top["explanation"] = explanation_json(run, why, *asked.explain);
  }
  top["host"] = std::move(host);
  return top;
}

exit_code run_recall(const recall_request& request, run_context& context) {
  recall_request asked = request;
  const model m = load_model(asked.file);
  if (!asked.chooses) asked.how.how = default_activation(asked, m.memory);
  const input from = open_input(asked, m);
  check_against(asked, m, from);
  const recall_run answered = recall_input(m, from, asked);
  const recall_sums sums = sum_up(m, from, answered, asked.top);
  if (!asked.picture.empty()) draw(asked, m, from, answered);
  if (context.outputs.json) {
    std::cout << dump_text(result_json(asked, m, from, answered, sums, context.host()), 2) << '\n';
  } else {
    print_table(asked, m, from, answered, sums);
    if (asked.explain)
      print_explanation(m.memory, answered,
                        m.memory.explain(answered.cues[*asked.explain],
                                         answered.answers.patterns[*asked.explain], rivals_shown),
                        *asked.explain);
  }
  return sums.known == 0 ? exit_code::negative : exit_code::done;
}

}  // namespace

command recall_command() {
  return {"recall", "complete noisy cues with a memory file", recall_page,
          read_then<read_recall_request, run_recall>};
}

}  // namespace kenyon::cli
