// The encoders that exist. A new one joins by a line in the table.
#include <limits>

#include <kenyon/encoder/brightest.hpp>
#include <kenyon/encoder/category.hpp>
#include <kenyon/encoder/date.hpp>
#include <kenyon/encoder/edges.hpp>
#include <kenyon/encoder/hadamard.hpp>
#include <kenyon/encoder/learned.hpp>
#include <kenyon/encoder/make.hpp>
#include <kenyon/encoder/projection.hpp>
#include <kenyon/encoder/scalar.hpp>
#include <kenyon/encoder/sign.hpp>
#include <kenyon/encoder/text.hpp>

namespace kenyon {
namespace {

constexpr double least = std::numeric_limits<double>::lowest();
constexpr double most = std::numeric_limits<double>::max();
constexpr double needed = std::numeric_limits<double>::quiet_NaN();
constexpr std::string_view off_on[] = {"off", "on"};

template <class Encoder>
std::unique_ptr<encoder> make(const encoder_spec& spec, std::size_t inputs, const layout& out,
                              std::uint64_t seed) {
  return std::make_unique<Encoder>(spec, inputs, out, seed);
}

// Nothing of it is drawn at random.
template <class Encoder>
std::unique_ptr<encoder> make_fixed(const encoder_spec& spec, std::size_t inputs, const layout& out,
                                    std::uint64_t) {
  return std::make_unique<Encoder>(spec, inputs, out);
}

template <class Encoder>
std::unique_ptr<text_encoder> make_text(const encoder_spec& spec, const layout& out,
                                        std::uint64_t seed) {
  return std::make_unique<Encoder>(spec, out, seed);
}

std::unique_ptr<text_encoder> make_date(const encoder_spec& spec, const layout& out,
                                        std::uint64_t) {
  return std::make_unique<date_encoder>(spec, out);
}

const spec_parameter of_threshold[] = {
    {"above", needed, least, most, false, "what an input must exceed"}};
const spec_parameter of_projection[] = {
    {"density", 0.1, 1e-9, 1, false, "share of the inputs that a unit sums"},
    {"homeostasis", 1, 0, 1, true, "units compete by standardised sums", off_on}};
const spec_parameter of_hadamard[] = {
    {"centre", 1, 0, 1, true, "the mean of what was fitted is taken away", off_on}};

const spec_parameter of_learned[] = {
    {"rate", 0.3, 0, 10, false, "how far a winner's synapses move at first"},
    {"passes", 1, 0, 1000, true, "through the training rows; 0: units stay at theirs"},
    {"homeostasis", 1, 0, 1, true, "units win equally often", off_on}};
const spec_parameter of_edges[] = {
    {"cell", 7, 1, 4096, true, "pixels of a cell's side"},
    {"width", 0, 0, max_inputs, true, "of the picture; 0: it is square"},
    {"sign", 1, 0, 1, true, "dark to bright differs from bright to dark", off_on}};
const spec_parameter of_scalar[] = {{"min", 0, least, most, false, "where the first bucket begins"},
                                    {"max", 1, least, most, false, "where the last bucket ends"},
                                    {"periodic", 0, 0, 1, true, "max is min again", off_on}};
const spec_parameter of_category[] = {
    {.name = "of",
     .otherwise = 0,
     .low = 0,
     .high = 0,
     .whole = false,
     .what = "strings A|B|... with units of their own; none: any string, random units",
     .is_text = true}};
const spec_parameter of_date[] = {
    {"time", 1, 0, 1, true, "a field for the time of the day", off_on},
    {"weekday", 1, 0, 1, true, "a field for the day of the week", off_on},
    {"weekend", 1, 0, 1, true, "a field for Saturday and Sunday", off_on},
    {"season", 1, 0, 1, true, "a field for the part of the year", off_on}};
const spec_parameter of_text[] = {
    {"words", 1, 0, 1, true, "words are features", off_on},
    {"grams", 3, 0, 16, true, "characters of the runs within words that are features; 0: none"}};

const encoder_kind kinds[] = {
    {.name = "brightest",
     .summary = "the K largest inputs above 0; one unit an input",
     .parameters = {},
     .unit_is_input = true,
     .make = make_fixed<brightest_encoder>},
    {.name = "threshold",
     .summary = "the inputs above a threshold, the K largest where there are more",
     .parameters = of_threshold,
     .unit_is_input = true,
     .make = make_fixed<brightest_encoder>},
    {.name = "projection",
     .summary = "expansion: a unit sums random inputs (Dasgupta et al. 2017); any layout",
     .parameters = of_projection,
     .make = make<projection_encoder>,
     .bytes = projection_encoder::bytes},
    {.name = "hadamard",
     .summary =
         "the strongest of random projections in each module (Andoni et al. 2015); layouts HxM",
     .parameters = of_hadamard,
     .make = make<hadamard_encoder>,
     .bytes = hadamard_encoder::bytes},
    {.name = "sign",
     .summary = "the sign of each input; layout Hx2, a module an input",
     .parameters = {},
     .make = make_fixed<sign_encoder>},
    {.name = "learned",
     .summary = "expansion: units compete for the training rows (BioHash, Ryali et al. 2020)",
     .parameters = of_learned,
     .make = make<learned_encoder>,
     .bytes = learned_encoder::bytes},
    {.name = "edges",
     .summary = "pictures: directions of edges, cell by cell",
     .parameters = of_edges,
     .make = make_fixed<edges_encoder>},
    {.name = "scalar",
     .summary = "numbers: a run of units by the place between min and max (Purdy 2016)",
     .parameters = of_scalar,
     .make = make_fixed<scalar_encoder>},
    {.name = "category",
     .summary = "strings without an order: units of their own, or random ones",
     .parameters = of_category,
     .make_text = make_text<category_encoder>},
    {.name = "date",
     .summary = "ISO 8601 dates: time, weekday, weekend and season (Purdy 2016)",
     .parameters = of_date,
     .make_text = make_date},
    {.name = "text",
     .summary = "texts: words and character n-grams, min-hashed (Broder 1997)",
     .parameters = of_text,
     .make_text = make_text<words_encoder>},
};

}  // namespace

std::span<const encoder_kind> encoder_kinds() {
  return kinds;
}

}  // namespace kenyon
