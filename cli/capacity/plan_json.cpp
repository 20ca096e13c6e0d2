#include "cli/capacity/plan_json.hpp"

#include <kenyon/base/error.hpp>
#include <kenyon/base/suggest.hpp>

#include "cli/terminal/options.hpp"

namespace kenyon::cli {
namespace {

constexpr std::uint64_t most_patterns = std::uint64_t{1} << 40;

json images_to_json(const cell& c) {
  const image_task& task = *c.images;
  return {{"layout", c.shape.text()},
          {"decay", c.decay},
          {"max_cues", c.max_cues},
          {"images",
           {{"source", task.source},
            {"checksum", task.checksum},
            {"inputs", task.inputs},
            {"classes", task.classes},
            {"fan_in", task.fan_in},
            {"rate", task.rate}}}};
}

cell images_from_json(const json& j) {
  cell c;
  c.shape = layout::parse(j.at("layout").get<std::string>());
  c.decay = j.at("decay").get<double>();
  c.max_cues = j.at("max_cues").get<std::uint32_t>();
  const json& of = j.at("images");
  c.images = image_task{nullptr,
                        of.at("source").get<std::string>(),
                        of.at("checksum").get<std::uint64_t>(),
                        of.at("inputs").get<std::size_t>(),
                        of.at("classes").get<std::size_t>(),
                        of.at("fan_in").get<std::uint32_t>(),
                        of.at("rate").get<double>()};
  check_cell(c);
  return c;
}

json cell_to_json(const cell& c) {
  if (c.images) return images_to_json(c);
  return {{"memory", c.memory.text()},
          {"layout", c.shape.text()},
          {"hetero", c.hetero},
          {"cue", c.cue.text()},
          {"ensemble", ensemble_text(c.how)},
          {"similarity", c.similarity},
          {"instances", c.instances},
          {"prune", c.prune},
          {"decay", c.decay},
          {"sleep", c.sleep},
          {"lifetime", c.lifetime},
          {"activation", activation_text(c.recall)},
          {"steps", c.recall.steps},
          {"assess", c.recall.assess},
          {"max_cues", c.max_cues}};
}

cell cell_from_json(const json& j) {
  if (j.contains("images")) return images_from_json(j);
  cell c;
  c.memory = memory_spec::parse(j.at("memory").get<std::string>());
  c.shape = layout::parse(j.at("layout").get<std::string>());
  c.hetero = j.at("hetero").get<bool>();
  c.cue = noise::parse(j.at("cue").get<std::string>());
  c.how = read_ensemble(j.at("ensemble").get<std::string>());
  c.similarity = j.at("similarity").get<double>();
  c.instances = j.at("instances").get<std::uint32_t>();
  c.prune = j.at("prune").get<double>();
  c.decay = j.at("decay").get<double>();
  c.sleep = j.at("sleep").get<double>();
  c.lifetime = j.at("lifetime").get<bool>();
  read_activation(j.at("activation").get<std::string>(), c.recall);
  c.recall.steps = j.at("steps").get<std::uint32_t>();
  c.recall.assess = j.at("assess").get<bool>();
  c.max_cues = j.at("max_cues").get<std::uint32_t>();
  check_cell(c);
  return c;
}

json tally_to_json(const tally& t) {
  json j{{"patterns", t.patterns},
         {"cues", t.cues},
         {"exact", t.exact},
         {"false_units", t.false_units},
         {"missed_units", t.missed_units},
         {"right_units", t.right_units},
         {"steps", t.steps},
         {"known", t.known},
         {"footprint_bytes", t.footprint_bytes},
         {"free_weights", t.free_weights}};
  if (t.learned_cues == 0) return j;
  j["learned_cues"] = t.learned_cues;
  j["learned_exact"] = t.learned_exact;
  return j;
}

std::uint64_t count_in(const json& j, const char* name, const std::string& where) {
  if (!j.at(name).is_number_unsigned())
    throw error(fault::bad_input, where + ": \"" + name + "\" is not a count");
  return j.at(name).get<std::uint64_t>();
}

tally tally_from_json(const json& j, const std::string& where) {
  const auto field = [&](const char* name) { return count_in(j, name, where); };
  const bool images = j.contains("learned_cues");
  const tally t{field("patterns"),
                field("cues"),
                field("exact"),
                field("false_units"),
                field("missed_units"),
                field("right_units"),
                field("steps"),
                field("known"),
                images ? field("learned_cues") : 0,
                images ? field("learned_exact") : 0,
                field("footprint_bytes"),
                j.at("free_weights").get<double>()};
  if (t.exact > t.cues || t.learned_exact > t.learned_cues || t.known > t.cues)
    throw error(fault::bad_input, where + ": more answers than cues");
  return t;
}

}  // namespace

json plan_to_json(const plan& p) {
  json cells = json::array();
  for (const cell& c : p.cells) cells.push_back(cell_to_json(c));
  return {{"cells", cells},
          {"patterns", p.points},
          {"criterion", p.wanted.text()},
          {"first_seed", p.first_seed},
          {"seeds", p.seeds}};
}

plan plan_from_json(const json& j, const std::string& where) try {
  plan p;
  for (const json& c : j.at("cells")) p.cells.push_back(cell_from_json(c));
  p.points = j.at("patterns").get<std::vector<std::uint64_t>>();
  p.wanted = criterion::parse(j.at("criterion").get<std::string>());
  p.first_seed = j.at("first_seed").get<std::uint64_t>();
  p.seeds = j.at("seeds").get<std::uint32_t>();
  if (p.cells.empty() || p.cells.size() > 10'000 || p.seeds < 1 || p.seeds > 100'000 ||
      p.points.size() > 1'000'000)
    throw error(fault::bad_input, "an experiment without cells or seeds, or too many of them");
  for (const cell& c : p.cells)
    if (c.lifetime && p.points.size() != 1)
      throw error(fault::bad_input, "a lifetime without one number of patterns to learn");
  for (const std::uint64_t patterns : p.points)
    if (patterns < 1 || patterns > most_patterns)
      throw error(fault::bad_input, "a number of patterns is out of range");
  return p;
} catch (const json::exception& e) {
  throw error(fault::bad_input, where + ": not an experiment of kenyon capacity: " + e.what());
} catch (const error& e) {
  throw error(fault::bad_input, where + ": " + e.what());
}

json outcome_to_json(const outcome& o) {
  json measured = json::array();
  for (const tally& t : o.measured) measured.push_back(tally_to_json(t));
  return {{"record", "trial"},
          {"trial", o.trial},
          {"capacity", o.capacity},
          {"limited", o.limited},
          {"measured", measured}};
}

outcome outcome_from_json(const json& j, const std::string& where) try {
  outcome o;
  o.trial = count_in(j, "trial", where);
  o.capacity = count_in(j, "capacity", where);
  o.limited = j.at("limited").get<bool>();
  for (const json& t : j.at("measured")) o.measured.push_back(tally_from_json(t, where));
  return o;
} catch (const json::exception& e) {
  throw error(fault::bad_input, where + ": not a trial of kenyon capacity: " + e.what());
}

std::string activation_text(const recall_options& options) {
  switch (options.how) {
    case activation::natural:
      return "natural";
    case activation::all_cue:
      return "all-cue";
    case activation::fixed:
      return "fixed=" + std::to_string(options.threshold);
    case activation::k_winners:
      return "k-winners";
    case activation::module_winners:
      return "module-winners";
  }
  return "natural";
}

void read_activation(const std::string& text, recall_options& options) {
  const std::vector<std::string_view> names{"natural", "all-cue", "fixed=T", "k-winners",
                                            "module-winners"};
  if (text == "natural")
    options.how = activation::natural;
  else if (text == "all-cue")
    options.how = activation::all_cue;
  else if (text == "k-winners")
    options.how = activation::k_winners;
  else if (text == "module-winners")
    options.how = activation::module_winners;
  else if (text.starts_with("fixed=")) {
    options.how = activation::fixed;
    options.threshold = static_cast<std::uint32_t>(
        whole_number(text.substr(6), "--activation fixed", 1, max_cue_units));
  } else {
    place_among(names, text, "activation");
  }
}

std::string ensemble_text(ensemble how) {
  return how == ensemble::random ? "random" : "balanced";
}

ensemble read_ensemble(const std::string& text) {
  const std::vector<std::string_view> names{"random", "balanced"};
  return place_among(names, text, "ensemble") == 0 ? ensemble::random : ensemble::balanced;
}

}  // namespace kenyon::cli
