#include "cli/graph/holdings.hpp"

#include <algorithm>

namespace kenyon::cli {
namespace {

constexpr std::size_t most_named_copies = 8;

std::string one(const holding& h) {
  if (h.active == 0) return "silent";
  const std::string share = " (" + std::to_string(h.overlap) + "/" + std::to_string(h.active) + ")";
  return (h.symbol.empty() ? "?" : h.symbol) + (h.exact ? "" : share);
}

}  // namespace

std::string holdings_text(const graph_session& session, const std::vector<holding>& held) {
  std::string text;
  for (std::size_t i = 0; i < held.size();) {
    std::size_t end = i;
    bool letters = true;
    while (end < held.size() && held[end].area == held[i].area) {
      letters = letters && held[end].symbol.size() <= 1;
      ++end;
    }
    text += (text.empty() ? "" : "  ") + session.description().areas[held[i].area].name + " ";
    if (letters && end - i > 1) {
      for (std::size_t k = i; k < end; ++k) text += held[k].symbol.empty() ? "." : held[k].symbol;
    } else {
      for (std::size_t k = i; k < std::min(end, i + most_named_copies); ++k)
        text += (k > i ? ", " : "") + one(held[k]);
      if (end - i > most_named_copies) text += ", ...";
    }
    i = end;
  }
  return text;
}

}  // namespace kenyon::cli
