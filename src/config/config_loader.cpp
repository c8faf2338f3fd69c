#include "src/config/config_loader.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include "src/config/config_table.hpp"
#include "src/config/rules_table.hpp"
#include "src/config/yaml_reader.hpp"

namespace halley::config {
namespace {

// In the file's order, and once where an alias brought the same text twice.
std::vector<Diagnostic> diagnostics(const std::string& file, std::vector<Problem> problems)
{
    std::sort(problems.begin(), problems.end());
    problems.erase(std::unique(problems.begin(), problems.end()), problems.end());
    std::vector<Diagnostic> out;
    for (auto& problem : problems)
        out.push_back({file, problem.at, std::move(problem.message)});
    return out;
}

}  // namespace

LoadResult
load_config(std::string_view text, const std::string& file_name, const KnownServices& services)
{
    auto document = read_yaml(text);
    Reader reader{services};
    Loaded loaded;
    config_table().read(reader, *document.root, loaded.config);

    auto& errors = document.problems;
    errors.insert(errors.end(), reader.errors().begin(), reader.errors().end());
    if (!errors.empty()) return diagnostics(file_name, std::move(errors));
    loaded.rules = positions_of_rules(*document.root);
    loaded.notices = diagnostics(file_name, reader.notices());
    return loaded;
}

LoadResult load_config_file(const std::string& path, const KnownServices& services)
{
    const auto failure = [&path](int error) {
        return LoadErrors{
            {path, {}, "cannot be read: " + std::generic_category().message(error)}
        };
    };
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{std::fopen(path.c_str(), "rb"),
                                                               &std::fclose};
    if (!file) return failure(errno);
    std::string text;
    char buffer[4096];
    // One byte more than load_config accepts is enough to be refused.
    while (text.size() <= 1024 * 1024) {
        const auto size = std::fread(buffer, 1, sizeof buffer, file.get());
        text.append(buffer, size);
        if (size == sizeof buffer) continue;
        if (std::ferror(file.get())) return failure(errno);
        break;
    }
    return load_config(text, path, services);
}

std::string print_config(const Config& config)
{
    return config_table().print_block(config, 0).substr(1);
}

}  // namespace halley::config
