// Before the first step of a run: training, or the state it goes on from. After the last: what was
// never reached.
#pragma once
#include "cli/graph/request.hpp"

namespace kenyon::cli {

// Trains, and loads the state that was asked for; shows progress, and ends at Ctrl-C.
void make_ready(graph_session& session, const graph_request& asked,
                const std::string& progress_mode);

// One line on stderr an area that received no drive; of many, the first.
void warn_undriven(const graph_session& session);

}  // namespace kenyon::cli
