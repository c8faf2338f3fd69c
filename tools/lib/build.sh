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
