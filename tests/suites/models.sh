#!/bin/bash
# models: the protocols of the native scheduler in tests/models, checked by
# spin: no error in any state that can be reached, and an error in each
# mutation, because a model that cannot fail proves nothing.
. "$(dirname "$0")/lib.sh"

if ! command -v spin >/dev/null; then
    skip 'models: there is no spin'
    finish
fi

# pan MODEL PAN-OPTION COMPILER-OPTIONS SPIN-OPTIONS...: makes the verifier of a
# model and runs it; what it says is in $SCRATCH/out, and why it could not be
# made.
pan() {
    local model=$1 option=$2 compiler=$3 dir=$SCRATCH/pan
    shift 3
    rm -rf "$dir"
    mkdir "$dir"
    (
        cd "$dir" || exit
        cp "$ROOT/tests/models/$model.pml" .
        # shellcheck disable=SC2086
        spin "$@" -a "$model.pml" &&
            gcc -w -DCOLLAPSE -DMEMLIM=1000 $compiler -o pan pan.c &&
            timeout -s KILL 120 ./pan -m100000 "$option"
    ) >"$SCRATCH/out" 2>&1
}

# right MODEL SPIN-OPTIONS...: the search is complete and finds nothing.
right() {
    pan "$1" -n "-O1 -DSAFETY" "${@:2}"
    complete "$*"
}

complete() {
    if grep -q 'errors: 0$' "$SCRATCH/out" &&
        ! grep -qE 'not completed|too small|truncated|reached -DMEMLIM' \
            "$SCRATCH/out"; then
        pass
        echo "$*: $(grep -o '[0-9.e+]* states, stored' "$SCRATCH/out")"
    else
        fail "$*" "$SCRATCH/out"
    fi
}

# wrong MODEL SPIN-OPTIONS...: an assertion fails.
# That is soon, so optimizing costs more than it saves.
wrong() {
    pan "$1" -n -DSAFETY "${@:2}"
    if grep -q 'assertion violated' "$SCRATCH/out" &&
        grep -q 'errors: 1$' "$SCRATCH/out"; then
        pass
    else
        fail "$*: the error is not found" "$SCRATCH/out"
    fi
}

right wake
right wake -DLOCALS=2
right wake -DGLOBAL
for mutation in NO_RECHECK NO_FENCE STOP_LATE NO_NEEDSPINNING \
    UNDO_AFTER_UNLOCK NO_RUNQ_IN_HANDOFF WAKE_BEFORE_NOTE \
    NO_COMPARE_IN_FUTEX; do
    wrong wake -D$mutation
done
wrong wake -DGLOBAL -DNO_RECHECK_GLOBAL

# Ms do not go round for ever without running a G.
pan wake -l '-O1 -DNP'
complete wake, progress

right netpoll
right netpoll -DIO
for mutation in NO_BREAK NO_WAKE_NET_POLLER NO_WAKEP_FOR_TIMER \
    NO_BREAK_IN_IDLE STALE_POLL_UNTIL UNTIL_UNSEEN WAKE_SIG_EARLY \
    WAKE_SIG_KEPT; do
    wrong netpoll -D$mutation
done
finish
