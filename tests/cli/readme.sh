# What README.md shows is what one sees.

t 'the picture in README.md'
run run -q -p 2 -c 1 -t x.trace "$ROOT/traces/05-syscall/main.go"
status 0
run plot gantt -w 72 x.trace
status 0
sed -n '/^```$/,/^```$/{/^```$/d; p;}; /^## /q' "$ROOT/README.md" >readme
sed 's/ *$//' "$SCRATCH/out" | diff readme - >"$SCRATCH/err" ||
    wrong 'it differs'

t 'the commands in README.md'
# Commands after "$ build/gmpsim", each with the output that follows it.
cp -r "$ROOT/traces" . && mkdir build && ln -s "$BIN" build/gmpsim
awk '/^```$/ { code = !code; next }
     code && /^\$ build\/gmpsim/ { print substr($0, 3) >"commands"; next }
     code && /^\$/ { next }
     code && seen { print >"readme" }
     /^## / { seen = 1 }' "$ROOT/README.md"
bash -e commands >"$SCRATCH/out" 2>"$SCRATCH/err" || wrong 'a command failed'
cmp -s readme "$SCRATCH/out" || {
    diff readme "$SCRATCH/out" >"$SCRATCH/err"
    wrong 'it differs'
}
[ "$(wc -l <commands)" -ge 3 ] || wrong 'too few commands'
