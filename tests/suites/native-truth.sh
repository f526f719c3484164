#!/bin/bash
# native-truth: the programs of shared/truth on real threads, at procs 1, 2, 4
# and 8. On one P they must print what real Go prints, and their goroutines must
# start in the order of the simulator, whose order is Go's; on several, what the
# truth's README lets real Go print. Every timeline must be free of lint.
#
# On one P real time decides in three cases, all of which a timeline shows. From
# then on another order is as right as the simulator's, so only the start of the
# run, until the first of them, is compared:
# - ProcSteal: a system call (here each line of output) lasted until sysmon
#   looked twice, and so lost its P. Go does that too, more often under load.
# - Preempt: a goroutine used up its time slice, which is real time. How far it
#   gets in it depends on the speed of the machine and of the interpreter, so of
#   028, 039 and 045 only what is before is ever compared.
# - TimerFire more than 2 ms late: the kernel did not run us. epoll_wait counts
#   in ms, so up to 1.1 ms are usual; the programs' own gaps are 3 ms. Deadlines
#   that have passed meanwhile fire at once, the last first: real Go prints 030
#   wrong in three runs of four beside two busy loops on two CPUs, and 023, which
#   waits for a mutex for more than 1 ms or not, in every second one.
# One program has a fourth: see batch.
#
# TRIES (default 2): runs on one P, each with both versions of the scheduler.
. "$(dirname "$0")/lib.sh"

need_binary
truth=$SHARED/truth/public
if [ ! -d "$truth" ]; then
    skip "native-truth: no $truth (GMPSIM_SHARED)"
    finish
elif ! command -v jq >/dev/null; then
    skip 'native-truth: no jq'
    finish
fi

# A hundred sleepers of the same length, whose deadlines are some 100 us apart.
# When an M wakes in between, they run in two batches, and in each the last
# comes first: only what precedes the first timer is the same in all runs.
batch='041-sleepers-100'
# What these print is a measure of real time: they may need a few runs.
timed='041-sleepers-100 045-runnext-starve'

# Prints for each start the goroutine by its creation path (main is 0, the third
# that it creates 0.3) until real time decides; then why it ended. System
# goroutines are left out, and so are second starts in a row.
cat >"$SCRATCH/order.awk" <<'EOF'
function over(why) {
    if (ended == "")
        ended = why
}
BEGIN { FS = "\t"; LATE_NS = 2000000; SLICE_NS = 10000000; TICK_NS = 20000 }
/^#/ { next }
$6 == "GoCreate" && $7 ~ /fn=runtime[.]/ { next }
$6 == "GoCreate" {
    id = $7
    sub(/^.*new=/, "", id)
    sub(/ .*/, "", id)
    path[id] = $5 == "-" ? 0 : path[$5] "." ++children[$5]
}
$6 == "SyscallBegin" { begun[$4] = $1 }
# sysmon must have seen the call twice, 20 us apart, unless the slice is over.
$6 == "ProcSteal" && $1 < SLICE_NS && $1 - begun[$4] < TICK_NS {
    print "P lost in a call of " $1 - begun[$4] " ns"
}
$6 == "ProcSteal" || $6 == "Preempt" { over($6) }
$6 == "TimerFire" {
    due = $7
    sub(/^.*due=/, "", due)
    if ($1 - due > LATE_NS)
        over("late")
    if (batch)
        over("batch")
}
$6 == "GoStart" && $5 in path && path[$5] != last && ended == "" {
    print last = path[$5]
}
END { print "end " (ended == "" ? "all" : ended) }
EOF

order() {
    local is_batch=0
    [[ " $batch " != *" $1 "* ]] || is_batch=1
    awk -v batch=$is_batch -f "$SCRATCH/order.awk" "$2"
}

# same_start SIM NATIVE: one order begins with the other, and no P was taken
# from a system call too early.
same_start() {
    ! grep '^P lost' "$2" || return
    awk '/^end / { next }
        NR == FNR { want[++n] = $0; next }
        ++k <= n && want[k] != $0 {
            print "start " k ": " $0 ", in the simulator " want[k]
            exit 1
        }' "$1" "$2"
}

# run PROCS VERSION NAME: status, and out, err and trace in SCRATCH.
run() {
    rm -f "$SCRATCH/trace"
    timeout -s KILL 20 "$BIN" native -q -p "$1" -g "$2" --lang go1.19 \
        -t "$SCRATCH/trace" "$truth/$3/main.go" >"$SCRATCH/out" \
        2>"$SCRATCH/err" </dev/null
    status=$?
}

# one_of JSON SETTING FILE: whether Go printed this, too.
one_of() {
    local i n
    cmp -s "$3" "$SCRATCH/out" && return
    n=$(jq ".settings.$2.stdout_alternatives | length" "$1")
    for ((i = 0; i < n; i++)); do
        jq -j ".settings.$2.stdout_alternatives[$i].text" "$1" |
            cmp -s - "$SCRATCH/out" && return
    done
    return 1
}

shapes() {
    sed 's/^picks [ab]*/picks/; s/[0-9][0-9]*/N/g; s/N\( N\)*/N/g' "$1" | sort
}

# "3-5" is 3, 4, 5.
ranges() {
    awk -F - '{ for (i = $1; i <= $NF; i++) print i + 0 }' "$1" | sort
}

# promised NAME FILE: of a program whose output varies with several Ps, whether
# OUT is possible: the same lines but for the numbers that depend on who ran
# when, and nothing lost.
promised() {
    local out=$SCRATCH/out
    case $1 in
    00[3-6]-*) cmp -s <(ranges "$2") <(ranges "$out") ;;
    009-* | 038-*)
        # Main waits for nobody: its children print or not.
        cmp -s <(grep main "$2") <(grep main "$out") &&
            [ -z "$(grep -v main "$out" | sort | uniq -d)" ] &&
            ! grep -vqE '^main|^child [0-4]$' "$out"
        ;;
    010-*)
        # After what it saw last the rest may run before it looks again.
        grep -qxE 'ran after each Gosched: \[([0-9]+ )*[0-9]+\]' "$out" ||
            grep -qxF 'ran after each Gosched: []' "$out"
        ;;
    *) cmp -s <(shapes "$2") <(shapes "$out") ;;
    esac
}

# printed NAME JSON SETTING FILE: what is wrong with status and output, or
# nothing.
printed() {
    local json=$truth/$1/$2 file=$truth/$1/$4 code compare check first
    IFS=$'\t' read -r code compare check first < <(jq -r --arg s "$3" \
        '.check as $check | .settings[$s] |
        [.exit_code, .compare, $check, .stderr_first_line] | @tsv' "$json")
    if [ "$status" != "$code" ]; then
        echo "status $status, want $code"
        return
    elif [ -n "$first" ] && [ "$(head -n 1 "$SCRATCH/err")" != "$first" ]; then
        echo "stderr does not begin with '$first'"
        return
    fi
    [ -e "$file" ] || file=$truth/$1/expected.stdout
    # On several Ps a program whose author promises totals may print its lines in
    # another order than in the runs that were recorded: 021 says it is random.
    [ "$3-$compare-$check" = "procs2-exact-totals" ] && compare=lines
    case $3-$compare in
    procs1-varies)
        one_of "$json" "$3" "$file" ||
            { [ "$check" = nondeterministic ] && promised "$1" "$file"; }
        ;;
    *-exact) cmp -s "$file" "$SCRATCH/out" ;;
    *-lines) cmp -s <(sort "$file") <(sort "$SCRATCH/out") ;;
    *) promised "$1" "$file" ;;
    esac || echo 'not what Go prints'
}

lint() {
    "$BIN" check "$SCRATCH/trace" >"$SCRATCH/err" 2>&1 && return
    fail "$1: timeline" "$SCRATCH/err"
    return 1
}

# attempts NAME PROCS VERSION JSON SETTING FILE: a wrong output stands unless
# real time had a hand in it; then there is another attempt.
attempts() {
    local name=$1 what="$1, Go $3, $2 Ps" wrong
    for ((attempt = 0; attempt < 10; attempt++)); do
        run "$2" "$3" "$name"
        wrong=$(printed "$name" "$4" "$5" "$6")
        if [ -z "$wrong" ]; then
            lint "$what" || return 1
            order "$name" "$SCRATCH/trace" >"$SCRATCH/order"
            pass
            return
        fi
        [ -e "$SCRATCH/trace" ] || break
        lint "$what" || return 1
        [[ " $timed " == *" $name "* ]] ||
            ! order "$name" "$SCRATCH/trace" | grep -qx 'end all' || break
        retried=$((retried + 1))
    done
    diff "$truth/$name/expected.stdout" "$SCRATCH/out" >"$SCRATCH/diff"
    fail "$what: $wrong" "$SCRATCH/err" "$SCRATCH/diff"
    return 1
}

# one_p NAME JSON VERSION FILE
one_p() {
    local name=$1 try whole=no
    timeout 60 "$BIN" run -q -p 1 -g "$3" --lang go1.19 -t "$SCRATCH/sim.trace" \
        "$truth/$name/main.go" >/dev/null 2>&1 </dev/null
    order "$name" "$SCRATCH/sim.trace" >"$SCRATCH/sim"
    for ((try = 0; try < ${TRIES:-2}; try++)); do
        attempts "$name" 1 "$3" "$2" procs1 "$4" || return
        if ! same_start "$SCRATCH/sim" "$SCRATCH/order" >"$SCRATCH/diff"; then
            cat "$SCRATCH/trace" >>"$SCRATCH/diff"
            fail "$name, Go $3: order of starts" "$SCRATCH/diff"
            return
        fi
        ! grep -qx 'end all' "$SCRATCH/order" || whole=yes
    done
    [ $whole = yes ] || partly="$partly ${name%%-*}/$3"
    pass
}

retried=0 partly=''
while read -r name; do
    one_p "$name" expected.json 1.19 expected.stdout
    one_p "$name" expected.go1.26.json 1.26 expected.go1.26.stdout
    for procs in 2 4 8; do
        attempts "$name" $procs 1.19 expected.json procs2 expected.procs2.stdout
    done
done <"$ROOT/tests/suites/truth.subset"
echo "start order compared in part only:$partly" | fold -s -w 78
echo "runs repeated because real time had changed the output: $retried"
finish
