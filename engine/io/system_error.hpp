// One sentence for what the operating system refused.
#pragma once
#include <cerrno>
#include <string>
#include <system_error>

#include <kenyon/base/error.hpp>

namespace kenyon {

// "path: cannot be opened: No such file or directory"
[[noreturn]] inline void throw_io(const std::string& path, const char* what, int code) {
  throw error(fault::io, path + ": " + what + ": " + std::generic_category().message(code));
}

}  // namespace kenyon
