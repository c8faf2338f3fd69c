#include "src/cli/hash_password.hpp"

#include <termios.h>
#include <unistd.h>

#include <exception>
#include <iostream>
#include <istream>

#include "src/security/password_file.hpp"

namespace halley::cli {
namespace {

/// While it lives, the terminal does not show what is typed.
class Blind {
public:
    Blind() : is_terminal_(::tcgetattr(STDIN_FILENO, &before_) == 0)
    {
        if (!is_terminal_) return;
        std::cerr << "Password: " << std::flush;
        auto silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    Blind(const Blind&) = delete;
    Blind& operator=(const Blind&) = delete;
    ~Blind()
    {
        if (!is_terminal_) return;
        ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
        std::cerr << '\n';
    }

private:
    termios before_{};
    const bool is_terminal_;
};

Exit failed(const std::string& reason)
{
    return {exit_usage, {}, "halley: " + reason + "\n"};
}

}  // namespace

Exit hash_password(const std::string& user, std::istream& in)
{
    if (user.empty() || user.find_first_of(":\r\n") != std::string::npos || user.front() == '#')
        return failed("a user's name must not hold a colon, nor begin with #");
    std::string password;
    {
        const Blind blind;
        std::getline(in, password);
    }
    if (password.ends_with('\r')) password.pop_back();
    if (password.empty()) return failed("expected a password on the standard input");
    try {
        return {0, user + ":" + security::hash_password(password) + "\n", {}};
    } catch (const std::exception& error) {
        return failed(error.what());
    }
}

}  // namespace halley::cli
