#!/bin/bash
# lib: what the benchmarks that compare programs begin with.

# begin SCRIPT ARGUMENT...: reads [--csv] GMPSIM [RUNS] [NAME...] into csv, bin,
# runs and names, makes the folder tmp, and clears what would change how Go's
# programs run.
begin() {
    local script=$1
    shift
    # shellcheck disable=SC2034
    csv=0 runs=7
    if [ "${1-}" = --csv ]; then
        csv=1
        shift
    fi
    bin=$(realpath "${1-}" 2>/dev/null) || bin=
    if [ ! -x "$bin" ] || [ -d "$bin" ]; then
        echo "usage: $script [--csv] GMPSIM [RUNS] [NAME...]" >&2
        exit 2
    fi
    shift
    if [[ ${1-} =~ ^[1-9][0-9]*$ ]]; then
        runs=$1
        shift
    fi
    names=("$@")
    tmp=$(mktemp -d)
    trap 'rm -rf "$tmp"' EXIT
    trap 'exit 130' INT TERM
    unset GOMAXPROCS GODEBUG GOGC GOMEMLIMIT
    export LC_ALL=C GOTOOLCHAIN=local GOPROXY=off GOFLAGS='' GOWORK=off
}

# Runs a program by itself in a process session, at the highest priority among
# sessions if that is allowed: nice alone only orders what is inside of one
# (sched_autogroup).
# shellcheck disable=SC2016,SC2034
alone=(setsid -w sh -c '{ echo -20 >/proc/self/autogroup; } 2>/dev/null
    exec "$@"' sh)
