#include <kenyon/store/model_file.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <nlohmann/json.hpp>

#include <kenyon/base/available_memory.hpp>
#include <kenyon/base/error.hpp>
#include <kenyon/encoder/make.hpp>
#include <kenyon/store/block_file.hpp>

#include "base/block_arrays.hpp"
#include "store/model_header.hpp"

namespace kenyon {
namespace {

static_assert(std::endian::native == std::endian::little,
              "blocks are written as they lie in memory");

template <class T>
std::span<const std::byte> bytes_of(const std::vector<T>& values) {
  return std::as_bytes(std::span(values));
}

void write_patterns(block_file_writer& file, const pattern_batch& patterns) {
  std::vector<std::uint32_t> sizes;
  std::vector<unit> units;
  sizes.reserve(patterns.size());
  units.reserve(patterns.total_units());
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    sizes.push_back(static_cast<std::uint32_t>(patterns[i].size()));
    units.insert(units.end(), patterns[i].begin(), patterns[i].end());
  }
  file.block("patterns/sizes", bytes_of(sizes));
  file.block("patterns/units", bytes_of(units));
}

void write_labels(block_file_writer& file, const std::vector<std::string>& labels) {
  std::vector<std::uint32_t> sizes;
  std::string text;
  for (const std::string& label : labels) {
    sizes.push_back(static_cast<std::uint32_t>(label.size()));
    text += label;
  }
  file.block("labels/sizes", bytes_of(sizes));
  file.block("labels/text", std::as_bytes(std::span(text)));
}

// Reads the blocks of one file, each as large as it must be.
class model_reader {
 public:
  model_reader(const block_file_reader& file, const read_limits& limits)
      : file_(file), limits_(limits), head_(parse_model_header(file.header())) {}

  model read() {
    check_budget();
    model m(memory::restore(head_.memory, memory_shape::of_patterns(head_.shape), file_));
    if (m.memory.stored() != head_.stored)
      throw error(fault::bad_input, "block stored: expected " + std::to_string(head_.stored) +
                                        ", found " + std::to_string(m.memory.stored()));
    m.patterns = patterns();
    if (head_.has_labels) m.labels = labels();
    if (head_.code) m.code = code();
    m.width = head_.width;
    m.height = head_.height;
    if (head_.has_fields) m.fields = fields();
    m.provenance = head_.provenance;
    return m;
  }

 private:
  // All that will be allocated, from sizes that the file really has, before the first byte of it
  // is.
  void check_budget() const {
    const memory_size size = size_of_memory(head_.memory, memory_shape::of_patterns(head_.shape));
    std::uint64_t need = size.footprint_bytes;
    for (const std::string& name : file_.names()) need += 2 * file_.size(name);
    if (head_.code) need += encoder_bytes(head_.code->spec, head_.code->inputs, head_.shape);
    if (need > limits_.max_bytes)
      throw error(fault::bad_input, "needs " + std::to_string(need) + " bytes of memory, at most " +
                                        std::to_string(limits_.max_bytes) + " are allowed");
    require_memory(need, "it");
  }

  // Sizes of the parts of a whole: as many as patterns, together exactly the whole.
  std::vector<std::uint32_t> sizes(const char* name, std::uint64_t whole) const {
    const std::vector<std::uint32_t> parts = read_all<std::uint32_t>(file_, name);
    std::uint64_t sum = 0;
    for (std::uint32_t part : parts) sum += part;
    if (parts.size() != head_.stored || sum != whole)
      throw error(fault::bad_input,
                  std::string("block ") + name + ": expected " + std::to_string(head_.stored) +
                      " sizes that add up to " + std::to_string(whole) + ", found " +
                      std::to_string(parts.size()) + " that add up to " + std::to_string(sum));
    return parts;
  }

  pattern_batch patterns() const {
    const std::vector<unit> units = read_all<unit>(file_, "patterns/units");
    const std::vector<std::uint32_t> of_each = sizes("patterns/sizes", units.size());
    pattern_batch batch;
    batch.reserve(of_each.size(), units.size());
    std::size_t at = 0;
    for (std::size_t i = 0; i < of_each.size(); at += of_each[i], ++i) {
      const pattern_view p = pattern_view(units).subspan(at, of_each[i]);
      try {
        check_pattern(head_.shape, p);
      } catch (const error& e) {
        throw error(fault::bad_input, "pattern " + std::to_string(i) + ": " + e.what());
      }
      batch.push_back(p);
    }
    return batch;
  }

  std::vector<std::string> labels() const {
    const std::vector<char> text = read_all<char>(file_, "labels/text");
    std::vector<std::string> made;
    auto at = text.begin();
    for (std::uint32_t size : sizes("labels/sizes", text.size())) {
      made.emplace_back(at, at + size);
      at += size;
    }
    return made;
  }

  std::unique_ptr<encoder> code() const {
    const model_header::encoding& kept = *head_.code;
    auto made = make_encoder(kept.spec, kept.inputs, head_.shape, kept.seed);
    made->load_state(read_all<std::byte>(file_, "encoder/state"));
    return made;
  }

  decoder fields() const {
    const std::size_t pixels = head_.width * head_.height;
    const std::uint64_t expected = decoder::bytes(head_.shape.units(), pixels);
    if (file_.size("decoder/sums") != expected)
      throw error(fault::bad_input, "block decoder/sums: expected " + std::to_string(expected) +
                                        " bytes, found " +
                                        std::to_string(file_.size("decoder/sums")));
    decoder made(head_.shape, pixels, head_.black, head_.white);
    made.restore(read_all<std::uint32_t>(file_, "decoder/sums"),
                 read_all<std::uint32_t>(file_, "decoder/uses"));
    return made;
  }

  const block_file_reader& file_;
  const read_limits& limits_;
  model_header head_;
};

// Every sentence begins with the name of the file; what would be a wrong request is here a wrong
// file.
template <class Open>
model load(const Open& open, const std::string& name, const read_limits& limits) try {
  const block_file_reader file = open();
  return model_reader(file, limits).read();
} catch (const error& e) {
  const std::string said = e.what();
  throw error(e.which() == fault::usage ? fault::bad_input : e.which(),
              said.starts_with(name + ":") ? said : name + ": " + said);
}

}  // namespace

void save_model(const std::string& path, const model& m) {
  if (!m.memory.is_auto() || m.patterns.size() != m.memory.stored() ||
      (!m.labels.empty() && m.labels.size() != m.patterns.size()))
    throw error(fault::usage, path + ": a model file keeps a memory whose patterns complete " +
                                  "themselves, all of them, and a label for each or none");
  block_file_writer file(path);
  file.header(model_header_text(m));
  m.memory.save(file);
  write_patterns(file, m.patterns);
  if (!m.labels.empty()) write_labels(file, m.labels);
  if (m.code) file.block("encoder/state", m.code->state());
  if (m.fields) {
    file.block("decoder/sums", std::as_bytes(m.fields->sums()));
    file.block("decoder/uses", std::as_bytes(m.fields->uses()));
  }
  file.commit();
}

model load_model(const std::string& path, const read_limits& limits) {
  return load([&] { return block_file_reader(path); }, path, limits);
}

model load_model_from_bytes(std::span<const std::byte> bytes, const std::string& name,
                            const read_limits& limits) {
  return load([&] { return block_file_reader::from_bytes(bytes, name); }, name, limits);
}

}  // namespace kenyon
