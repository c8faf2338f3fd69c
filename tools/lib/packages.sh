# Debian's packages, installed only when they are missing.

packages_to_build=(
    g++ pkg-config meson ninja-build python3
    libboost1.81-dev libboost-test1.81-dev rapidjson-dev libssl-dev
    libyaml-cpp-dev libcli11-dev libspdlog-dev
    libcjose-dev libcrypt-dev libcurl4-openssl-dev libhiredis-dev libjansson-dev zlib1g-dev
)
# COMMAND=PACKAGE: whoever has the command, from wherever, needs no package.
packages_to_start=(curl=curl)
packages_to_servers=(node=nodejs npm=npm)
packages_to_test=(
    chromium clang-format-14 jq libbenchmark-dev "${packages_to_servers[@]}" openssl=openssl
    python3-venv redis-server=redis-server socat valgrind=valgrind
)
packages_to_fuzz=(clang-14 libclang-rt-14-dev)
# Comes along when others are installed, and is not missed otherwise.
packages_welcome=(ccache)

missing_packages() {
    local entry installed
    installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${@#*=}" 2>/dev/null || true)
    for entry; do
        if [[ $entry == *=* ]] && command -v "${entry%%=*}" >/dev/null; then
            continue
        fi
        grep -qxF "${entry#*=} installed" <<<"$installed" || printf '%s\n' "${entry#*=}"
    done
}

apt_install() {
    local as_root=("$@")
    # The lists of a fresh machine may be empty or old; a mirror that is down
    # does not matter while the packages themselves can be had.
    "${as_root[@]}" apt-get update || true
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes \
        --no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}"
}

# need_packages ENTRY...: the step that makes sure of them.
need_packages() {
    if ! command -v dpkg-query >/dev/null; then
        say_step "Packages: this is not Debian, so nothing is installed"
        return
    fi
    mapfile -t missing < <(missing_packages "$@")
    if ((${#missing[@]} == 0)); then
        say_step "Packages: all there"
        return
    fi
    local by_hand="apt-get install ${missing[*]}"
    mapfile -t -O ${#missing[@]} missing < <(missing_packages "${packages_welcome[@]}")

    local as_root=()
    if ((EUID != 0)); then
        as_root=(sudo)
        # Asks for the password now, where the question can be seen.
        { command -v sudo >/dev/null && sudo -v; } ||
            fail "packages are missing and you are neither root nor allowed to use sudo; have root run: $by_hand"
    fi
    step "Packages: installing ${missing[*]}" apt_install "${as_root[@]}"
}
