#!/bin/bash
# generated: random programs (tests/gen/gen.c) that must print the same whatever
# runs them: the simulator, in turns with other versions of Go, policies,
# numbers of Ps and cores and seeds; real threads; and real Go, where there is
# one. Every timeline is free of lint.
#
# FIRST (default 1) and SEEDS (40) say which seeds; 10,000 take half an hour or so.
# RUNS is how many simulations of each program there are besides the first (2).
# GEN (default: gen_workload beside the program under test) makes the programs,
# SERVE (gmpsim_serve there) runs them: gmpsim built into a program that forks,
# because most of a short run is loading libraries. Best of a build with
# -DINVARIANTS=ON.
. "$(dirname "$0")/lib.sh"

need_binary
first=${FIRST:-1} seeds=${SEEDS:-40} runs=${RUNS:-2}
gen=$(realpath -m "${GEN:-$(dirname "$BIN")/gen_workload}")
serve=$(realpath -m "${SERVE:-$(dirname "$BIN")/gmpsim_serve}")
for program in "$gen" "$serve"; do
    if [ ! -x "$program" ]; then
        fail "there is no $program: build it first"
        finish
    fi
done
versions=(1.0 1.1 1.2 1.5 1.13 1.14 1.19 1.22 1.23 1.25 1.26)
all_procs=(1 2 3 4 8 64)
all_cores=(1 2 4)
# What there is besides Go's own policy.
policies=(go)
if "$BIN" run --help | grep -q -e --policy; then
    mapfile -t policies < <("$BIN" models policies 2>/dev/null | awk '{print $1}')
    [ ${#policies[@]} != 0 ] || policies=(go)
fi

last=$((first + seeds - 1)) imports= cases=
mkdir -p "$SCRATCH/m"
cd "$SCRATCH/m" || exit 1
printf 'module gmpsim\n\ngo 1.19\n' >go.mod
cp -r "$ROOT/traces/work" work

coproc SERVER { exec "$serve"; }

# gmpsim OUT ARGUMENT...: runs it for at most two minutes; messages go to err.
gmpsim() {
    local status=125 IFS=$'\t'
    set -- 120 "$1" err "${@:2}"
    printf '%s\n' "$*" >&"${SERVER[1]}" && read -r status <&"${SERVER[0]}"
    return "$status"
}

is_sum() {
    local line
    read -r line <want && [[ $line =~ ^sum\ [0-9]+$ ]]
}

# judge SEED WHAT OUT STATUS: says what is wrong, and how to see it again.
judge() {
    if [ "$4" != 0 ]; then
        fail "gen $1, $2: status $4" err
    elif ! cmp -s want "$3"; then
        diff -u want "$3" >"$SCRATCH/diff"
        fail "gen $1, $2: prints something else" "$SCRATCH/diff"
    else
        return 0
    fi
    return 1
}

# checked SEED WHAT STATUS: the output out and the timeline x.trace of a run.
checked() {
    judge "$1" "$2" out "$3" || return
    if gmpsim checked check x.trace; then
        pass
    else
        fail "gen $1, $2: the timeline is wrong" err
    fi
}

# Any combination comes, and a seed has its own, whatever ran before.
draw() {
    local x=$(($1 * 2654435761 % 4294967296 / 7))
    procs=${all_procs[x % 6]}
    options=(-p "$procs" -s "$x" -c "${all_cores[x / 6 % 3]}"
        -g "${versions[x / 18 % ${#versions[@]}]}")
    local policy=${policies[x / 18 / ${#versions[@]} % ${#policies[@]}]}
    [ "$policy" = go ] || options+=(--policy "$policy")
}

for ((seed = first; seed <= last; seed++)); do
    mkdir "p$seed"
    "$gen" "$seed" >"p$seed/main.go" || fail "gen $seed"
    if ! gmpsim want run -q -p 1 "p$seed/main.go" || ! is_sum; then
        fail "gen $seed: status or output" err want
        continue
    fi
    cp want "p$seed/want"
    for ((i = 0; i < runs; i++)); do
        draw $((seed * runs + i))
        gmpsim out run -q -t x.trace "${options[@]}" "p$seed/main.go"
        checked "$seed" "run ${options[*]}" $?
    done
    gmpsim out native -q -t x.trace -p "$procs" -s "$seed" "p$seed/main.go"
    checked "$seed" "native -p $procs -s $seed" $?
done

# Real Go: all in one build, as packages of one program.
go=$(go_toolchains | head -n 1)
if [ -z "$go" ]; then
    skip 'what real Go prints: no Go here'
    finish
fi
mkdir real
for want in p*/want; do
    seed=${want#p} seed=${seed%/want}
    mkdir "q$seed"
    sed "s/^package main$/package q$seed/; s/^func main()/func Main()/" \
        "p$seed/main.go" >"q$seed/q.go"
    imports+="\"gmpsim/q$seed\"; " cases+="\"$seed\": q$seed.Main, "
done
printf 'package main\n\nimport ("os"; %s)\n\n' "$imports" >real/main.go
printf 'func main() { map[string]func(){%s}[os.Args[1]]() }\n' "$cases" \
    >>real/main.go
"$go" build -o all ./real >err 2>&1 </dev/null ||
    fail 'go build of the programs' err
for want in p*/want; do
    seed=${want#p} seed=${seed%/want}
    cp "$want" want
    draw $((seed * runs))
    GOMAXPROCS=$procs timeout 120 ./all "$seed" >out 2>err </dev/null
    judge "$seed" "real Go, GOMAXPROCS=$procs" out $? && pass
done
finish
