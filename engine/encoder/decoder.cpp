#include <kenyon/encoder/decoder.hpp>

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/base/error.hpp>

namespace kenyon {
namespace {

constexpr std::size_t chunk_rows = 1024;
// 255 a use must fit into 32 bits.
constexpr std::uint32_t max_uses = (std::uint32_t{1} << 24) - 1;

// In double: the range of floats may be wider than a float.
std::uint8_t grey_of(double value, double black, double white) {
  const double share = (value - black) / (white - black);
  return static_cast<std::uint8_t>(std::lround(std::clamp(share, 0.0, 1.0) * 255));
}

}  // namespace

grey_range range_of(const array& rows, std::size_t first, std::size_t count) {
  if (rows.type == element::u8) return {};
  std::vector<float> input(rows.row_size());
  grey_range range{0, 0};
  for (std::size_t i = 0; i < count; ++i) {
    rows.row(first + i, input);
    const auto [least, most] = std::minmax_element(input.begin(), input.end());
    range.black = i == 0 ? *least : std::min(range.black, *least);
    range.white = i == 0 ? *most : std::max(range.white, *most);
  }
  if (!(range.white > range.black)) range.white = range.black + 1;
  return range;
}

decoder::decoder(const layout& codes, std::size_t pixels, float black, float white)
    : codes_(codes), pixels_(pixels), black_(black), white_(white) {
  require_memory(bytes(codes.units(), pixels), "the decoder");
  sums_.resize(std::size_t{codes.units()} * pixels);
  uses_.resize(codes.units());
}

// Units belong to one worker each, so nothing is locked.
void decoder::learn(const pattern_batch& codes, const array& rows, std::size_t first) {
  if (rows.row_size() != pixels_)
    throw error(fault::usage, "decoder: expected rows of " + std::to_string(pixels_) +
                                  " pixels, found " + std::to_string(rows.row_size()));
  std::vector<float> input(pixels_);
  std::vector<std::uint8_t> greys;
  for (std::size_t begin = 0; begin < codes.size(); begin += chunk_rows) {
    const std::size_t size = std::min(chunk_rows, codes.size() - begin);
    greys.resize(size * pixels_);
    for (std::size_t i = 0; i < size; ++i) {
      rows.row(first + begin + i, input);
      std::transform(input.begin(), input.end(), greys.data() + i * pixels_, [&](float value) {
        return grey_of(double{value}, double{black_}, double{white_});
      });
    }
    tbb::parallel_for(tbb::blocked_range<unit>(0, codes_.units(), 512), [&](const auto& range) {
      for (std::size_t i = 0; i < size; ++i) {
        const pattern_view code = codes[begin + i];
        auto u = std::lower_bound(code.begin(), code.end(), range.begin());
        for (; u != code.end() && *u < range.end(); ++u) {
          if (uses_[*u] == max_uses) continue;  // 16 million pictures tell what there is to tell
          ++uses_[*u];
          for (std::size_t p = 0; p < pixels_; ++p)
            sums_[*u * pixels_ + p] += greys[i * pixels_ + p];
        }
      }
    });
  }
}

// A field that sums n pictures to S confines the wanted pixel to [S - 255(n-1), S] within 0..255:
// to a point where the unit is used once or where all its pictures are black, or all white. Its
// guess is the mean S/n; it counts the more the fewer pictures share the unit and the narrower the
// interval. Measured on 1,000 pictures, correlation with the stored picture: .966, against .883 for
// plain means and .935 for means weighted by 1/n^2.
void decoder::decode(pattern_view code, std::span<float> out) const {
  constexpr double least_width = 255 * 0.05;  // a sure field counts much, not without limit
  std::vector<double> guess(pixels_);
  std::vector<double> weight(pixels_);
  std::size_t drive = 0;
  for (unit u : code) {
    if (uses_[u] == 0) continue;
    ++drive;
    const double n = uses_[u];
    for (std::size_t p = 0; p < pixels_; ++p) {
      const double sum = sums_[u * pixels_ + p];
      const double width = std::min(255.0, sum) - std::max(0.0, sum - 255 * (n - 1));
      const double factor = 1 / (n * (width + least_width));
      guess[p] += factor * factor * sum / n;
      weight[p] += factor * factor;
    }
  }
  if (drive == 0) return std::fill(out.begin(), out.end(), 0.0f);
  const double strength = static_cast<double>(drive) / codes_.active();
  for (std::size_t p = 0; p < pixels_; ++p)
    out[p] = static_cast<float>(std::clamp(guess[p] / weight[p] / 255 * strength, 0.0, 1.0));
}

void decoder::restore(std::vector<std::uint32_t> sums, std::vector<std::uint32_t> uses) {
  bool fits = sums.size() == sums_.size() && uses.size() == uses_.size();
  for (std::size_t u = 0; fits && u < uses.size(); ++u) {
    const std::uint64_t most = std::uint64_t{uses[u]} * 255;
    for (std::size_t p = 0; fits && p < pixels_; ++p) fits = sums[u * pixels_ + p] <= most;
  }
  if (!fits) throw error(fault::bad_input, "decoder: expected sums of at most 255 a picture");
  sums_ = std::move(sums);
  uses_ = std::move(uses);
}

}  // namespace kenyon
