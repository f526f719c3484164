#!/bin/bash
# golden: tests/golden/NAME.cmd holds the options of one "gmpsim run"; its
# timeline must be traces/golden/NAME.trace byte for byte, pass "gmpsim check",
# and come out the same in run after run (RUNS, 2, or as many as REPEAT_S
# seconds, 60, allow) and from every other build (BUILDS: programs).
#
# With --update the timelines are rewritten; say in the commit why each changed.
. "$(dirname "$0")/lib.sh"

need_binary
cd "$ROOT" || exit 1
runs=${RUNS:-2} repeat_s=${REPEAT_S:-60}
read -ra builds <<<"${BUILDS-}"

# simulate PROGRAM NAME OUT: the status of a run that was stopped or crashed is
# part of the timeline; only wrong input is none.
simulate() {
    local options
    read -ra options <"tests/golden/$2.cmd"
    rm -f "$3"
    "$1" run -q -t "$3" "${options[@]}" >"$SCRATCH/out" 2>"$SCRATCH/err" \
        </dev/null
    status=$?
    [ -s "$3" ]
}

update() {
    mkdir -p traces/golden
    for cmd in tests/golden/*.cmd; do
        name=$(basename "$cmd" .cmd)
        if simulate "$BIN" "$name" "$SCRATCH/new.trace"; then
            cmp -s "$SCRATCH/new.trace" "traces/golden/$name.trace" ||
                echo "updated: $name"
            cp "$SCRATCH/new.trace" "traces/golden/$name.trace"
            pass
        else
            fail "$name: status $status, no timeline" "$SCRATCH/err"
        fi
    done
    for trace in traces/golden/*.trace; do
        name=$(basename "$trace" .trace)
        [ -e "tests/golden/$name.cmd" ] || rm -v "$trace"
    done
    finish
}
[ "${1-}" != --update ] || update

for cmd in tests/golden/*.cmd; do
    name=$(basename "$cmd" .cmd)
    golden=traces/golden/$name.trace new=$SCRATCH/$name.trace
    if ! simulate "$BIN" "$name" "$new"; then
        fail "$name: status $status, no timeline" "$SCRATCH/err"
        continue
    fi
    if [ -e "$golden" ]; then
        same "$name: the timeline changed" "$golden" "$new"
    else
        fail "$name: no $golden: scripts/test --update-golden makes it"
    fi
    if "$BIN" check "$new" >"$SCRATCH/err" 2>&1; then
        pass
    else
        fail "$name: gmpsim check refuses the timeline" "$SCRATCH/err"
    fi
    began=$SECONDS differs=no
    for ((i = 1; i < runs && SECONDS - began < repeat_s; i++)); do
        simulate "$BIN" "$name" "$SCRATCH/again.trace"
        cmp -s "$new" "$SCRATCH/again.trace" || differs=yes
    done
    if [ $differs = no ]; then
        pass
    else
        fail "$name: one of $i runs gives another timeline"
    fi
    [ "$i" = "$runs" ] || echo "$name: only $i runs, it takes long"
    for other in "${builds[@]}"; do
        simulate "$other" "$name" "$SCRATCH/other.trace"
        same "$name: $other gives another timeline" "$new" \
            "$SCRATCH/other.trace"
    done
done
finish
