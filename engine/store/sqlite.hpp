// The little of SQLite that the memory file needs, owned by scope.
#pragma once
#include <sqlite3.h>

#include <memory>
#include <string>
#include <string_view>

namespace kenyon::sqlite {

struct closer {
  void operator()(sqlite3* db) const { sqlite3_close(db); }
  void operator()(sqlite3_stmt* s) const { sqlite3_finalize(s); }
  void operator()(sqlite3_blob* b) const { sqlite3_blob_close(b); }
};
using database = std::unique_ptr<sqlite3, closer>;
using blob = std::unique_ptr<sqlite3_blob, closer>;

// SQLite takes "file:x" and ":memory:" for more than names, depending on how it was built; as a
// URI, spelt out, a path is a path.
inline std::string uri_of(const std::string& path) {
  std::string uri = path.starts_with('/') ? "file://" : "file:./";
  for (char c : path) {
    if (c == '%' || c == '?' || c == '#') {
      const auto byte = static_cast<unsigned char>(c);
      uri += '%';
      uri += "0123456789abcdef"[byte >> 4];
      uri += "0123456789abcdef"[byte & 15];
    } else {
      uri += c;
    }
  }
  return uri;
}

// One prepared statement. Results are SQLite's codes: what a code means depends on who asks.
class statement {
 public:
  statement() = default;
  statement(sqlite3* db, const char* text) {
    sqlite3_stmt* raw = nullptr;
    prepared_ = sqlite3_prepare_v2(db, text, -1, &raw, nullptr);
    handle_.reset(raw);
  }

  // SQLITE_ROW, SQLITE_DONE or an error; that of the preparation where there was one.
  int step() { return prepared_ == SQLITE_OK ? sqlite3_step(handle_.get()) : prepared_; }
  void reset() { sqlite3_reset(handle_.get()); }
  sqlite3_stmt* get() const { return handle_.get(); }

  bool is(int column, int type) const { return sqlite3_column_type(get(), column) == type; }
  sqlite3_int64 integer(int column) const { return sqlite3_column_int64(get(), column); }
  // Valid until the next step.
  std::string_view text(int column) const {
    const auto* chars = reinterpret_cast<const char*>(sqlite3_column_text(get(), column));
    if (!chars) return {};
    return {chars, static_cast<std::size_t>(sqlite3_column_bytes(get(), column))};
  }

 private:
  std::unique_ptr<sqlite3_stmt, closer> handle_;
  int prepared_ = SQLITE_MISUSE;
};

}  // namespace kenyon::sqlite
