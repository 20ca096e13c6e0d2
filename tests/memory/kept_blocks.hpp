// Blocks kept in a map.
#pragma once
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <kenyon/base/blocks.hpp>
#include <kenyon/base/error.hpp>

struct kept_blocks final : kenyon::block_sink, kenyon::block_source {
  std::map<std::string, std::vector<std::byte>, std::less<>> all;

  void block(std::string_view name, std::span<const std::byte> bytes) override {
    if (!all.emplace(name, std::vector(bytes.begin(), bytes.end())).second)
      throw kenyon::error(kenyon::fault::usage, "block " + std::string(name) + " came twice");
  }
  bool has(std::string_view name) const override { return all.contains(name); }
  std::uint64_t size(std::string_view name) const override { return find(name).size(); }
  void read(std::string_view name, std::span<std::byte> out) const override {
    const std::vector<std::byte>& bytes = find(name);
    if (bytes.size() != out.size())
      throw kenyon::error(kenyon::fault::bad_input,
                          "block " + std::string(name) + " has another size");
    std::copy(bytes.begin(), bytes.end(), out.begin());
  }

 private:
  const std::vector<std::byte>& find(std::string_view name) const {
    const auto found = all.find(name);
    if (found == all.end())
      throw kenyon::error(kenyon::fault::bad_input, "there is no block " + std::string(name));
    return found->second;
  }
};
