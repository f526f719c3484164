#!/bin/bash
# lang: the programs in tests/lang, each with what it must print in comments at
# its end:
#
#     // output:
#     // first line
#
# Standard output is compared, but for blanks at the ends of lines, which gofmt
# does not keep. "// status: 2" says another exit status than 0; "// stderr: text"
# a text that must be on standard error; "// lang: go1.21" the version of the
# language (1.22 unless said otherwise). Programs that must be refused are in
# tests/errors.
. "$(dirname "$0")/lib.sh"

need_binary
cd "$ROOT/tests/lang" 2>/dev/null || {
    skip 'no tests/lang'
    finish
}

ran() {
    local file=$1 want
    sed '1,/^\/\/ output:$/d; s/^\/\/ \{0,1\}//' "$file" >"$SCRATCH/want"
    want=$(sed -n 's/^\/\/ status: //p' "$file")
    timeout 60 "$BIN" run -q -p 1 --lang "$lang" "$file" >"$SCRATCH/out" \
        2>"$SCRATCH/err" </dev/null
    status=$?
    sed -i 's/[ \t]*$//' "$SCRATCH/out"
    if [ $status != "${want:-0}" ]; then
        fail "$file: status $status, want ${want:-0}" "$SCRATCH/err" \
            "$SCRATCH/out"
        return
    fi
    want=$(sed -n 's/^\/\/ stderr: //p' "$file")
    if [ -n "$want" ] && ! grep -qF -e "$want" "$SCRATCH/err"; then
        fail "$file: no '$want' on stderr" "$SCRATCH/err"
        return
    fi
    same "$file: output" "$SCRATCH/want" "$SCRATCH/out"
}

for file in *.go; do
    [ -e "$file" ] || continue
    lang=$(sed -n 's/^\/\/ lang: //p' "$file")
    lang=${lang:-go1.22}
    if grep -q '^// output:$' "$file"; then
        ran "$file"
    else
        fail "$file does not say // output:"
    fi
done
finish
