#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <string_view>

#include <kenyon/base/error.hpp>
#include <kenyon/base/threads.hpp>
#include <kenyon/encoder/text.hpp>

#include "cli/encode/report.hpp"
#include "cli/model/input.hpp"

namespace kenyon::cli {
namespace {

constexpr std::size_t timed_rows = 2000;

std::string_view content_of(const encode_input_data& data, std::size_t i) {
  if (!data.rows) return data.lines[i];
  const std::size_t bytes = data.rows->row_size() * size_of(data.rows->type);
  return {reinterpret_cast<const char*>(data.rows->data.data()) + i * bytes, bytes};
}

std::uint64_t pairs_of(std::uint64_t n) {
  return n * (n - 1) / 2;
}

// Pairs with the same code, less those of equal inputs.
std::uint64_t count_collisions(const encode_input_data& data, const pattern_batch& codes) {
  std::map<pattern, std::map<std::string_view, std::uint64_t>> by_code;
  for (std::size_t i = 0; i < codes.size(); ++i)
    if (!codes[i].empty())
      ++by_code[pattern(codes[i].begin(), codes[i].end())][content_of(data, i)];
  std::uint64_t collisions = 0;
  for (const auto& [code, contents] : by_code) {
    std::uint64_t all = 0;
    for (const auto& [content, count] : contents) {
      all += count;
      collisions -= pairs_of(count);
    }
    collisions += pairs_of(all);
  }
  return collisions;
}

void measure_use(const pattern_batch& codes, encode_result& result) {
  std::vector<std::uint32_t> users(result.shape.units());
  for (std::size_t i = 0; i < codes.size(); ++i) {
    result.empty += codes[i].empty();
    for (unit u : codes[i]) ++users[u];
  }
  const auto total = static_cast<double>(codes.total_units());
  for (std::uint32_t n : users) {
    if (n == 0) continue;
    const double share = n / total;
    result.entropy_bits -= share * std::log2(share);
  }
  result.dead = static_cast<std::uint32_t>(std::count(users.begin(), users.end(), 0u));
  result.most_used = static_cast<double>(*std::max_element(users.begin(), users.end())) /
                     static_cast<double>(codes.size());
}

// The smallest value that at least `share` of the sorted ones do not exceed.
double percentile(const std::vector<std::uint32_t>& sorted, double share) {
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size())));
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

std::vector<overlap_bin> overlap_curve(const pattern_batch& codes, const layout& in,
                                       const similarities& alike) {
  std::map<int, std::vector<std::uint32_t>> bins;
  std::vector<char> active(in.units());
  std::size_t pair = 0;
  for (std::size_t i = 0; i < alike.items.size(); ++i) {
    for (unit u : codes[alike.items[i]]) active[u] = 1;
    for (std::size_t j = i + 1; j < alike.items.size(); ++j, ++pair) {
      std::uint32_t shared = 0;
      for (unit u : codes[alike.items[j]]) shared += static_cast<std::uint32_t>(active[u]);
      // 1 itself belongs to the last bin
      const double place = std::floor(double{alike.of_pairs[pair]} / bin_width + 1e-6);
      bins[std::min(static_cast<int>(place), 9)].push_back(shared);
    }
    for (unit u : codes[alike.items[i]]) active[u] = 0;
  }
  std::vector<overlap_bin> curve;
  const double k = in.active();
  for (auto& [place, shared] : bins) {
    std::sort(shared.begin(), shared.end());
    double sum = 0;
    for (std::uint32_t s : shared) sum += s;
    curve.push_back({place * bin_width, shared.size(), sum / static_cast<double>(shared.size()) / k,
                     percentile(shared, 0.1) / k, percentile(shared, 0.9) / k});
  }
  return curve;
}

// Cosines in doubles; 0 where a row is all zeros.
std::vector<std::vector<double>> unit_rows(const encode_input_data& data,
                                           const std::vector<std::size_t>& items) {
  std::vector<std::vector<double>> made;
  std::vector<float> row(data.rows->row_size());
  for (std::size_t item : items) {
    naming(data.path, [&] { data.rows->row(item, row); });
    std::vector<double> values(row.begin(), row.end());
    double squares = 0;
    for (double v : values) squares += v * v;
    for (double& v : values) v = squares > 0 ? v / std::sqrt(squares) : 0;
    made.push_back(std::move(values));
  }
  return made;
}

using features = std::vector<std::uint32_t>;  // ascending numbers of words and trigrams

std::vector<features> feature_sets(const encode_input_data& data,
                                   const std::vector<std::size_t>& items) {
  const words_encoder reader(encoder_spec("text"), layout::flat(1024, 1), 1);
  std::map<std::string, std::uint32_t> numbers;
  std::vector<features> made;
  for (std::size_t item : items) {
    features of_line;
    naming(data.path + ":" + std::to_string(data.first_line + item), [&] {
      for (const std::string& feature : reader.features(data.lines[item]))
        of_line.push_back(
            numbers.try_emplace(feature, static_cast<std::uint32_t>(numbers.size())).first->second);
    });
    std::sort(of_line.begin(), of_line.end());
    made.push_back(std::move(of_line));
  }
  return made;
}

double jaccard(const features& a, const features& b) {
  features both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  const std::size_t all = a.size() + b.size() - both.size();
  return all == 0 ? 0 : static_cast<double>(both.size()) / static_cast<double>(all);
}

template <class Alike>
void fill_pairs(similarities& s, const Alike& alike) {
  for (std::size_t i = 0; i < s.items.size(); ++i)
    for (std::size_t j = i + 1; j < s.items.size(); ++j)
      s.of_pairs.push_back(static_cast<float>(alike(i, j)));
}

}  // namespace

any_encoder::any_encoder(const encoder_spec& spec, const encode_input_data& like, const layout& out,
                         std::uint64_t seed) {
  if (kind_of(spec).takes_text()) {
    text_ = make_text_encoder(spec, out, seed);
    return;
  }
  encoder_spec whole = spec;
  if (spec.kind() == "edges" && spec.get("width") == 0 && like.rows->shape.size() == 3)
    whole.set("width", static_cast<double>(like.rows->shape[2]));
  numbers_ = make_encoder(whole, like.rows->row_size(), out, seed);
}

bool any_encoder::fit(const encode_input_data& from) {
  if (text_) return false;
  const std::vector<std::byte> before = numbers_->state();
  naming(from.path, [&] { numbers_->fit(*from.rows, 0, from.size()); });
  return numbers_->state() != before;
}

pattern_batch any_encoder::encode(const encode_input_data& from, std::size_t first,
                                  std::size_t count) const {
  if (numbers_)
    return naming(from.path, [&] { return encode_rows(*numbers_, *from.rows, first, count); });
  pattern_batch codes;
  pattern code;
  for (std::size_t i = first; i < first + count; ++i) {
    naming(from.path + ":" + std::to_string(from.first_line + i),
           [&] { text_->encode(from.lines[i], code); });
    codes.push_back(code);
  }
  return codes;
}

similarities measure_similarities(const encode_input_data& data, std::size_t sample) {
  similarities s;
  s.name = data.rows ? "cosine" : "Jaccard index";
  const std::size_t n = std::min(sample, data.size());
  for (std::size_t i = 0; i < n; ++i) s.items.push_back(i * data.size() / n);
  if (data.rows) {
    const auto rows = unit_rows(data, s.items);
    fill_pairs(s, [&](std::size_t i, std::size_t j) {
      double sum = 0;
      for (std::size_t c = 0; c < rows[i].size(); ++c) sum += rows[i][c] * rows[j][c];
      return std::clamp(sum, -1.0, 1.0);
    });
  } else {
    const auto sets = feature_sets(data, s.items);
    fill_pairs(s, [&](std::size_t i, std::size_t j) { return jaccard(sets[i], sets[j]); });
  }
  return s;
}

encode_result measure_codes(const any_encoder& with, const encode_input_data& data,
                            const similarities& alike) {
  encode_result result;
  result.encoder = with.spec().text();
  result.shape = with.output();
  const pattern_batch codes = with.encode(data, 0, data.size());
  measure_use(codes, result);
  result.collisions = count_collisions(data, codes);
  result.curve = overlap_curve(codes, result.shape, alike);
  const std::size_t timed = std::min(timed_rows, data.size());
  const thread_limit one(1);
  const stopwatch encoding;
  with.encode(data, 0, timed);
  result.microseconds = encoding.seconds() * 1e6 / static_cast<double>(timed);
  return result;
}

}  // namespace kenyon::cli
