#!/bin/bash
# seeds: every workload with other seeds (SEEDS of them, 2), numbers of Ps and
# cores, versions of Go and policies: each timeline passes "gmpsim check", and the totals
# of what the program printed are the same whatever the schedule was.
. "$(dirname "$0")/lib.sh"

need_binary
cd "$ROOT" || exit 1
seeds=${SEEDS:-2}
mapfile -t versions < <(cd models/schedulers && ls -- *.yaml | sed 's/\.yaml$//')
mapfile -t policies < <("$BIN" models policies | awk '{ print $1 }')

# Lines that depend on when things happen, and so on the schedule.
timing='elapsed=|GOMAXPROCS=|^from|^fast|^slow|pages in |^requests:|^p50:|^p99:'

turn=0
for dir in traces/[0-9]*/; do
    # Their 40 million atomic operations are simulated one by one; golden and
    # test_lines have them.
    [ "$dir" != traces/02-parallelism/ ] || continue
    [ "$dir" != traces/19-own-line/ ] || continue
    rm -f "$SCRATCH/want"
    for procs in 1 2 3 8; do
        for cores in 1 2 4; do
            for ((seed = 1; seed <= seeds; seed++)); do
                go=${versions[turn++ % ${#versions[@]}]}
                options="-p $procs -c $cores -s $seed -g $go"
                # Go's own in two runs of three.
                [ $((turn % 3)) != 0 ] ||
                    options+=" --policy ${policies[turn / 3 % ${#policies[@]}]}"
                # Its endless loop is the first to run without runnext, and,
                # before Go 1.14, for ever.
                [ "$dir" != traces/11-preemption/ ] ||
                    [[ ! $go =~ ^go1\.([0-4]|13)$ ]] ||
                    [[ $go = go1.13 && $options != *--policy* ]] || continue
                options+=" ${dir}main.go"
                # shellcheck disable=SC2086
                timeout 60 "$BIN" run -q -t "$SCRATCH/x.trace" $options \
                    >"$SCRATCH/out" 2>"$SCRATCH/err" </dev/null
                status=$?
                grep -vE "$timing" "$SCRATCH/out" | sort >"$SCRATCH/sorted"
                echo "status $status" >>"$SCRATCH/sorted"
                [ -e "$SCRATCH/want" ] || cp "$SCRATCH/sorted" "$SCRATCH/want"
                if ! cmp -s "$SCRATCH/want" "$SCRATCH/sorted"; then
                    fail "gmpsim run $options: other lines" "$SCRATCH/sorted" \
                        "$SCRATCH/err"
                elif ! "$BIN" check "$SCRATCH/x.trace" >"$SCRATCH/err" 2>&1; then
                    fail "gmpsim run $options: the timeline is wrong" \
                        "$SCRATCH/err"
                else
                    pass
                fi
            done
        done
    done
done
finish
