# Configures and compiles build/, with ccache when it is there (meson finds it by itself).

# Precompiled headers and __FILE__ times would otherwise keep ccache from ever hitting.
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime

configure() {
    if [[ -f build/build.ninja ]]; then
        say_step "Configure: done before"
    else
        step "Configure: build/, in release mode" meson setup build --buildtype=release
    fi
}

# A file of ours takes g++ up to 1.5 GB, and a machine that swaps is slower than one job less.
compile_jobs() {
    local processors gigabytes
    processors=$(nproc)
    gigabytes=$(awk '/^MemAvailable:/ { print int($2 / 1500000) }' /proc/meminfo)
    local jobs=$((gigabytes < processors ? gigabytes : processors))
    echo $((jobs < 1 ? 1 : jobs))
}

# compile [TARGET]: everything when none is named. The target `bin` is what a user runs.
compile() {
    step "Compile" meson compile -C build -j "$(compile_jobs)" "$@"
}

# Builds in which every access to memory is watched. Compiling takes longer than running
# them, so nothing is optimised, and of the undefined-behaviour sanitizer's checks those
# are left out that the address sanitizer makes as well, at each use of a pointer.
declare -A sanitizers_of=([address]=address,undefined [thread]=thread)
sanitizer_flags="-g1 -fno-sanitize=null,alignment,object-size,vptr"
# All that reads bytes or keeps sessions for the one, all that has threads for the other.
declare -A sanitized_tests=(
    [address]="protocol core config server services process wire rfc-6455 attacks"
    [thread]="server services process wire rfc-6455"
)
declare -A sanitized_programs=(
    [address]="src/halley tests/src/server tests/services/services tests/wire/wire tests/src/config tests/protocol/protocol tests/protocol/core"
    [thread]="src/halley tests/src/server tests/services/services tests/wire/wire"
)

configure_sanitized() { # SANITIZER
    if [[ -f build-$1/build.ninja ]]; then
        say_step "Configure: build-$1/, done before"
    else
        step "Configure: build-$1/, with the $1 sanitizer" \
            env CXXFLAGS="$sanitizer_flags" meson setup "build-$1" --buildtype=debug \
            -Db_lundef=false -Db_sanitize="${sanitizers_of[$1]}"
    fi
}

compile_sanitized() { # SANITIZER
    local programs
    read -ra programs <<<"${sanitized_programs[$1]}"
    step "Compile: build-$1/" ninja -C "build-$1" -j "$(compile_jobs)" "${programs[@]}"
}
