# Long-running processes of a script: started, watched and stopped together.

processes=() # their ids, in the order of starting
declare -A process_name=()
declare -A process_end=() # the signal that stops it, unless that is TERM

# start_process NAME COMMAND...
# Each has a session of its own, so that Ctrl-C reaches this script alone and it
# stops them in order; and is told to end should this script be killed outright.
start_process() {
    local name=$1
    shift
    setsid setpriv --pdeathsig TERM "$@" </dev/null &
    processes+=("$!")
    process_name[$!]=$name
}

is_listening() { # PORT
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

need_free_port() { # PORT FOR_WHAT
    if is_listening "$1"; then
        fail "port $1 of 127.0.0.1, which $2 needs, is taken by another program; stop that one first."
    fi
}

wait_until_listening() { # PORT PROCESS
    local end=$((SECONDS + 20))
    until is_listening "$1"; do
        kill -0 "$2" 2>/dev/null || process_ended "$2"
        ((SECONDS < end)) || fail "${process_name[$2]} does not listen on port $1 after 20 seconds."
        sleep 0.05
    done
}

process_ended() { # PROCESS
    local status=0
    wait "$1" || status=$?
    fail "${process_name[$1]} ended by itself, with status $status; its last words are above or in $log."
}

# Returns only by failing: nothing here ends unless it is told to.
watch_processes() {
    local ended status=0
    wait -n -p ended "${processes[@]}" || status=$?
    fail "${process_name[$ended]} ended by itself, with status $status; its last words are above or in $log."
}

# Stops what was started last first: clients are told good-bye by the broker
# while the backends are still there. Returns 1 if one had to be killed.
stop_processes() {
    local index process end result=0
    for ((index = ${#processes[@]} - 1; index >= 0; index--)); do
        process=${processes[index]}
        kill "-${process_end[$process]-TERM}" "$process" 2>/dev/null || continue
        end=$((SECONDS + 10))
        while kill -0 "$process" 2>/dev/null; do
            if ((SECONDS >= end)); then
                kill -KILL "$process" 2>/dev/null || true
                printf '%s: %s did not stop within 10 seconds and was killed.\n' \
                    "$program" "${process_name[$process]}" >&2
                result=1
                break
            fi
            sleep 0.05
        done
    done
    processes=()
    return "$result"
}
