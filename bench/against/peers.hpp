// The peers, each one as its library's documentation says it should be used.
#pragma once
#include <string>

#include "cli/bench/competitor.hpp"
#include "cli/terminal/interrupt.hpp"

namespace kenyon::cli {

competitor_maker make_hnswlib;
competitor_maker make_hnswlib_wide;
competitor_maker make_faiss_flat;
competitor_maker make_faiss_units;
competitor_maker make_faiss_codes;
competitor_maker make_faiss_codes_hnsw;
competitor_maker make_faiss_multihash_16_16;
competitor_maker make_faiss_multihash_16_32;
competitor_maker make_faiss_multihash_24_21;
competitor_maker make_attention_eigen;
competitor_maker make_attention_openblas;
competitor_maker make_scores_eigen;
competitor_maker make_scores_openblas;

// OpenMP and OpenBLAS, for the whole process.
void use_threads(unsigned count);

}  // namespace kenyon::cli
