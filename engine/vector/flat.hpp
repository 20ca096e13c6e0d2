// Private: the source that gives every vector there is: exact, in time linear in their number.
#pragma once
#include "vector/candidate_source.hpp"
#include "vector/slot_table.hpp"

namespace kenyon {

class flat final : public candidate_source {
 public:
  explicit flat(const slot_table& of) : table_(of) {}

  void prepare(const float*, std::span<const slot>) override {}
  void commit() noexcept override {}
  void remove(slot) noexcept override {}
  std::size_t pays_from() const override { return 0; }
  std::uint64_t bytes() const override { return 0; }

 protected:
  std::unique_ptr<candidate_search> make_search() const override {
    return std::make_unique<all_slots>(table_);
  }

 private:
  class all_slots final : public candidate_search {
   public:
    explicit all_slots(const slot_table& of) : table_(of) {}
    void find(const float*, const candidate_demand&, vector_work&) override {
      table_.list_used(slots);
    }

   private:
    const slot_table& table_;
  };

  const slot_table& table_;
};

}  // namespace kenyon
