#include "graph/fingerprint.hpp"

#include <bit>
#include <optional>
#include <type_traits>
#include <vector>

#include "graph/bytes.hpp"
#include "graph/fields.hpp"
#include "store/block_file_format.hpp"

namespace kenyon {
namespace {

// Lists begin with their length: none runs into the next.
class field_bytes {
 public:
  template <class T, class Range>
  void operator()(std::string_view, const T& member, const Range&) {
    if constexpr (!std::is_same_v<Range, for_reports>) put(member);
  }

  template <class T>
  void put(const T& value) {
    if constexpr (std::is_integral_v<T> || std::is_enum_v<T>)
      out_.number(static_cast<std::uint64_t>(value));
    else
      fields(*this, value);
  }
  void put(double value) { out_.number(std::bit_cast<std::uint64_t>(value)); }
  void put(const std::string& text) { out_.text(text); }
  void put(const layout& shape) { out_.text(shape.text()); }
  void put(const pattern_batch& patterns) {
    out_.number(patterns.size());
    for (std::size_t i = 0; i < patterns.size(); ++i) out_.units(patterns[i]);
  }
  template <class T>
  void put(const std::optional<T>& value) {
    out_.number(value.has_value());
    if (value) put(*value);
  }
  template <class T>
  void put(const std::vector<T>& values) {
    out_.number(values.size());
    for (const T& value : values) put(value);
  }

  const std::vector<std::byte>& bytes() const { return out_.bytes(); }

 private:
  byte_writer out_;
};

}  // namespace

std::uint64_t fingerprint(const graph_description& description, null_arm arm) {
  field_bytes all;
  all.put(description);
  all.put(arm);
  return block_file::tile_checksum("graph", 0, all.bytes());
}

}  // namespace kenyon
