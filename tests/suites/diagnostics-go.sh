#!/bin/bash
# diagnostics-go: what Go's run time says of itself, and what gmpsim says in its
# place, of each toolchain that there is and of the scheduler of its version:
# - the lines of GODEBUG=schedtrace=MS and scheddetail=1, with every number made N;
# - how programs die (tests/diagnostics, and those of shared/truth that do): the
#   status and what is printed, less what dump.pl takes away.
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

# dies GO VERSION FILE [ENGINE...]: one P, so that who dies is certain.
dies() {
    local go=$1 version=$2 file=$3 name engine status
    name=$(basename "$file" .go)
    [ "$name" != main ] || name=$(basename "$(dirname "$file")")
    mkdir -p die && cp "$file" "die/$name.go"
    if ! "$go" build -o go.bin "die/$name.go" >"$SCRATCH/err" 2>&1 </dev/null; then
        fail "go build $name.go with $version" "$SCRATCH/err"
        return
    fi
    GOMAXPROCS=1 timeout 20 ./go.bin >/dev/null 2>go.err </dev/null
    echo "status $?" >go.dump
    perl "$ROOT/tests/suites/dump.pl" <go.err >>go.dump
    for engine in "${@:4}"; do
        timeout 20 "$BIN" "$engine" -q -g "$version" -p 1 "die/$name.go" \
            >/dev/null 2>sim.err </dev/null
        echo "status $?" >sim.dump
        perl "$ROOT/tests/suites/dump.pl" <sim.err >>sim.dump
        same "go$version: $engine $name" go.dump sim.dump
    done
}

while read -r go; do
    version=$("$go" env GOVERSION | sed 's/^go1\.\([0-9]*\).*/1.\1/')
    for file in "$ROOT"/tests/diagnostics/*.go "$SHARED"/truth/public/03[3-7]*/main.go; do
        case $file in
        */fatal_* | *unlock*) dies "$go" "$version" "$file" run ;; # see ndump.c
        *) [ ! -e "$file" ] || dies "$go" "$version" "$file" run native ;;
        esac
    done
    "$go" build -o go.bin main.go >"$SCRATCH/err" 2>&1 </dev/null ||
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
