// Objects with fields() as JSON, and back.
#pragma once
#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include <kenyon/base/error.hpp>
#include <kenyon/experiment/fields.hpp>

#include "base/text.hpp"

namespace kenyon {

using json = nlohmann::ordered_json;

template <class T>
concept with_fields = requires(T& object) {
  fields([](const field&, auto&) {}, object);
};

// One line, or indented; bytes that are not UTF-8 (from file names) are replaced.
inline std::string dump_text(const json& j, int indent = -1) {
  return j.dump(indent, ' ', false, json::error_handler_t::replace);
}

template <class T>
json to_json(const T& value);

class json_writer {
 public:
  json_writer(json& into, bool rows_only) : into_(into), rows_only_(rows_only) {}

  template <class T>
  void operator()(const field& f, const T& value) const {
    if (rows_only_) return write_row(f, value);
    if constexpr (std::is_arithmetic_v<T>)
      if (f.may_lack && value == T{}) return;
    (*f.inside ? into_[f.inside] : into_)[f.name] = to_json(value);
  }

 private:
  template <class T>
  void write_row(const field& f, const T& value) const {
    if (!f.in_rows) return;
    into_[f.name] = to_json(value);
    if constexpr (std::is_same_v<T, layout>) {
      into_["units"] = value.units();
      into_["active"] = value.active();
    }
  }

  json& into_;
  bool rows_only_;
};

template <class T>
json to_json(const T& value) {
  if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, std::string>) {
    return value;
  } else if constexpr (written_as_text<T>) {
    return text_of(value);
  } else if constexpr (with_fields<const T>) {
    json object = json::object();
    fields(json_writer(object, false), value);
    return object;
  } else if constexpr (requires { value.index(); }) {  // a variant of lists
    return std::visit([](const auto& list) { return to_json(list); }, value);
  } else {
    json list = json::array();
    for (const auto& item : value) list.push_back(to_json(item));
    return list;
  }
}

// Only what identifies a row of results, the units and active units of a layout with it.
template <class T>
void write_row_fields(json& into, const T& object) {
  fields(json_writer(into, true), object);
}

[[noreturn]] inline void refuse_field(const std::string& name, const char* why) {
  throw error(fault::bad_input, "\"" + name + "\" " + why);
}

inline const json& member_of(const json& j, const std::string& name) {
  if (!j.is_object() || !j.contains(name)) refuse_field(name, "is missing");
  return j.at(name);
}

template <class T>
void from_json(const json& j, const std::string& name, T& value);

class json_reader {
 public:
  explicit json_reader(const json& from) : from_(from) {}

  template <class T>
  void operator()(const field& f, T& value) {
    const json& object = *f.inside ? member_of(from_, f.inside) : from_;
    known_.emplace_back(*f.inside ? f.inside : f.name);
    if (*f.inside) inner_.emplace_back(f.name);
    if (f.may_lack && object.is_object() && !object.contains(f.name)) return;
    from_json(member_of(object, f.name), f.name, value);
  }
  // A field that is not known makes another experiment of it.
  void refuse_others(const std::string& also) const {
    for (const auto& [name, value] : from_.items()) {
      if (name != also) need_known(known_, name);
      if (!value.is_object()) continue;
      for (const auto& [inner, ignored] : value.items()) need_known(inner_, inner);
    }
  }

 private:
  static void need_known(const std::vector<std::string>& known, const std::string& name) {
    if (std::find(known.begin(), known.end(), name) == known.end())
      refuse_field(printable(name, 40), "is not known");
  }

  const json& from_;
  std::vector<std::string> known_;
  std::vector<std::string> inner_;
};

// `also`: a name that may stand beside the fields.
template <class T>
void read_fields(const json& j, T& object, const std::string& also = {}) {
  json_reader reader(j);
  fields(reader, object);
  reader.refuse_others(also);
}

template <class T>
void from_json(const json& j, const std::string& name, T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    if (!j.is_boolean()) refuse_field(name, "is neither true nor false");
    value = j.get<bool>();
  } else if constexpr (std::is_integral_v<T>) {
    if (!j.is_number_unsigned() || j.get<std::uint64_t>() > std::numeric_limits<T>::max())
      refuse_field(name, "is not a count");
    value = j.get<T>();
  } else if constexpr (std::is_floating_point_v<T>) {
    if (!j.is_number()) refuse_field(name, "is not a number");
    value = j.get<T>();
  } else if constexpr (std::is_same_v<T, std::string> || written_as_text<T>) {
    if (!j.is_string()) refuse_field(name, "is not a text");
    if constexpr (written_as_text<T>)
      read_text(j.get_ref<const std::string&>(), value);
    else
      value = j.get<std::string>();
  } else if constexpr (with_fields<T>) {
    read_fields(j, value);
  } else if constexpr (requires { value.index(); }) {
    const auto has_images = [](const json& item) { return item.contains("images"); };
    if (!j.is_array()) refuse_field(name, "is not a list");
    const auto images = std::count_if(j.begin(), j.end(), has_images);
    if (images > 0) value.template emplace<1>();
    if (images > 0 && images < static_cast<std::ptrdiff_t>(j.size()))
      refuse_field(name, "are of more than one task");
    std::visit([&](auto& list) { from_json(j, name, list); }, value);
  } else {
    if (!j.is_array()) refuse_field(name, "is not a list");
    value.clear();
    for (const json& item : j) from_json(item, name, value.emplace_back());
  }
}

}  // namespace kenyon
