// Private: scratch space that one worker at a time uses, kept for the next.
#pragma once
#include <memory>
#include <mutex>
#include <vector>

namespace kenyon {

template <class T>
class spares {
 public:
  // One of them, or a new one that make() gives as unique_ptr<T>; back here when it goes.
  template <class Make>
  auto borrow(const Make& make) {
    const auto give_back = [this](T* mine) {
      std::unique_ptr<T> held(mine);
      const std::lock_guard lock(guard_);
      idle_.push_back(std::move(held));
    };
    return std::unique_ptr<T, decltype(give_back)>(take(make).release(), give_back);
  }

 private:
  template <class Make>
  std::unique_ptr<T> take(const Make& make) {
    {
      const std::lock_guard lock(guard_);
      if (!idle_.empty()) {
        std::unique_ptr<T> last = std::move(idle_.back());
        idle_.pop_back();
        return last;
      }
    }
    return make();
  }

  std::mutex guard_;
  std::vector<std::unique_ptr<T>> idle_;
};

}  // namespace kenyon
