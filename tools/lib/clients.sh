# The client libraries and servers of npm that the tests talk to.

# npm writes this file last, so it tells when an installation is whole.
client_packages() {
    if [[ tests/interop/package-lock.json -nt tests/interop/node_modules/.package-lock.json ]]; then
        step "Client libraries: npm ci" npm --prefix tests/interop ci --no-audit --no-fund
    else
        say_step "Client libraries: all there"
    fi
}
