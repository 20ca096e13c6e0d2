#include <kenyon/memory/make.hpp>

namespace kenyon {
namespace {

const spec_table memories{"memory", [] { return memory_kinds().size(); },
                          [](std::size_t i) {
                            return spec_kind{memory_kinds()[i].name, memory_kinds()[i].parameters};
                          }};

}  // namespace

memory_spec::memory_spec(std::string_view text) : spec(memories, text) {}

std::vector<memory_spec> parse_memories(std::string_view list) {
  std::vector<memory_spec> specs;
  for (const std::string& text : split_specs(list)) specs.push_back(memory_spec::parse(text));
  return specs;
}

std::unique_ptr<memory> make_memory(const memory_spec& spec, const memory_shape& shape) {
  return memory_kinds()[spec.index()].make(spec, shape);
}

memory_size size_of_memory(const memory_spec& spec, const memory_shape& shape) {
  return memory_kinds()[spec.index()].size(spec, shape);
}

}  // namespace kenyon
