#!/bin/bash
# truth: programs of which it was measured what the real Go prints and exits
# with on one P (shared/truth), with the scheduler models of both versions. A
# program that is outside the language subset must be refused, and the message
# must name the level that will have it; those that are inside are listed in
# truth.subset, so that none is lost unseen.
. "$(dirname "$0")/lib.sh"

need_binary
truth=$SHARED/truth/public
if [ ! -d "$truth" ]; then
    skip "truth: no $truth (GMPSIM_SHARED)"
    finish
elif ! command -v jq >/dev/null; then
    skip 'truth: no jq'
    finish
fi
subset=$ROOT/tests/suites/truth.subset

# outside NAME: refused as it must be.
outside() {
    if [ "$status" != 1 ]; then
        fail "$1: check exits with $status" "$SCRATCH/err"
    elif ! grep -qE 'level S[0-9]|not in the subset' "$SCRATCH/err"; then
        fail "$1: refused, but no message says that it is outside the subset" "$SCRATCH/err"
    elif grep -qx "$1" "$subset"; then
        fail "$1: was in the subset, is refused now" "$SCRATCH/err"
    else
        pass
        refused="$refused ${1%%-*}"
    fi
}

# known NAME JSON OUT: whether the output is one that real Go gave.
known() {
    cmp -s "$truth/$1/$modal" "$3" && return
    jq -j '.settings.procs1.stdout_alternatives | length' "$2" \
        >"$SCRATCH/count"
    for ((i = 0; i < $(<"$SCRATCH/count"); i++)); do
        jq -j ".settings.procs1.stdout_alternatives[$i].text" "$2" \
            >"$SCRATCH/alternative"
        if cmp -s "$SCRATCH/alternative" "$3"; then
            echo "$1, $version: an output that Go gives more rarely"
            return
        fi
    done
    # Where Go's own output is random, only its shape can be compared.
    [ "$(jq -r .check "$2")" = nondeterministic ] &&
        [ "$(wc -l <"$3")" = "$(wc -l <"$truth/$1/$modal")" ]
}

inside() {
    local name=$1 json=$truth/$1/$2 want_status first
    version=$3 modal=$4
    "$BIN" run -q --procs 1 --go "$version" --lang go1.19 "$truth/$name/main.go" \
        >"$SCRATCH/out" 2>"$SCRATCH/err" </dev/null
    status=$?
    want_status=$(jq -r .settings.procs1.exit_code "$json")
    first=$(jq -r '.settings.procs1.stderr_first_line' "$json")
    if [ "$status" != "$want_status" ]; then
        fail "$name, Go $version: status $status, want $want_status" \
            "$SCRATCH/err"
    elif [ -n "$first" ] && [ "$(head -n 1 "$SCRATCH/err")" != "$first" ]; then
        fail "$name, Go $version: stderr does not begin with '$first'" \
            "$SCRATCH/err"
    elif known "$name" "$json" "$SCRATCH/out"; then
        pass
        ran="$ran ${name%%-*}"
    else
        diff "$truth/$name/$modal" "$SCRATCH/out" >"$SCRATCH/diff"
        fail "$name, Go $version: not what Go prints" "$SCRATCH/diff"
    fi
}

refused='' ran='' new=''
for dir in "$truth"/*/; do
    name=$(basename "$dir")
    "$BIN" check --lang go1.19 "$dir/main.go" >/dev/null 2>"$SCRATCH/err"
    status=$?
    if [ $status != 0 ]; then
        outside "$name"
        continue
    fi
    grep -qx "$name" "$subset" || new="$new $name"
    inside "$name" expected.json 1.19 expected.stdout
    inside "$name" expected.go1.26.json 1.26 expected.go1.26.stdout
done
echo "right:$ran" | fold -s -w 78
echo "outside the subset:$refused" | fold -s -w 78
[ -z "$new" ] || echo "to be added to truth.subset:$new"
finish
