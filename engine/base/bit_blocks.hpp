// Private: matrices of bits in blocks: rows of 64-bit words without padding, whole rows, up to
// 64 MiB a block, "NAME/0", "NAME/1", ...
#pragma once
#include <kenyon/base/bit_matrix.hpp>
#include <kenyon/base/blocks.hpp>

namespace kenyon {

void write_bits(block_sink& to, const std::string& name, const bit_matrix& matrix);
// Into a matrix of the same shape. Throws error{bad_input} for blocks of another size, and for bits
// behind the last column: they would name units that do not exist.
void read_bits(const block_source& from, const std::string& name, bit_matrix& matrix);

}  // namespace kenyon
