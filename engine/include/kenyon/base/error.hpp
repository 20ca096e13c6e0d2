// The one exception type of the library: a fault to branch on and one sentence for people.
#pragma once
#include <stdexcept>
#include <string>

namespace kenyon {

enum class fault {
  usage,      // a request that makes no sense: an unknown name, a value out of range, K > N
  bad_input,  // data that is damaged, foreign, truncated or does not fit its layout
  io,         // the operating system refused: missing file, no permission, full disk
  resources,  // more memory than there is; raised before anything is allocated
};

class error : public std::runtime_error {
 public:
  error(fault which, const std::string& sentence) : std::runtime_error(sentence), which_(which) {}
  fault which() const noexcept { return which_; }

 private:
  fault which_;
};

}  // namespace kenyon
