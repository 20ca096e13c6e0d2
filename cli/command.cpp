#include "cli/command.hpp"

#include <algorithm>
#include <iostream>

#include <kenyon/base/error.hpp>
#include <kenyon/base/level.hpp>
#include <kenyon/base/suggest.hpp>
#include <kenyon/base/threads.hpp>

#include "cli/terminal/progress.hpp"
#include "cli/terminal/provenance.hpp"

namespace kenyon::cli {
namespace {

bool is_help(const std::string& word) {
  return word == "--help" || word == "-h";
}

exit_code run_part(const command& group, const arguments& args) {
  if (args.empty() || is_help(args[0])) {
    print_page(group);
    return args.empty() ? exit_code::usage : exit_code::done;
  }
  return run_command(find_command(group.parts, args[0], group.name),
                     {args.begin() + 1, args.end()});
}

unsigned threads_of(const option_values& values) {
  if (!values.count("threads")) return thread_count();
  return static_cast<unsigned>(number_option(values, "threads", 1, 1024));
}

exit_code run_job(const command& what, const job& work, run_context& context) {
  // For as long as the program runs: where no thread can be started, oneTBB would try to, and end
  // the process, as soon as the limit is lifted.
  static std::vector<const thread_limit*> kept;  // in reach, so no leak
  if (what.limits_threads) kept.push_back(new thread_limit(context.threads));
  const exit_code code = work(context);
  if (!context.stored.empty()) need_output();
  return code;
}

}  // namespace

const char* const exit_codes_text =
    "Exit codes: 0 done, 1 ran with a negative result, 2 usage, 3 bad input or damaged file,\n"
    "            4 I/O or too little memory, 5 stored, but what follows failed, 130 interrupted\n";

nlohmann::ordered_json run_context::host() const {
  return host_json(*this);
}

double run_context::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void print_page(const command& what) {
  const option_page page = what.page();
  std::cout << page.summary << "\n\nUsage: " << page.usage << "\n";
  print_options(page);
  if (!what.parts.empty()) {
    std::cout << "\nWhat:\n";
    for (const command& part : what.parts)
      std::cout << "  " << std::string(part.name).substr(std::string(what.name).size() + 1) << "  "
                << part.summary << '\n';
    std::cout << "\nkenyon " << what.name << " WHAT --help tells its options.\n";
  }
  std::cout << "\nExamples:\n";
  for (const std::string& example : page.examples) std::cout << "  " << example << '\n';
  std::cout << '\n' << exit_codes_text;
}

const command& find_command(std::span<const command> among, const std::string& word,
                            const std::string& group) {
  std::vector<std::string_view> names;
  for (const command& c : among) {
    names.push_back(std::string_view(c.name).substr(group.empty() ? 0 : group.size() + 1));
    if (names.back() == word) return c;
  }
  const std::string told = group.empty() ? "unknown command \"" + word + "\""
                                         : group + ": nothing called \"" + word + "\" to measure";
  throw error(fault::usage, told + suggest_name(word, names));
}

exit_code run_command(const command& what, const arguments& args) {
  if (!what.parts.empty()) return run_part(what, args);
  const option_page page = what.page();
  const option_values values = parse_options(page, args);
  if (values.count("help")) {
    print_page(what);
    return exit_code::done;
  }
  active_level();  // a wrong KENYON_LEVEL is told before any work
  run_context context;
  context.name = what.name;
  context.args = args;
  context.threads = threads_of(values);
  context.progress = text_option(values, "progress", "auto");
  check_progress(context.progress);
  context.outputs = read_outputs(values);
  const job work = what.read(values);
  check_files(page, values);
  try {
    return run_job(what, work, context);
  } catch (const std::exception& e) {
    if (context.stored.empty()) throw;
    std::cerr << "kenyon: " << context.stored << " is stored; but " << e.what() << '\n';
    return exit_code::untold;
  }
}

}  // namespace kenyon::cli
