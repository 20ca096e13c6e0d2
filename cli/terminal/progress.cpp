#include "cli/terminal/progress.hpp"

#include <unistd.h>

#include <cmath>
#include <cstdio>

#include <kenyon/base/error.hpp>

#include "cli/terminal/table.hpp"

namespace kenyon::cli {
namespace {

std::string time_text(double seconds) {
  const auto whole = std::lround(seconds);
  if (whole < 100) return std::to_string(whole) + " s";
  if (whole < 6000) return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
  return std::to_string(whole / 3600) + " h " + std::to_string(whole / 60 % 60) + " min";
}

}  // namespace

void check_progress(const std::string& mode) {
  if (mode != "auto" && mode != "always" && mode != "never")
    throw error(fault::usage, "--progress: \"" + mode + "\" is not auto, always or never");
}

progress::progress(const std::string& mode, std::string what, std::string unit, std::uint64_t total)
    : shown_(mode == "always" || (mode == "auto" && isatty(STDERR_FILENO))),
      what_(std::move(what)),
      unit_(std::move(unit)),
      total_(total) {
  check_progress(mode);
}

progress::~progress() {
  if (drawn_) std::fputs("\r\033[K", stderr);
}

void progress::advance(std::uint64_t count) {
  const std::scoped_lock lock(guard_);
  done_ += count;
  const auto now = clock::now();
  if (!shown_ || now - last_ < std::chrono::milliseconds(200)) return;
  last_ = now;
  draw(now);
}

void progress::expect(std::uint64_t total) {
  const std::scoped_lock lock(guard_);
  total_ = total;
}

void progress::note(std::string text) {
  const std::scoped_lock lock(guard_);
  note_ = std::move(text);
}

void progress::draw(clock::time_point now) {
  const double seconds = std::chrono::duration<double>(now - begin_).count();
  const double rate = static_cast<double>(done_) / seconds;
  std::string line = what_ + ": " + std::to_string(done_);
  if (total_) line += " of " + std::to_string(total_);
  line += " " + unit_ + ", " + number(rate, 3) + "/s";
  if (total_ && done_ <= total_)
    line += ", " + time_text(static_cast<double>(total_ - done_) / rate) + " left";
  if (!note_.empty()) line += ", " + note_;
  std::fprintf(stderr, "\r\033[K%s", line.c_str());
  std::fflush(stderr);
  drawn_ = true;
}

}  // namespace kenyon::cli
