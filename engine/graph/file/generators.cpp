#include "graph/file/generators.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numeric>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <kenyon/pattern/random.hpp>

namespace kenyon {
namespace {

constexpr whole_range counts{1, 1 << 24};
constexpr int most_tries = 10'000;

// Computed numbers have nine digits: libraries of mathematics differ in the last ones.
std::string text_of_computed(double number) {
  std::array<char, 32> digits{};
  const auto done = std::to_chars(digits.data(), digits.data() + digits.size(),
                                  number == 0 ? 0 : number, std::chars_format::general, 9);
  const std::string_view text(digits.data(), static_cast<std::size_t>(done.ptr - digits.data()));
  return text_of_number(number_in(text).value_or(0));
}

class generator {
 public:
  generator(const reading& in, const toml_value& table, const std::string& whose,
            const table_description& so_far, std::size_t rows, std::uint64_t index)
      : in_(in),
        table_(table),
        f_(in, table, whose,
           {"count", "each", "random", "unique_with", "uniform", "sin", "step", "at", "product",
            "same", "shuffle"}),
        so_far_(so_far),
        rows_(rows),
        numbers_(in.out.seed, stream::draws, 2 * index) {}

  std::vector<std::string> make() {
    const std::string_view how = kind();
    symbols_.reserve(rows_);
    if (how == "count") count();
    if (how == "random") draw();
    if (how == "uniform") uniform();
    if (how == "product") product();
    if (how == "sin") each_number("sin", [](double x) { return std::sin(x); });
    if (how == "step") {
      const double at = f_.has("at") ? finite_number(in_, *f_.find("at"), f_.of("at")) : 0;
      each_number("step", [at](double x) { return x < at ? 0.0 : 1.0; });
    }
    if (how == "same") symbols_ = other("same");
    if (how == "shuffle") shuffle();
    return std::move(symbols_);
  }

 private:
  // The one of these that is there; `each`, `at` and `unique_with` belong to one each.
  std::string_view kind() const {
    constexpr std::array<std::string_view, 8> kinds{"count", "random",  "uniform", "sin",
                                                    "step",  "product", "same",    "shuffle"};
    constexpr std::array<std::pair<std::string_view, std::string_view>, 3> parts{
        {{"each", "count"}, {"unique_with", "random"}, {"at", "step"}}};
    std::string_view found;
    for (const std::string_view k : kinds) {
      if (!f_.has(k)) continue;
      if (!found.empty()) f_.fail(k, "does not go together with " + std::string(found));
      found = k;
    }
    if (found.empty())
      in_.fail(table_.at, f_.whose() +
                              ": one of count, random, uniform, sin, step, product, same "
                              "and shuffle expected");
    for (const auto& [part, of] : parts)
      if (f_.has(part) && found != of)
        f_.fail(part, "does not go together with " + std::string(found));
    return found;
  }

  const std::vector<std::string>& column(const std::string& name, const char* key) const {
    std::vector<std::string_view> names;
    for (const auto& c : so_far_.columns) {
      if (c.name == name) return c.symbols;
      names.emplace_back(c.name);
    }
    f_.fail(key, "unknown column " + quoted(name) + " above this one" + suggestion(name, names));
  }
  const std::vector<std::string>& other(const char* key) const {
    return column(f_.text(key, ""), key);
  }
  std::vector<double> numbers_of(const std::string& name, const char* key) const {
    std::vector<double> read;
    for (const std::string& s : column(name, key)) {
      const auto n = number_in(s);
      if (!n)
        f_.fail(key, "column " + quoted(name) + ", row " + std::to_string(read.size()) +
                         ": a number expected, " + quoted(s) + " found");
      read.push_back(*n);
    }
    return read;
  }

  void count() {
    const std::int64_t symbols = f_.whole("count", counts, 1);
    const std::int64_t each = f_.whole("each", counts, 1);
    for (std::size_t i = 0; i < rows_; ++i)
      symbols_.push_back(std::to_string(static_cast<std::int64_t>(i) / each % symbols));
  }

  // Numbers of a column's symbols, in order of first use.
  static std::vector<std::uint32_t> numbered(const std::vector<std::string>& symbols) {
    std::unordered_map<std::string_view, std::uint32_t> seen;
    std::vector<std::uint32_t> numbers;
    for (const std::string& s : symbols)
      numbers.push_back(seen.try_emplace(s, static_cast<std::uint32_t>(seen.size())).first->second);
    return numbers;
  }

  void draw() {
    const auto symbols = static_cast<std::uint32_t>(f_.whole("random", counts, 1));
    struct partner {
      std::vector<std::uint32_t> symbols;
      std::unordered_set<std::uint64_t> pairs;
    };
    std::vector<partner> partners;
    for (const std::string& name : f_.texts("unique_with"))
      partners.push_back({numbered(column(name, "unique_with")), {}});
    for (std::size_t i = 0; i < rows_; ++i) {
      std::uint32_t drawn = 0;
      const auto pair_with = [&](const partner& p) {
        return std::uint64_t{p.symbols[i]} << 32 | drawn;
      };
      for (int tries = 0;; ++tries) {
        drawn = numbers_.below(symbols);
        if (std::none_of(partners.begin(), partners.end(),
                         [&](const partner& p) { return p.pairs.count(pair_with(p)) != 0; }))
          break;
        if (tries == most_tries)
          f_.fail("unique_with", "no symbol for row " + std::to_string(i) + " in " +
                                     std::to_string(most_tries) + " tries");
      }
      for (partner& p : partners) p.pairs.insert(pair_with(p));
      symbols_.push_back(std::to_string(drawn));
    }
  }

  void uniform() {
    const toml_value& v = *f_.find("uniform");
    if (!v.is(toml_value::kind::list) || v.items.size() != 2)
      f_.expected("uniform", "a list of two numbers");
    const double low = finite_number(in_, v.items[0], f_.of("uniform"));
    const double high = finite_number(in_, v.items[1], f_.of("uniform"));
    if (!(low < high)) f_.fail("uniform", "the lower number expected first");
    for (std::size_t i = 0; i < rows_; ++i) {
      const double share = static_cast<double>(numbers_.next()) / 4294967296.0;
      symbols_.push_back(text_of_computed(low * (1 - share) + high * share));
    }
  }

  template <class F>
  void each_number(const char* key, F f) {
    for (const double x : numbers_of(f_.text(key, ""), key))
      symbols_.push_back(text_of_computed(f(x)));
  }

  void product() {
    const std::vector<std::string> names = f_.texts("product");
    if (names.empty()) f_.expected("product", "a list of columns");
    std::vector<double> products(rows_, 1);
    for (const std::string& name : names) {
      const std::vector<double> factors = numbers_of(name, "product");
      for (std::size_t i = 0; i < rows_; ++i) products[i] *= factors[i];
    }
    for (const double p : products) {
      if (!std::isfinite(p)) f_.fail("product", "a product is too large");
      symbols_.push_back(text_of_computed(p));
    }
  }

  // Fisher and Yates.
  void shuffle() {
    symbols_ = other("shuffle");
    for (std::size_t i = symbols_.size(); i > 1; --i)
      std::swap(symbols_[i - 1], symbols_[numbers_.below(static_cast<std::uint32_t>(i))]);
  }

  const reading& in_;
  const toml_value& table_;
  toml_fields f_;
  const table_description& so_far_;
  std::size_t rows_;
  random_sequence numbers_;
  std::vector<std::string> symbols_;
};

}  // namespace

std::vector<std::string> generate_column(const reading& in, const toml_value& table,
                                         const std::string& whose, const table_description& so_far,
                                         std::size_t rows, std::uint64_t index) {
  return generator(in, table, whose, so_far, rows, index).make();
}

}  // namespace kenyon
