# shellcheck shell=bash
# lib: what every suite of scripted tests starts with. A suite calls pass, fail
# and skip for its cases and ends with finish, which prints "N passed, N failed,
# N skipped"; its exit status is 0 only when none failed.
#
# GMPSIM is the program under test (default: build/gmpsim), GMPSIM_SHARED the
# folder with material that is not part of the repository (default: ../shared).
set -uo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
BIN=$(realpath -m "${GMPSIM:-$ROOT/build/gmpsim}")
SHARED=${GMPSIM_SHARED:-$ROOT/../shared}
SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/gmpsim-test.XXXXXX")
trap 'rm -rf "$SCRATCH"' EXIT

# What would change what gmpsim prints.
unset GOMAXPROCS GODEBUG NO_COLOR GMPSIM_MODELS XDG_CACHE_HOME
export LC_ALL=C TZ=UTC

passed=0 failed=0 skipped=0

pass() {
    passed=$((passed + 1))
}

# fail TEXT [FILE...]: the first lines of the files are shown.
fail() {
    failed=$((failed + 1))
    printf 'FAILED: %s\n' "$1"
    shift
    for f; do
        head -n "${SHOW_LINES:-12}" "$f" | cut -c1-200 | cat -v | sed 's/^/    /'
    done
}

skip() {
    skipped=$((skipped + 1))
    printf 'skipped: %s\n' "$1"
}

# same NAME EXPECTED GOT: two files are equal.
same() {
    if cmp -s "$2" "$3"; then
        pass
    else
        diff -u "$2" "$3" >"$SCRATCH/diff"
        fail "$1" "$SCRATCH/diff"
    fi
}

finish() {
    printf '%d passed, %d failed, %d skipped\n' $passed $failed $skipped
    [ $failed = 0 ]
    exit
}

need_binary() {
    [ -x "$BIN" ] && return
    fail "there is no $BIN: build it first"
    finish
}

# The Go toolchains there are, one a line: that on PATH and Debian's.
go_toolchains() {
    {
        command -v go
        ls /usr/lib/go-*/bin/go /usr/local/go/bin/go 2>/dev/null
    } | xargs -r realpath | sort -u
}

# Settings under which Go downloads nothing and sees no other module.
export GOTOOLCHAIN=local GOPROXY=off GOFLAGS= GOWORK=off GO111MODULE=on
[ -n "${HOME-}" ] || export HOME=$SCRATCH
