// FAISS over patterns as bit vectors, compared by Hamming distance. Two forms:
//   units  a bit a unit: distances order rows as overlaps do
//   codes  the number of each module's unit in as few bits as it takes: as small as Kenyon's codes.
//          Distances then order rows as overlaps do only on average. Where a cue has no unit, a
//          random one stands in: bits of zeros would be nearer to some rows than to others.
#include <faiss/IndexBinaryFlat.h>
#include <faiss/IndexBinaryHNSW.h>
#include <faiss/IndexBinaryHash.h>

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>

#include <kenyon/base/error.hpp>
#include <kenyon/pattern/random.hpp>

#include "bench/against/peers.hpp"

namespace kenyon::cli {
namespace {

constexpr std::size_t added_at_once = 4096;

class bit_form {
 public:
  bit_form() = default;
  bit_form(const layout& in, bool codes)
      : in_(in), codes_(codes), width_(codes ? std::bit_width(in.module_units() - 1) : 0u) {
    if (codes && !in.is_modular())
      throw error(fault::usage, "--against: codes of units are of modular layouts");
  }
  std::size_t bits() const {
    const std::size_t used = codes_ ? in_.modules() * width_ : in_.units();
    return (used + 7) / 8 * 8;
  }
  std::size_t bytes() const { return bits() / 8; }

  // `missing` gives the units that stand in.
  void write(pattern_view p, random_sequence& missing, std::uint8_t* out) const {
    std::fill_n(out, bytes(), std::uint8_t{0});
    if (!codes_) {
      for (const unit u : p) set(out, u);
      return;
    }
    auto next = p.begin();
    for (std::uint32_t module = 0; module < in_.modules(); ++module) {
      const unit begin = module * in_.module_units();
      std::uint32_t number = missing.below(in_.module_units());
      if (next != p.end() && *next < begin + in_.module_units()) number = *next - begin;
      while (next != p.end() && *next < begin + in_.module_units()) ++next;
      for (std::size_t b = 0; b < width_; ++b)
        if (number >> b & 1) set(out, module * width_ + b);
    }
  }

 private:
  static void set(std::uint8_t* out, std::size_t bit) {
    out[bit / 8] = static_cast<std::uint8_t>(out[bit / 8] | 1u << (bit % 8));
  }
  layout in_;
  bool codes_ = false;
  std::size_t width_ = 0;
};

class faiss_binary : public competitor {
 public:
  faiss_binary(const bench_demand& demand, std::string name, bool codes)
      : demand_(demand), name_(std::move(name)), codes_(codes) {}

  std::string name() const override { return name_; }
  std::string given() const override { return codes_ ? "unit numbers as bits" : "a bit a unit"; }
  std::uint64_t bytes_needed(const bench_rows& rows) const override {
    return rows.count * bit_form(rows.shape, codes_).bytes() * 3 / 2;  // a vector that grows
  }
  double build(const bench_rows& rows, const query_set&) override {
    use_threads(demand_.threads);
    form_ = bit_form(rows.shape, codes_);
    rows_ = rows.count;
    index_.reset();
    std::vector<std::uint8_t> bits(added_at_once * form_.bytes());
    random_sequence unused(0, stream::queries, 0);
    double seconds = 0;
    index_ = make(form_.bits());
    for (std::uint64_t first = 0; first < rows.count; first += added_at_once) {
      stop_if_asked();
      const std::size_t n = std::min<std::uint64_t>(added_at_once, rows.count - first);
      const pattern_batch some = rows.patterns(first, n);
      const auto begin = std::chrono::steady_clock::now();
      for (std::size_t i = 0; i < n; ++i)
        form_.write(some[i], unused, bits.data() + i * form_.bytes());
      index_->add(static_cast<faiss::IndexBinary::idx_t>(n), bits.data());
      seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    }
    return seconds;
  }
  row_bytes bytes() const override {
    const std::uint64_t own = rows_ * form_.bytes();
    return {own + beside(), beside()};
  }

  void prepare(const query_set& queries) override {
    asked_.resize(queries.count * form_.bytes());
    random_sequence missing(0, stream::queries, 1);
    for (std::size_t i = 0; i < queries.count; ++i)
      form_.write(queries.cues[i], missing, asked_.data() + i * form_.bytes());
  }
  void query(std::size_t i, std::size_t top, std::uint32_t* ids) override {
    query_batch(i, 1, top, ids);
  }
  void query_batch(std::size_t first, std::size_t n, std::size_t top, std::uint32_t* ids) override {
    distances_.resize(n * top);
    labels_.resize(n * top);
    index_->search(static_cast<faiss::IndexBinary::idx_t>(n), asked_.data() + first * form_.bytes(),
                   static_cast<faiss::IndexBinary::idx_t>(top), distances_.data(), labels_.data());
    std::transform(labels_.begin(), labels_.end(), ids,
                   [](auto id) { return static_cast<std::uint32_t>(id); });
  }

 protected:
  virtual std::unique_ptr<faiss::IndexBinary> make(std::size_t bits) {
    return std::make_unique<faiss::IndexBinaryFlat>(static_cast<faiss::IndexBinary::idx_t>(bits));
  }
  virtual std::uint64_t beside() const { return 0; }

  std::unique_ptr<faiss::IndexBinary> index_;

 private:
  bench_demand demand_;
  std::string name_;
  bool codes_;
  bit_form form_;
  std::uint64_t rows_ = 0;
  std::vector<std::uint8_t> asked_;
  std::vector<std::int32_t> distances_;
  std::vector<faiss::IndexBinary::idx_t> labels_;
};

class faiss_hnsw : public faiss_binary {
 public:
  explicit faiss_hnsw(const bench_demand& demand)
      : faiss_binary(demand, "faiss-codes-hnsw", true) {}
  std::vector<std::string> settings() const override {
    std::vector<std::string> all;
    for (const int ef : searches) all.push_back("efSearch=" + std::to_string(ef));
    return all;
  }
  void use(std::size_t setting) override { graph().hnsw.efSearch = searches[setting]; }

 private:
  static constexpr std::array<int, 11> searches{16,   32,   64,   128,  256,  512,
                                                1024, 2048, 4096, 8192, 16384};
  faiss::IndexBinaryHNSW& graph() const { return static_cast<faiss::IndexBinaryHNSW&>(*index_); }
  std::unique_ptr<faiss::IndexBinary> make(std::size_t bits) override {
    auto made = std::make_unique<faiss::IndexBinaryHNSW>(static_cast<int>(bits), 16);
    made->hnsw.efConstruction = 100;
    return made;
  }
  std::uint64_t beside() const override {
    const faiss::HNSW& hnsw = graph().hnsw;
    return hnsw.neighbors.size() * sizeof(hnsw.neighbors[0]) + hnsw.offsets.size() * 8 +
           hnsw.levels.size() * 4;
  }
};

class faiss_multihash : public faiss_binary {
 public:
  faiss_multihash(const bench_demand& demand, std::size_t hashes, std::size_t hash_bits)
      : faiss_binary(demand,
                     "faiss-multihash-" + std::to_string(hashes) + "x" + std::to_string(hash_bits),
                     true),
        hashes_(hashes),
        hash_bits_(hash_bits) {}
  std::uint64_t bytes_needed(const bench_rows& rows) const override {
    return faiss_binary::bytes_needed(rows) +
           hashes_ * (rows.count * 16 + std::min(rows.count, std::uint64_t{1} << hash_bits_) * 64);
  }

 private:
  std::unique_ptr<faiss::IndexBinary> make(std::size_t bits) override {
    const std::size_t hashes = std::max<std::size_t>(1, std::min(hashes_, bits / hash_bits_));
    return std::make_unique<faiss::IndexBinaryMultiHash>(
        static_cast<int>(bits), static_cast<int>(hashes),
        static_cast<int>(std::min(hash_bits_, bits)));
  }
  std::uint64_t beside() const override {
    std::uint64_t bytes = 0;
    for (const auto& map : static_cast<faiss::IndexBinaryMultiHash&>(*index_).maps) {
      bytes += map.bucket_count() * sizeof(void*);
      for (const auto& [hash, ids] : map) bytes += 48 + ids.capacity() * sizeof(ids[0]);
    }
    return bytes;
  }
  std::size_t hashes_;
  std::size_t hash_bits_;
};

}  // namespace

std::unique_ptr<competitor> make_faiss_units(const bench_demand& demand, likeness) {
  return std::make_unique<faiss_binary>(demand, "faiss-units", false);
}
std::unique_ptr<competitor> make_faiss_codes(const bench_demand& demand, likeness) {
  return std::make_unique<faiss_binary>(demand, "faiss-codes", true);
}
std::unique_ptr<competitor> make_faiss_codes_hnsw(const bench_demand& demand, likeness) {
  return std::make_unique<faiss_hnsw>(demand);
}
std::unique_ptr<competitor> make_faiss_multihash_16_16(const bench_demand& demand, likeness) {
  return std::make_unique<faiss_multihash>(demand, 16, 16);
}
std::unique_ptr<competitor> make_faiss_multihash_16_32(const bench_demand& demand, likeness) {
  return std::make_unique<faiss_multihash>(demand, 32, 16);
}
std::unique_ptr<competitor> make_faiss_multihash_24_21(const bench_demand& demand, likeness) {
  return std::make_unique<faiss_multihash>(demand, 21, 24);
}

}  // namespace kenyon::cli
