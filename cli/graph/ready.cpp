#include "cli/graph/ready.hpp"

#include <iostream>

#include "cli/terminal/interrupt.hpp"
#include "cli/terminal/progress.hpp"

namespace kenyon::cli {

void make_ready(graph_session& session, const graph_request& asked,
                const std::string& progress_mode) {
  progress shown(progress_mode, "training", "episodes", 0);
  const auto episode_done = [&](std::uint64_t, std::uint64_t all) {
    stop_if_asked();
    shown.expect(all);
    shown.advance(1);
  };
  if (asked.resume.empty())
    session.train(episode_done);
  else
    session.load(asked.resume, episode_done);
}

void warn_undriven(const graph_session& session) {
  constexpr std::size_t most = 8;
  const std::vector<std::string> names = session.undriven();
  for (std::size_t i = 0; i < names.size() && i < most; ++i)
    std::cerr << "kenyon: warning: area \"" << names[i] << "\" received no drive at all\n";
  if (names.size() > most)
    std::cerr << "kenyon: warning: and " << names.size() - most << " more areas\n";
}

}  // namespace kenyon::cli
