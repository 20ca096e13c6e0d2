// Moments by what returns in them: the time of the day, the day of the week, the weekend and the
// season, each a field with an equal part of the layout (Purdy, "Encoding data for HTM systems",
// 2016). Every field can be left out: date:weekend=off,season=off.
//   time     where in the 24 hours, around a circle
//   weekday  where in the seven days, Monday first, the time included, around a circle
//   weekend  Saturday and Sunday against the other days: two codes that share nothing
//   season   where in the year, the time included, around a circle
// A circle has n buckets and a run of w units (see kenyon/encoder/scalar.hpp): moments of the same
// hour share the whole field, those w/n of a day apart share none of it.
//
// Input: ISO 8601, "2024-02-29", "2024-02-29T13:45", "2024-02-29 13:45:07.25", behind the time "Z"
// or "+01:00" if wanted. What counts is the clock as written; the offset does not move it. Days
// that the Gregorian calendar lacks are refused, as are hour 24 and second 60. Years 0001 to 9999.
// The empty string is a missing moment: its code is empty.
#pragma once
#include <kenyon/encoder/encoder.hpp>

namespace kenyon {

class date_encoder final : public text_encoder {
 public:
  // Throws error{usage} unless the fields that are on share the layout evenly, w <= n/2 each.
  date_encoder(const encoder_spec& spec, const layout& out);

  const encoder_spec& spec() const override { return spec_; }
  const layout& output() const override { return output_; }
  // Throws error{bad_input} for what is no date.
  void encode(std::string_view input, pattern& out) const override;

 private:
  encoder_spec spec_;
  layout output_;
  std::vector<int> fields_;  // those that are on: 0 time, 1 weekday, 2 weekend, 3 season
};

}  // namespace kenyon
