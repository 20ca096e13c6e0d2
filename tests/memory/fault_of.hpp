// The fault with which something is refused; fails when it is not.
#pragma once
#include <catch2/catch.hpp>
#include <functional>
#include <string>

#include <kenyon/base/error.hpp>

inline kenyon::fault fault_of(const std::function<void()>& f) {
  try {
    f();
  } catch (const kenyon::error& e) {
    CHECK(std::string(e.what()).size() > 10);  // a sentence
    return e.which();
  }
  FAIL("nothing was refused");
  return kenyon::fault::io;
}
