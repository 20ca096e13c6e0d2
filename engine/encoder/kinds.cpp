// The encoders that exist. A new one joins by a line in the table.
#include <limits>

#include <kenyon/encoder/brightest.hpp>
#include <kenyon/encoder/hadamard.hpp>
#include <kenyon/encoder/make.hpp>
#include <kenyon/encoder/projection.hpp>
#include <kenyon/encoder/sign.hpp>

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

const spec_parameter of_threshold[] = {
    {"above", needed, least, most, false, "what an input must exceed"}};
const spec_parameter of_projection[] = {
    {"density", 0.1, 1e-9, 1, false, "share of the inputs that a unit sums"},
    {"homeostasis", 1, 0, 1, true, "units compete by standardised sums", off_on}};
const spec_parameter of_hadamard[] = {
    {"centre", 1, 0, 1, true, "the mean of what was fitted is taken away", off_on}};

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
};

}  // namespace

std::span<const encoder_kind> encoder_kinds() {
  return kinds;
}

}  // namespace kenyon
