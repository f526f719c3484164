#!/bin/bash
# native-programs: tests/native on real threads: programs in the manner of Go's
# own tests of its scheduler, each with a watchdog of 10 s (WATCHDOG), on 1, 2,
# 4, 8 and 64 Ps (PROCS). Every timeline must be free of lint. When a program
# hangs, the stacks of its threads are shown.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/native-lib.sh"

need_binary
cd "$ROOT/tests/native" || exit

SHOW_LINES=60
for file in *.go; do
    # shellcheck disable=SC2086
    for procs in $(on "$file" ${PROCS:-1 2 4 8 64}); do
        rm -f "$SCRATCH/trace"
        watched "${WATCHDOG:-10}" "$BIN" native -q -p "$procs" \
            -t "$SCRATCH/trace" "$file"
        wrong=$(judge "$file")
        [ -n "$wrong" ] || wrong=$(lint "$SCRATCH/trace")
        if [ -n "$wrong" ]; then
            fail "$file, $procs Ps: $wrong" "$SCRATCH/err" "$SCRATCH/out"
        else
            pass
        fi
    done
done
finish
