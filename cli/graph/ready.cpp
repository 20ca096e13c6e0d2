#include "cli/graph/ready.hpp"

#include <kenyon/experiment/trial.hpp>

#include "cli/interrupt.hpp"
#include "cli/progress.hpp"

namespace kenyon::cli {

void make_ready(graph_session& session, const graph_request& asked) {
  std::optional<progress> shown;
  const auto episode_done = [&](std::uint64_t, std::uint64_t all) {
    if (stop_requested()) throw kenyon::interrupted{};
    if (!shown) shown.emplace(asked.progress, "training", "episodes", all);
    shown->advance(1);
  };
  if (asked.resume.empty())
    session.train(episode_done);
  else
    session.load(asked.resume, episode_done);
}

}  // namespace kenyon::cli
