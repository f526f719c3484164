#!/bin/bash
# go: real Go as an executor. The recorded traces of tests/gotraces become right
# timelines, and cut ones are told; no Go is needed for that. Where there is one,
# every lesson of traces/ and program of shared/truth runs with each version of
# it: the timeline is right, the exit status is Go's, and what a program prints
# that ends in each way is that of a plain build.
. "$(dirname "$0")/lib.sh"

need_binary
cd "$SCRATCH" || exit 1

# import FILE TIMELINE...: to a timeline that gmpsim check accepts.
import() {
    "$BIN" import go -q "$1" -o "$2" >err 2>&1 && "$BIN" check "$2" >>err 2>&1
}

for file in "$ROOT"/tests/gotraces/*.out; do
    name=${file##*/}
    if ! import "$file" x.trace; then
        fail "$name" err
        continue
    fi
    # Goroutines of the program: main, and 5 + 1 + 1 + 3 that it and the others
    # make, with a coroutine's since Go 1.23.
    want=11
    [[ $name < go1.23 ]] || want=12
    got=$(grep -cE 'fn=(main|runtime\.corostart)' x.trace)
    if [ "$got" = $want ] && grep -q '^# executor: go$' x.trace &&
        grep -q '^# dropped: ' x.trace &&
        "$BIN" plot gantt x.trace >out 2>err &&
        "$BIN" export csv x.trace >out 2>err &&
        "$BIN" explain x.trace --g 1 --at 1ms >out 2>err; then
        pass
    else
        fail "$name: $got goroutines, not $want" err
    fi
    head -c 3000 "$file" >cut.out
    if "$BIN" import go cut.out -o cut.trace 2>err; then
        fail "$name cut at 3000 bytes is accepted"
    elif grep -qE '^cut.out: error: .* at offset [0-9]+$' err &&
        [ ! -e cut.trace ]; then
        pass
    else
        fail "$name cut at 3000 bytes" err
    fi
done
# What lies behind the last whole generation is lost, and the timeline says so.
head -c 20000 "$ROOT/tests/gotraces/go1.26-generations.out" >cut.out
if import cut.out x.trace && tail -n 1 x.trace | grep -q '^# truncated: '; then
    pass
else
    fail 'a trace cut in a later generation' err
fi
printf 'no trace\n' >x.out
"$BIN" import go x.out -o x.trace 2>err
if [ $? = 1 ] && grep -q 'this is no Go execution trace at offset 0' err; then
    pass
else
    fail 'not a trace' err
fi

cat >ends.go <<'END'
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
)

func main() {
	fmt.Println("begins")
	switch os.Args[1] {
	case "exit":
		os.Exit(3)
	case "panic":
		panic("boom")
	case "nil":
		var p *int
		*p = 1
	case "deadlock":
		<-make(chan int)
	case "goexit":
		runtime.Goexit()
	case "fatal":
		var m sync.Mutex
		m.Unlock()
	}
}
END
printf 'package main\n\nfunc main() {\n\tx := 1\n}\n' >wrong.go

# No Go on PATH is told; what is already there goes on.
PATH=/nonexistent "$BIN" go ends.go exit >out 2>err </dev/null
if [ $? = 66 ] && grep -q 'no Go toolchain' err; then
    pass
else
    fail 'without Go on PATH' err
fi

# The end of program FILE ARGS, with the go command on PATH, in status, out and
# err; the timeline in x.trace.
run_go() {
    rm -f x.trace
    timeout 120 "$BIN" go -q -t x.trace "$@" >out 2>err </dev/null
    status=$?
}

# judge NAME STATUS: what run_go left.
judge() {
    if [ $status != "$2" ]; then
        fail "$1: status $status, not $2" err
    elif ! "$BIN" check x.trace >checked 2>&1; then
        fail "$1: the timeline" checked
    elif ! grep -qE "	Exit	status=$2 |^# truncated: the trace has" \
        <(tail -n 1 x.trace); then
        fail "$1: the timeline's end" x.trace
    else
        pass
    fi
}

# with_go GO: all of it with one toolchain.
with_go() {
    local version way expected file
    version=$("$1" env GOVERSION)
    local PATH=${1%/*}:$PATH
    mkdir -p m
    cp ends.go m/main.go
    printf 'module m\n\ngo 1.19\n' >m/go.mod
    (cd m && "$1" build -o ../plain .) >err 2>&1 || fail "$version: build" err
    for way in none exit panic nil deadlock goexit fatal; do
        ./plain $way >plain.out 2>plain.err
        expected=$?
        run_go ends.go $way
        judge "$version: $way" $expected
        same "$version: what $way prints" plain.out out
        grep -E '^(panic|fatal error|\[signal|goroutine 1)' plain.err |
            sed 's/pc=.*//' >plain.first
        grep -E '^(panic|fatal error|\[signal|goroutine 1)' err |
            sed 's/pc=.*//' >first
        same "$version: the errors of $way" plain.first first
    done
    run_go wrong.go
    if [ $status = 1 ] &&
        grep -qE '^wrong.go:4:2: (declared and not used: x|x declared)' err; then
        pass
    else
        fail "$version: a wrong program" err
    fi
    for file in "$ROOT"/traces/[01]*/main.go "$SHARED"/truth/public/*/main.go; do
        [ -e "$file" ] || continue
        expected=0
        case $file in
        */13-deadlock/* | */14-panic/* | */public/03[34567]*) expected=2 ;;
        esac
        run_go "$file"
        judge "$version: ${file%/main.go}" $expected
    done
}

found=no
while read -r go; do
    minor=$("$go" env GOVERSION | sed -n 's/^.*go1\.\([0-9]*\).*/\1/p')
    [ "${minor:-0}" -ge 19 ] || continue
    found=yes
    with_go "$go"
done < <(go_toolchains)
[ $found = yes ] || skip 'gmpsim go: there is no Go 1.19 or newer here'
[ -d "$SHARED/truth/public" ] ||
    skip "gmpsim go: no $SHARED/truth (GMPSIM_SHARED)"
finish
