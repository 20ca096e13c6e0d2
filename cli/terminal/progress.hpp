// Progress on stderr: share done, rate and time left. Silent where stderr is no terminal, unless
// asked.
#pragma once
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

namespace kenyon::cli {

// Throws error{usage} unless `mode` is auto, always or never.
void check_progress(const std::string& mode);

class progress {
 public:
  // Throws as check_progress(); `total` 0 when unknown.
  progress(const std::string& mode, std::string what, std::string unit, std::uint64_t total);
  ~progress();  // clears the line
  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;
  void advance(std::uint64_t count);  // from any thread
  void expect(std::uint64_t total);   // once it is known
  // A word beside the numbers, as "trial 3 of 14".
  void note(std::string text);

 private:
  using clock = std::chrono::steady_clock;
  void draw(clock::time_point now);

  std::mutex guard_;
  bool shown_;
  bool drawn_ = false;
  std::string what_;
  std::string unit_;
  std::string note_;
  std::uint64_t total_;
  std::uint64_t done_ = 0;
  clock::time_point begin_ = clock::now();
  clock::time_point last_ = begin_;
};

}  // namespace kenyon::cli
