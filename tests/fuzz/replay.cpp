// Usage: replay_NAME FOLDER. Shows the target every input that is kept in the folder.
// What does not hold ends the program: the last line of the output names the input.

#include <algorithm>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int argc, char* argv[])
{
    if (argc != 2) {
        std::cerr << "usage: " << argv[0] << " FOLDER\n";
        return 2;
    }
    try {
        std::vector<std::filesystem::path> inputs;
        for (const auto& entry : std::filesystem::directory_iterator{argv[1]})
            inputs.push_back(entry.path());
        std::sort(inputs.begin(), inputs.end());
        std::cout << "TAP version 13\n1..1" << std::endl;
        for (const auto& path : inputs) {
            std::ifstream file{path, std::ios::binary};
            const std::string text{std::istreambuf_iterator<char>{file}, {}};
            std::cout << "# " << path.filename().string() << std::endl;
            LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
        }
        std::cout << (inputs.empty() ? "not ok" : "ok") << " 1 - " << inputs.size() << " inputs"
                  << std::endl;
        return inputs.empty() ? 1 : 0;
    } catch (const std::exception& error) {
        std::cout << "not ok 1 - " << error.what() << std::endl;
        return 1;
    }
}
