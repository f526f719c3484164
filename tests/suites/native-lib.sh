# shellcheck shell=bash
# native-lib: how the suites of the native scheduler run a program of
# tests/native and judge it. The end of a program says what it must do:
#
#     // status: 2
#     // stderr: text that is there
#     // procs: 1
#     // output:
#     // first line
#
# "procs" are the only numbers of Ps on which that holds.
#
# A racy_*.go has data races: it may also end with status 2, and without
# "output" it may print anything; but it must not crash gmpsim.

# URGE=1ms sends a signal to every M once a millisecond, as Go does when it
# preempts much.
[ -z "${URGE-}" ] || export GMPSIM_TEST_URGE=$URGE

# stacks PID: where its threads are.
stacks() {
    local task
    if command -v gdb >/dev/null; then
        gdb -p "$1" -batch -ex 'thread apply all backtrace 12' 2>/dev/null |
            grep -E '^(Thread|#)'
        return
    fi
    for task in "/proc/$1/task"/*; do
        echo "thread ${task##*/}: $(<"$task/wchan"), $(grep State: "$task/status")"
        cat "$task/stack" 2>/dev/null
    done
}

# watched SECONDS COMMAND...: status of the command, out and err in SCRATCH. A
# command that takes longer is killed: status "hung", and its stacks in err.
watched() {
    local limit=$1 pid dog
    shift
    "$@" >"$SCRATCH/out" 2>"$SCRATCH/err" </dev/null &
    pid=$!
    sleep "$limit" &
    dog=$!
    wait -n $pid $dog
    if kill -0 $dog 2>/dev/null; then
        kill $dog
        wait $pid
        status=$?
    else
        stacks $pid >"$SCRATCH/stacks"
        kill -KILL $pid
        wait $pid
        status=hung
        cat "$SCRATCH/stacks" >>"$SCRATCH/err"
    fi 2>/dev/null
}

# on FILE PROCS...: those numbers of Ps on which the program can be judged.
on() {
    local only procs
    only=$(sed -n 's/^\/\/ procs: //p' "$1")
    for procs in "${@:2}"; do
        [[ -n $only && " $only " != *" $procs "* ]] || echo "$procs"
    done
}

# judge FILE: what is wrong with status, out and err, or nothing.
judge() {
    local want
    if grep -qE 'Sanitizer|[.][ch]:[0-9]+.*(runtime error|check failed)' \
        "$SCRATCH/err"; then
        echo 'crashed'
        return
    fi
    want=$(sed -n 's/^\/\/ status: //p' "$1")
    if [[ $1 == *racy_* && $status == 2 ]]; then
        return
    elif [ "$status" != "${want:-0}" ]; then
        echo "status $status, want ${want:-0}"
        return
    fi
    want=$(sed -n 's/^\/\/ stderr: //p' "$1")
    if [ -n "$want" ] && ! grep -qF -e "$want" "$SCRATCH/err"; then
        echo "no '$want' on stderr"
        return
    fi
    grep -q '^// output:$' "$1" || return
    sed '1,/^\/\/ output:$/d; s/^\/\/ \{0,1\}//' "$1" |
        cmp -s - "$SCRATCH/out" || echo 'wrong output'
}

# lint TRACE: what gmpsim check says against it.
lint() {
    watched 60 "$BIN" check "$1"
    [ "$status" = 0 ] || echo "timeline: status $status"
}
