# Numbered steps, each with its output in a log file, and one sentence when one fails.
# A script sets `program`, sources this, and calls `begin_steps`, then `step` or `say_step`.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$root/build
log=
step_number=0
step_count=0
step_offset=0

interrupted() {
    printf '\n%s: interrupted.\n' "$program" >&2
    exit 130
}
trap interrupted INT TERM HUP

fail() {
    printf '%s: %s\n' "$program" "$*" >&2
    exit 1
}

# begin_steps COUNT: from here on `step` may be used.
begin_steps() {
    step_count=$1
    cd "$root" || exit
    log=build/log/${program##*/}.log
    mkdir -p build/log || fail "cannot write to $build; check who owns it."
    : >"$log" || fail "cannot write to $root/$log; check who owns it."
}

# say_step TITLE: a step with nothing to do, or one that prints for itself.
say_step() {
    step_number=$((step_number + 1))
    printf '[%d/%d] %s\n' "$step_number" "$step_count" "$1"
}

# step TITLE COMMAND...: runs it, with its output in the log only.
step() {
    say_step "$1"
    shift
    step_offset=$(wc -c <"$log")
    printf '$ %s\n' "$*" >>"$log"
    # Colours are for terminals, not for a log.
    "$@" </dev/null 2>&1 | sed -u 's/\x1b\[[0-9;]*[mK]//g' | tee -a "$log" | show_progress || step_failed
}

# Shows how far ninja is: in place on a terminal, otherwise at every tenth of the way.
show_progress() {
    local line tenths=0
    while IFS= read -r line; do
        [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]] || continue
        local now=${BASH_REMATCH[1]} all=${BASH_REMATCH[2]}
        if [[ -t 1 ]]; then
            printf '\r      %d of %d' "$now" "$all"
        elif ((now * 10 / all > tenths)); then
            tenths=$((now * 10 / all))
            printf '      %d of %d\n' "$now" "$all"
        fi
    done
    if [[ -t 1 ]]; then
        printf '\r\e[K'
    fi
}

# The first line that looks like the cause is worth more than the last one,
# which with parallel compilers belongs to something else.
step_failed() {
    local output cause
    output=$(tail -c "+$((step_offset + 1))" "$log")
    cause=$(grep -m 1 -E '(^E: |error: |ERROR: |^npm (ERR!|error) |[Nn]o space left)' <<<"$output" || true)
    printf -- '--- the last lines of %s:\n' "$log" >&2
    tail -n 20 <<<"$output" >&2
    printf -- '---\n' >&2
    fail "step $step_number of $step_count failed${cause:+ (${cause:0:200})}; all of its output is in $log."
}
