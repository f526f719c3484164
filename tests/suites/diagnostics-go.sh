#!/bin/bash
# diagnostics-go: what Go's run time says of itself, and what gmpsim says in its
# place: the lines of GODEBUG=schedtrace=MS and scheddetail=1, with every number
# made N, of each toolchain that there is and of the scheduler of its version.
. "$(dirname "$0")/lib.sh"

need_binary
mkdir "$SCRATCH/m" && cd "$SCRATCH/m" || exit 1
printf 'module m\n\ngo 1.19\n' >go.mod
cat >main.go <<'EOF'
package main

import (
	"runtime"
	"time"
)

func main() {
	c := make(chan int)
	go func() { <-c }()
	go func() {
		runtime.LockOSThread()
		<-c
	}()
	go func() {
		for {
		}
	}()
	time.Sleep(50 * time.Millisecond)
}
EOF

# Kinds of lines, each once: numbers are N; of reasons only those are left that
# the program brings about.
kinds() {
    sed -E '
        s/(-1|nil)$/NONE/; s/=(-1|nil)( |$)/=NONE\2/g; s/=(-1|nil)( |$)/=NONE\2/g
        s/[0-9]+/N/g; s/\[ (N )+\]/[ N ]/g; s/\[N( N)*\]/[N]/
        s/nmidlelocked=NONE/nmidlelocked=N/; s/=(true|false)/=BOOL/g
        s/^(  [PMG]N: .*)=NONE/\1=N/; :a; s/^(  [PMG]N: .*)=NONE/\1=N/; ta
        s/\((|sleep|chan receive)\)/(reason \1)/
        /^  GN: .*\([^r]/d; /^  GN: .*\(reason \)/d' | sort -u
}

# The words for no M and for yes and no, each once.
words() {
    grep -oE '(gcwaiting|sysmonwait|spinning|curg|lockedm|lockedg)=(-1|nil|true|false|0)( |$)' |
        grep -E 'gcwaiting=(0|false)|curg=(-1|nil)|lockedm=(-1|nil)' |
        tr -d ' ' | sort -u
}

while read -r go; do
    version=$("$go" env GOVERSION | sed 's/^go1\.\([0-9]*\).*/1.\1/')
    "$go" build -o go.bin . >"$SCRATCH/err" 2>&1 </dev/null ||
        fail "go build with $version" "$SCRATCH/err"
    for how in '' --scheddetail; do
        GOMAXPROCS=2 GODEBUG=schedtrace=10,scheddetail=${how:+1} ./go.bin 2>go.err
        "$BIN" run -q -g "$version" -p 2 --schedtrace 10 $how main.go 2>sim.err
        for what in kinds words; do
            $what <go.err >go.$what
            $what <sim.err >sim.$what
            same "go$version: schedtrace $how: $what" go.$what sim.$what
        done
    done
    [ -s go.words ] || fail "go$version: nothing to compare"
done < <(go_toolchains)
[ $passed != 0 ] || [ $failed != 0 ] || skip 'no Go here'
finish
