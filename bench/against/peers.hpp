// The peers, each one as its library's documentation says it should be used.
#pragma once
#include <string>

#include "cli/bench/competitor.hpp"

namespace kenyon::cli {

std::unique_ptr<competitor> make_hnswlib(const bench_demand& demand, likeness how);
std::unique_ptr<competitor> make_hnswlib_wide(const bench_demand& demand, likeness how);
std::unique_ptr<competitor> make_faiss_flat(const bench_demand& demand, likeness how);
std::unique_ptr<competitor> make_faiss_units(const bench_demand& demand, likeness how);
std::unique_ptr<competitor> make_faiss_codes(const bench_demand& demand, likeness how);
std::unique_ptr<competitor> make_faiss_codes_hnsw(const bench_demand& demand, likeness how);
std::unique_ptr<competitor> make_faiss_multihash_16_16(const bench_demand& demand, likeness how);
std::unique_ptr<competitor> make_faiss_multihash_16_32(const bench_demand& demand, likeness how);
std::unique_ptr<competitor> make_faiss_multihash_24_21(const bench_demand& demand, likeness how);
std::unique_ptr<competitor> make_attention_eigen(const bench_demand& demand, likeness how);
std::unique_ptr<competitor> make_attention_openblas(const bench_demand& demand, likeness how);
std::unique_ptr<competitor> make_scores_eigen(const bench_demand& demand, likeness how);
std::unique_ptr<competitor> make_scores_openblas(const bench_demand& demand, likeness how);

// OpenMP and OpenBLAS, for the whole process.
void use_threads(unsigned count);

}  // namespace kenyon::cli
