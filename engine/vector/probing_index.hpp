// Private: the route `conjunctions` of a vector_index. Vectors are kept as codes of the hadamard
// encoder, in tables of ranges of slots; a further table is begun, as large as all before it, when
// slots go beyond those there are. Nothing is ever moved.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <kenyon/encoder/hadamard.hpp>
#include <kenyon/vector/vector_index.hpp>

#include "vector/probing_table.hpp"
#include "vector/rows.hpp"
#include "vector/unit_chances.hpp"

namespace kenyon {

class probing_index {
 public:
  // Throws error{usage} for codes that are not modular with an even number of units up to 256, or
  // not of 8 to 4,096 modules.
  explicit probing_index(const vector_index_options& options);

  // Prepared vectors in slots of which none is in use. Nothing is changed when it throws.
  void insert(const float* vectors, std::span<const slot> slots);
  void erase(slot s);

  struct part {
    probing_table table;
    slot first;
    std::uint64_t used = 0;  // slots
  };
  const std::vector<std::unique_ptr<part>>& parts() const { return parts_; }
  std::uint64_t size() const { return size_; }
  const hadamard_encoder& encoder() const { return encode_; }
  const unit_chances& chances() const { return chances_; }

  std::uint64_t code_bytes() const;   // of the vectors there are
  std::uint64_t index_bytes() const;  // of all the rest

 private:
  void make_room(std::uint64_t slots);
  part& part_of(slot s);

  std::uint64_t planned_;
  std::uint64_t seed_;
  hadamard_encoder encode_;
  unit_chances chances_;
  std::uint64_t size_ = 0;
  std::vector<std::unique_ptr<part>> parts_;  // by first slot
};

}  // namespace kenyon
