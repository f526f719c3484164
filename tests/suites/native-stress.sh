#!/bin/bash
# native-stress: the programs of tests/native over and over for STRESS_SECONDS
# (60), where wake-ups get lost most easily: 64 Ps on all CPUs; one P, three and
# 64 on a single CPU. Each run has another seed; half of them get a signal per M
# and millisecond, a quarter a timeline, which must be free of lint. A run that
# takes 20 s (WATCHDOG) hangs: the stacks of its threads are shown. BESIDE=2
# keeps as many CPUs busy meanwhile.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/native-lib.sh"

need_binary
cd "$ROOT/tests/native" || exit

one_cpu=()
if command -v taskset >/dev/null; then
    cpu=$(taskset -cp $$ | sed 's/.*: //; s/[-,].*//')
    one_cpu=(taskset -c "$cpu")
else
    echo 'one CPU: no taskset, so these runs use all CPUs'
fi

busy=()
for ((i = 0; i < ${BESIDE:-0}; i++)); do
    (while :; do :; done) &
    busy+=($!)
done

# try FILE PROCS ONE: one run.
try() {
    local file=$1 procs=$2 prefix=() options=() wrong n urge=no
    if ((RANDOM % 2)); then
        urge=yes
        prefix=(env GMPSIM_TEST_URGE=1ms)
    fi
    [ "$3" = no ] || prefix+=("${one_cpu[@]}")
    if ((RANDOM % 4 == 0)); then
        options=(-t "$SCRATCH/trace")
        rm -f "$SCRATCH/trace"
    fi
    rm -f "$SCRATCH/summary"
    watched "${WATCHDOG:-20}" "${prefix[@]}" "$BIN" native -q -p "$procs" \
        -s $((first_seed + runs)) --summary "$SCRATCH/summary" \
        "${options[@]}" "$file"
    wrong=$(judge "$file")
    n=$(sed -n 's/.*"switches": *\([0-9]*\).*/\1/p' "$SCRATCH/summary" \
        2>/dev/null)
    switches=$((switches + ${n:-0}))
    [ -n "$wrong" ] || [ ${#options[@]} = 0 ] || wrong=$(lint "$SCRATCH/trace")
    runs=$((runs + 1))
    [ -n "$wrong" ] || return 0
    fail "$file, $procs Ps, one CPU: $3, seed $((first_seed + runs - 1)),\
 signals: $urge: $wrong" "$SCRATCH/err" "$SCRATCH/out"
    return 1
}

SHOW_LINES=120
RANDOM=$$
runs=0 switches=0 bad=0 first_seed=$((SECONDS + $$)) began=$SECONDS
over() {
    ((SECONDS - began >= ${STRESS_SECONDS:-60} || bad >= 5))
}
while ! over; do
    for setting in '64 no' '64 yes' '1 yes' '3 yes' '2 no'; do
        for file in *.go; do
            over && break
            [ -n "$(on "$file" "${setting% *}")" ] || continue
            # shellcheck disable=SC2086
            try "$file" $setting || bad=$((bad + 1))
        done
    done
done
[ ${#busy[@]} = 0 ] || kill "${busy[@]}"
echo "$runs runs, $switches switches of goroutines"
[ $bad -gt 0 ] || pass
finish
