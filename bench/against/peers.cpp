#include "bench/against/peers.hpp"

#include <cblas-openblas.h>
#include <omp.h>

namespace kenyon::cli {

void use_threads(unsigned count) {
  omp_set_num_threads(static_cast<int>(count));
  openblas_set_num_threads(static_cast<int>(count));
}

std::vector<entrant> peer_entrants() {
  std::vector<entrant> all;
  const auto add = [&](const char* name, bool patterns, const char* note, auto make,
                       entry when = entry::always) {
    all.push_back({name, patterns, note, make, false, when});
  };
  add("faiss-units", true, "FAISS IndexBinaryFlat, a bit a unit", make_faiss_units);
  add("faiss-codes", true, "FAISS IndexBinaryFlat, the number of each module's unit in bits",
      make_faiss_codes);
  add("faiss-codes-hnsw", true,
      "FAISS IndexBinaryHNSW of these, M=16 efConstruction=100; when named", make_faiss_codes_hnsw,
      entry::named);
  add("faiss-multihash-16x16", true, "FAISS IndexBinaryMultiHash of these, 16 hashes of 16 bits",
      make_faiss_multihash_16_16);
  add("faiss-multihash-32x16", true, "... 32 hashes of 16 bits", make_faiss_multihash_16_32);
  add("faiss-multihash-21x24", true, "... 21 hashes of 24 bits", make_faiss_multihash_24_21);
  add("hnswlib", false, "M=16 efConstruction=100, efSearch varied", make_hnswlib);
  add("hnswlib-32", false, "M=32 efConstruction=200; when named", make_hnswlib_wide, entry::named);
  add("faiss-flat", false, "FAISS IndexFlat, exact", make_faiss_flat);
  add("attention", false, "dense softmax attention with Eigen, values = keys", make_attention_eigen,
      entry::attention);
  add("attention-openblas", false, "the same with OpenBLAS", make_attention_openblas,
      entry::attention);
  add("scores", false, "dense scores with Eigen, no softmax: an exact scan", make_scores_eigen);
  add("scores-openblas", false, "the same with OpenBLAS", make_scores_openblas);
  return all;
}

}  // namespace kenyon::cli
