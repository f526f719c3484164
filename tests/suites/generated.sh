#!/bin/bash
# generated: random programs (tests/gen/gen.c) that must print the same whatever
# runs them: the simulator, in turns with other versions of Go, policies,
# numbers of Ps and cores and seeds; real threads; and real Go, where there is
# one. Every timeline is free of lint.
#
# FIRST (default 1) and SEEDS (40) say which seeds; 10,000 take an hour or so.
# GEN is the generator (default: gen_workload beside the program under test),
# RUNS how many simulations of each program there are besides the first (2).
# INVARIANTS is a gmpsim built with -DINVARIANTS=ON, to simulate with (default:
# the program under test).
. "$(dirname "$0")/lib.sh"

need_binary
first=${FIRST:-1} seeds=${SEEDS:-40} runs=${RUNS:-2}
gen=$(realpath -m "${GEN:-$(dirname "$BIN")/gen_workload}")
sim=$(realpath -m "${INVARIANTS:-$BIN}")
if [ ! -x "$gen" ]; then
    fail "there is no $gen: build it first"
    finish
fi
versions=(1.0 1.1 1.2 1.5 1.13 1.14 1.19 1.22 1.23 1.25 1.26)
procs=(1 2 3 4 8 64)
cores=(1 2 4)
# What there is besides Go's own policy.
policies=(go)
if "$BIN" run --help | grep -q -e --policy; then
    mapfile -t policies < <("$BIN" models policies 2>/dev/null | awk '{print $1}')
    [ ${#policies[@]} != 0 ] || policies=(go)
fi

last=$((first + seeds - 1)) turn=0
mkdir -p "$SCRATCH/m"
cd "$SCRATCH/m" || exit 1
printf 'module gmpsim\n\ngo 1.19\n' >go.mod
cp -r "$ROOT/traces/work" work

# judge SEED WHAT OUT STATUS: says what is wrong, and how to see it again.
judge() {
    if [ "$4" != 0 ]; then
        fail "gen $1, $2: status $4" "$SCRATCH/err"
    elif ! cmp -s want "$3"; then
        diff -u want "$3" >"$SCRATCH/diff"
        fail "gen $1, $2: prints something else" "$SCRATCH/diff"
    else
        return 0
    fi
    return 1
}

# simulate SEED OPTION...
simulate() {
    local seed=$1
    shift
    timeout 120 "$sim" run -q -t x.trace "$@" "p$seed/main.go" >out \
        2>"$SCRATCH/err" </dev/null
    judge "$seed" "run $*" out $? || return
    if "$BIN" check x.trace >"$SCRATCH/err" 2>&1; then
        pass
    else
        fail "gen $seed, run $*: the timeline is wrong" "$SCRATCH/err"
    fi
}

for ((seed = first; seed <= last; seed++)); do
    mkdir "p$seed"
    "$gen" "$seed" >"p$seed/main.go" || fail "gen $seed"
    if ! timeout 120 "$sim" run -q -p 1 "p$seed/main.go" >want 2>"$SCRATCH/err" \
        </dev/null || ! grep -qx 'sum [0-9]*' want; then
        fail "gen $seed: status or output" "$SCRATCH/err" want
        continue
    fi
    cp want "p$seed/want"
    for ((i = 0; i < runs; i++, turn++)); do
        options=(-p "${procs[seed % 6]}" -c "${cores[turn % 3]}" -s "$turn"
            -g "${versions[(seed * runs + i) % ${#versions[@]}]}")
        policy=${policies[turn % ${#policies[@]}]}
        [ "$policy" = go ] || options+=(--policy "$policy")
        simulate "$seed" "${options[@]}"
    done
    timeout 120 "$BIN" native -q -t x.trace -p "${procs[turn % 6]}" -s "$seed" \
        "p$seed/main.go" >out 2>"$SCRATCH/err" </dev/null
    if judge "$seed" "native -p ${procs[turn % 6]} -s $seed" out $?; then
        if "$BIN" check x.trace >"$SCRATCH/err" 2>&1; then
            pass
        else
            fail "gen $seed, native: the timeline is wrong" "$SCRATCH/err"
        fi
    fi
done

# Real Go: those that it accepts, all in one build.
go=$(go_toolchains | head -n 1)
if [ -z "$go" ]; then
    skip 'what real Go prints: no Go here'
    finish
fi
mkdir bin
"$go" build -o bin/ ./... >"$SCRATCH/err" 2>&1 </dev/null ||
    fail 'go build of the programs' "$SCRATCH/err"
for program in bin/p*; do
    seed=${program#bin/p}
    [ -e "p$seed/want" ] || continue
    cp "p$seed/want" want
    GOMAXPROCS=${procs[seed % 6]} timeout 120 "$program" >out 2>"$SCRATCH/err" \
        </dev/null
    judge "$seed" "real Go, GOMAXPROCS=${procs[seed % 6]}" out $? && pass
done
finish
