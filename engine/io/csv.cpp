#include "io/csv.hpp"

#include <algorithm>
#include <utility>

#include <kenyon/base/error.hpp>

#include "base/text.hpp"

namespace kenyon {
namespace {

class csv_reader {
 public:
  csv_reader(std::string_view text, const std::string& name) : text_(text), name_(name) {
    constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
    if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
  }

  bool ended() const { return at_ == text_.size(); }
  [[noreturn]] void fail(const std::string& sentence) const {
    throw error(fault::bad_input, name_ + ":" + std::to_string(line_) + ": " + sentence);
  }

  // The fields of the next line that is not blank; none at the end.
  std::vector<std::string> line() {
    std::vector<std::string> fields;
    while (!ended() && at_end_of_line()) next_line();
    line_ = next_line_;
    while (!ended()) {
      fields.push_back(text_[at_] == '"' ? quoted_field() : plain_field());
      if (ended()) break;
      if (at_end_of_line()) {
        next_line();
        break;
      }
      if (text_[at_] != ',') fail("a comma or the end of the line expected behind a quote");
      ++at_;
      if (ended()) fields.emplace_back();  // behind a last comma
    }
    return fields;
  }

 private:
  bool at_end_of_line() const { return text_[at_] == '\n' || text_.substr(at_, 2) == "\r\n"; }
  void next_line() {
    at_ = std::min(text_.find('\n', at_), text_.size() - 1) + 1;
    ++next_line_;
  }

  std::string plain_field() {
    const std::size_t begin = at_;
    while (!ended() && text_[at_] != ',' && !at_end_of_line()) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  std::string quoted_field() {
    std::string field;
    for (++at_; !ended(); ++at_) {
      if (text_[at_] == '\n') ++next_line_;
      if (text_[at_] != '"') {
        field += text_[at_];
      } else if (text_.substr(at_, 2) == "\"\"") {
        field += text_[at_++];
      } else {
        ++at_;
        return field;
      }
    }
    fail("a quote that does not end");
  }

  std::string_view text_;
  const std::string& name_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 1;       // of the fields read last
  std::uint64_t next_line_ = 1;  // where the reader stands
};

}  // namespace

std::vector<csv_column> parse_csv(std::string_view text, const std::string& name,
                                  std::uint64_t max_fields) {
  csv_reader reader(text, name);
  std::vector<csv_column> columns;
  for (std::string& field : reader.line()) {
    for (const csv_column& c : columns)
      if (c.name == field) reader.fail("column \"" + printable(field, 60) + "\" is there twice");
    columns.push_back({std::move(field), {}});
    if (columns.size() > 1024) reader.fail("at most 1024 columns expected");
  }
  if (columns.empty()) reader.fail("a line with the names of the columns expected");
  std::uint64_t total = 0;
  while (!reader.ended()) {
    std::vector<std::string> fields = reader.line();
    if (fields.empty()) break;
    if (fields.size() != columns.size())
      reader.fail(std::to_string(columns.size()) + " fields expected, as in the first line, " +
                  std::to_string(fields.size()) + " found");
    if ((total += fields.size()) > max_fields)
      reader.fail("at most " + std::to_string(max_fields) + " fields expected");
    for (std::size_t i = 0; i < fields.size(); ++i)
      columns[i].fields.push_back(std::move(fields[i]));
  }
  return columns;
}

}  // namespace kenyon
