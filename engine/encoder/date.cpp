#include <kenyon/encoder/date.hpp>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.hpp"
#include "encoder/run_code.hpp"

namespace kenyon {
namespace {

enum field : int { time_of_day, weekday, weekend, season };
constexpr std::array<std::string_view, 4> field_names{"time", "weekday", "weekend", "season"};

struct moment {
  int year = 1, month = 1, day = 1;
  double hours = 0;  // since midnight, below 24
};

// Takes the text apart from left to right; any() of what does not fit.
class reader {
 public:
  explicit reader(std::string_view text) : text_(text) {}

  moment read() {
    moment m;
    m.year = digits(4, 1, 9999);
    need('-');
    m.month = digits(2, 1, 12);
    need('-');
    m.day = digits(2, 1, days_of(m.year, m.month));
    if (at_ == text_.size()) return m;
    if (!take('T') && !take(' ')) refuse();
    m.hours = digits(2, 0, 23);
    need(':');
    m.hours += digits(2, 0, 59) / 60.0;
    if (take(':')) m.hours += (digits(2, 0, 59) + fraction()) / 3600.0;
    offset();
    if (at_ != text_.size()) refuse();
    return m;
  }

  static bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }
  static int days_of(int year, int month) {
    constexpr std::array<int, 12> days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[static_cast<std::size_t>(month - 1)] + (month == 2 && is_leap(year));
  }

 private:
  [[noreturn]] void refuse() const {
    throw error(fault::bad_input, "\"" + printable(text_, 60) +
                                      "\" is no date: expected YYYY-MM-DD or YYYY-MM-DDThh:mm:ss, "
                                      "wrong from character " +
                                      std::to_string(at_ + 1));
  }
  bool take(char c) {
    const bool there = at_ < text_.size() && text_[at_] == c;
    at_ += there;
    return there;
  }
  void need(char c) {
    if (!take(c)) refuse();
  }
  bool at_digit() const { return at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; }
  int digits(int count, int least, int most) {
    const std::size_t begin = at_;
    int value = 0;
    for (int i = 0; i < count; ++i, ++at_) {
      if (!at_digit()) refuse();
      value = value * 10 + (text_[at_] - '0');
    }
    if (value < least || value > most) {
      at_ = begin;
      refuse();
    }
    return value;
  }
  double fraction() {
    if (!take('.')) return 0;
    if (!at_digit()) refuse();
    double value = 0;
    for (double weight = 0.1; at_digit(); ++at_, weight /= 10) value += weight * (text_[at_] - '0');
    return std::min(value, std::nextafter(1.0, 0.0));
  }
  void offset() {
    if (take('Z')) return;
    if (!take('+') && !take('-')) return;
    digits(2, 0, 23);
    take(':');
    digits(2, 0, 59);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

int day_of_year(const moment& m) {
  int day = m.day - 1;
  for (int month = 1; month < m.month; ++month) day += reader::days_of(m.year, month);
  return day;
}

// 0 is Monday. 0001-01-01 was one.
int day_of_week(const moment& m) {
  const int years = m.year - 1;
  return (years * 365 + years / 4 - years / 100 + years / 400 + day_of_year(m)) % 7;
}

// Where in its circle, 0 to 1.
double share_of(const moment& m, int what) {
  const double day = std::min(m.hours / 24, std::nextafter(1.0, 0.0));
  if (what == time_of_day) return day;
  if (what == weekday) return (day_of_week(m) + day) / 7;
  if (what == weekend) return day_of_week(m) >= 5 ? 0.5 : 0;
  return (day_of_year(m) + day) / (reader::is_leap(m.year) ? 366 : 365);
}

}  // namespace

date_encoder::date_encoder(const encoder_spec& spec, const layout& out)
    : spec_(spec), output_(out) {
  const std::string who = "encoder " + spec.text();
  for (int f = 0; f < 4; ++f)
    if (spec.get(field_names[static_cast<std::size_t>(f)]) == 1) fields_.push_back(f);
  if (fields_.empty()) throw error(fault::usage, who + ": every field is off");
  const field_parts part = field_parts::of(out, fields_.size(), who);
  if (part.active * 2 > part.units)
    throw error(fault::usage, who + ": the layout " + out.text() + " gives a field " +
                                  std::to_string(part.units) + " units with " +
                                  std::to_string(part.active) + " active, more than half");
}

void date_encoder::encode(std::string_view input, pattern& out) const {
  out.clear();
  if (input.empty()) return;
  const moment m = reader(input).read();
  const field_parts part = field_parts::of(output_, fields_.size(), "");
  for (std::uint32_t f = 0; f < part.fields; ++f) {
    const double bucket = std::floor(share_of(m, fields_[f]) * part.units);
    part.add_run(f, std::min(part.units - 1, static_cast<std::uint32_t>(bucket)), out);
  }
  std::sort(out.begin(), out.end());
}

}  // namespace kenyon
