#!/bin/bash
# native: the programs in tests/lang on real threads: what they print and exit
# with is what lang.sh says, on one P to the byte, on several with lines in any
# order. Every timeline must be free of lint. ROUNDS=20 repeats each; PROCS says
# other numbers of Ps than 1, 2, 4 and 8.
. "$(dirname "$0")/lib.sh"

need_binary
cd "$ROOT/tests/lang" || exit

# ran FILE PROCS
ran() {
    local file=$1 procs=$2 want out=$SCRATCH/out what="$1, $2 Ps"
    rm -f "$SCRATCH/t.trace"
    timeout -s KILL 20 "$BIN" native -q -p "$procs" --lang "$lang" \
        -t "$SCRATCH/t.trace" "$file" >"$out" 2>"$SCRATCH/err" </dev/null
    status=$?
    want=$(sed -n 's/^\/\/ status: //p' "$file")
    if [ $status != "${want:-0}" ]; then
        fail "$what: status $status, want ${want:-0}" "$SCRATCH/err" "$out"
        return
    fi
    want=$(sed -n 's/^\/\/ stderr: //p' "$file")
    if [ -n "$want" ] && ! grep -qF -e "$want" "$SCRATCH/err"; then
        fail "$what: no '$want' on stderr" "$SCRATCH/err"
        return
    fi
    sed '1,/^\/\/ output:$/d; s/^\/\/ \{0,1\}//' "$file" >"$SCRATCH/want"
    sed -i 's/[ \t]*$//' "$out"
    if [ "$procs" != 1 ]; then
        sort -o "$out" "$out"
        sort -o "$SCRATCH/want" "$SCRATCH/want"
    fi
    if ! "$BIN" check "$SCRATCH/t.trace" >"$SCRATCH/err" 2>&1; then
        fail "$what: timeline" "$SCRATCH/err"
        return
    fi
    same "$what: output" "$SCRATCH/want" "$out"
}

for file in *.go; do
    grep -q '^// output:$' "$file" || continue
    lang=$(sed -n 's/^\/\/ lang: //p' "$file")
    lang=${lang:-go1.22}
    for ((round = 0; round < ${ROUNDS:-1}; round++)); do
        for procs in ${PROCS:-1 2 4 8}; do
            ran "$file" $procs
        done
    done
done
finish
