// Private: cross-polytope hashing with query-directed multi-probe. Vectors are kept as codes of the
// hadamard encoder (each module is one cross-polytope hash) in hash tables over ranges of slots; a
// further part is begun, as large as all before it, when slots go beyond those there are. Nothing
// is ever moved. Read as neurons: a key is a conjunction of active units.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <kenyon/encoder/hadamard.hpp>

#include "vector/candidate_source.hpp"
#include "vector/hit_model.hpp"
#include "vector/multiprobe_tables.hpp"

namespace kenyon {

class multiprobe final : public candidate_source {
 public:
  // Throws error{usage} for codes that are not modular with an even number of units up to 256, or
  // not of 8 to 4,096 modules.
  explicit multiprobe(const vector_index_options& options);

  void prepare(const float* vectors, std::span<const slot> slots) override;
  void commit() noexcept override;
  void remove(slot which) noexcept override;
  std::size_t pays_from() const override { return 1024; }
  std::uint64_t bytes() const override;
  std::uint64_t table_bytes() const override;

  struct part {
    multiprobe_tables tables;
    slot first;
    std::uint64_t used = 0;  // slots
  };
  const std::vector<std::unique_ptr<part>>& parts() const { return parts_; }
  std::uint64_t size() const { return size_; }
  const hadamard_encoder& encoder() const { return encode_; }
  const hit_model& hits() const { return hits_; }
  double wanted_recall() const { return wanted_recall_; }

 protected:
  std::unique_ptr<candidate_search> make_search() const override;

 private:
  // What is added by the next commit().
  struct coded_vectors {
    std::vector<slot> slots;
    std::vector<std::uint8_t> codes;  // a byte a module
    std::vector<std::unique_ptr<part>> parts;
  };
  std::vector<std::unique_ptr<part>> parts_for(std::uint64_t slots) const;
  part& part_of(slot s);

  std::uint64_t planned_;
  std::uint64_t seed_;
  double wanted_recall_;
  hadamard_encoder encode_;
  hit_model hits_;
  std::uint64_t size_ = 0;
  std::vector<std::unique_ptr<part>> parts_;  // by first slot
  coded_vectors prepared_;
};

}  // namespace kenyon
