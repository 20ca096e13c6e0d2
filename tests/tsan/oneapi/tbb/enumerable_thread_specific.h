// See tests/tsan/README.md.
#pragma once
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace tbb {

template <class Value>
class enumerable_thread_specific {
 public:
  enumerable_thread_specific() : make_([] { return Value(); }) {}
  template <class Make>
  explicit enumerable_thread_specific(Make make) : make_(std::move(make)) {}

  Value& local() {
    const std::lock_guard lock(mutex_);
    const auto self = std::this_thread::get_id();
    const auto found = values_.find(self);
    return found != values_.end() ? found->second : values_.emplace(self, make_()).first->second;
  }

 private:
  std::mutex mutex_;
  std::function<Value()> make_;
  std::map<std::thread::id, Value> values_;
};

}  // namespace tbb
