// What areas hold, as text.
#pragma once
#include <string>
#include <vector>

#include <kenyon/graph/session.hpp>

namespace kenyon::cli {

// "cell 0110", "recall b (31/32)": copies of one-letter symbols side by side, '.' for none.
std::string holdings_text(const graph_session& session, const std::vector<holding>& held);

}  // namespace kenyon::cli
