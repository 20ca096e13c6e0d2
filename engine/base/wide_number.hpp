// Private: numbers for sums whose alternating terms grow to 2^400 before they cancel: 512 bits
// leave 100 and more.
#pragma once
#include <boost/multiprecision/cpp_bin_float.hpp>

namespace kenyon {

using wide = boost::multiprecision::number<
    boost::multiprecision::cpp_bin_float<512, boost::multiprecision::digit_base_2>,
    boost::multiprecision::et_off>;

}  // namespace kenyon
