#include <kenyon/encoder/encoder.hpp>

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>

#include <kenyon/base/error.hpp>

namespace kenyon {
namespace {

constexpr std::size_t rows_a_task = 32;

}  // namespace

void encoder::check_inputs(std::size_t given) const {
  if (given != inputs())
    throw error(fault::usage, "encoder " + spec().text() + ": expected " +
                                  std::to_string(inputs()) + " inputs, found " +
                                  std::to_string(given));
}

void encoder::encode(const array& rows, std::size_t first, std::span<pattern> out) const {
  std::vector<float> input(rows.row_size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    rows.row(first + i, input);
    encode(input, out[i]);
  }
}

void encoder::fit(const array&, std::size_t, std::size_t) {}

void encoder::load_state(std::span<const std::byte> bytes) {
  if (!bytes.empty())
    throw error(fault::bad_input, "encoder " + spec().text() + ": expected no state, found " +
                                      std::to_string(bytes.size()) + " bytes");
}

pattern_batch encode_rows(const encoder& with, const array& rows, std::size_t first,
                          std::size_t count) {
  if (rows.row_size() != with.inputs())
    throw error(fault::bad_input, "expected rows of " + std::to_string(with.inputs()) +
                                      " numbers, found " + std::to_string(rows.row_size()));
  std::vector<pattern> codes(count);
  tbb::parallel_for(std::size_t{0}, (count + rows_a_task - 1) / rows_a_task, [&](std::size_t task) {
    const std::size_t begin = task * rows_a_task;
    const std::size_t size = std::min(rows_a_task, count - begin);
    with.encode(rows, first + begin, std::span(codes).subspan(begin, size));
  });
  pattern_batch batch;
  batch.reserve(count, count * with.output().active());
  for (const pattern& code : codes) batch.push_back(code);
  return batch;
}

unit_use count_use(const layout& of, const pattern_batch& patterns) {
  std::vector<std::uint32_t> users(of.units());
  for (std::size_t i = 0; i < patterns.size(); ++i)
    for (unit u : patterns[i]) ++users[u];
  return {*std::max_element(users.begin(), users.end()),
          static_cast<std::uint32_t>(std::count(users.begin(), users.end(), 0u))};
}

}  // namespace kenyon
