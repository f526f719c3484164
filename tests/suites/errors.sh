#!/bin/bash
# errors: programs that must be refused, line by line.
#
# tests/errors/*.go: each line that is wrong ends in // ERROR "regular
# expression"; gmpsim check says so there and on no other line, and real Go,
# where there is one, rejects the same lines. // LEVEL "..." is for what only
# gmpsim refuses: constructs of later levels, and what follows from that.
# "// lang: go1.19" is the version of the language (1.22 unless said otherwise).
#
# tests/errorcheck.list: programs of Go's own test/ (golang-1.19-src) that begin
# with // errorcheck and lie within level S1: the same lines are refused.
. "$(dirname "$0")/lib.sh"

need_binary
cd "$ROOT/tests/errors" || exit 1

# wanted FILE [LEVEL]: the numbers of the lines with ERROR, or LEVEL too.
wanted() {
    grep -anE "// (ERROR${2:+|$2}) \"" "$1" | cut -d: -f1
}

# lang_of FILE: "1.22"
lang_of() {
    local lang
    lang=$(sed -n 's/^\/\/ lang: go//p' "$1")
    echo "${lang:-1.22}"
}

# refused FILE LANG: checks it and leaves "LINE TEXT" in $SCRATCH/got.
refused() {
    "$BIN" check --all --lang "go$2" "$1" >/dev/null 2>"$SCRATCH/err" </dev/null
    status=$?
    # Notes, which have a place too, go to the end of their error's line.
    awk -v file="$1:" '
        index($0, file) == 1 && / error: / {
            printf "%s%s", n++ ? "\n" : "", $0
            mark = ":"
        }
        index($0, "\t" file) == 1 {
            sub(/^\t[^ ]*/, "")
            printf "%s%s", mark, $0
            mark = ","
        }
        END { if (n) print "" }' "$SCRATCH/err" |
        sed 's/^[^:]*:\([0-9]*\):\([0-9]*:\)\{0,1\} error: /\1 /' >"$SCRATCH/got"
}

texts_match() {
    local file=$1 line text
    while IFS=: read -r line text; do
        text=${text##*// ERROR \"} text=${text##*// LEVEL \"} text=${text%\"*}
        sed -n "s/^$line //p" "$SCRATCH/got" | grep -aqE -e "$text" && continue
        fail "$file:$line: no error that matches '$text'" "$SCRATCH/got"
        return 1
    done < <(grep -anE '// (ERROR|LEVEL) "' "$file")
}

for file in *.go; do
    refused "$file" "$(lang_of "$file")"
    wanted "$file" LEVEL >"$SCRATCH/want"
    cut -d' ' -f1 "$SCRATCH/got" | sort -nu >"$SCRATCH/lines"
    if [ $status != 1 ]; then
        fail "$file: status $status of a program that is wrong" "$SCRATCH/err"
    elif ! cmp -s "$SCRATCH/want" "$SCRATCH/lines"; then
        diff "$SCRATCH/want" "$SCRATCH/lines" >"$SCRATCH/diff"
        fail "$file: lines with errors, wanted and got" "$SCRATCH/diff"
    elif texts_match "$file"; then
        pass
    fi
done

# ---- the same with real Go ----

newest=$(
    while read -r go; do
        echo "$("$go" env GOVERSION | sed 's/^go//; s/[^0-9.].*//') $go"
    done < <(go_toolchains) | sort -V | tail -n 1
)
go=${newest#* }
older=$(printf '%s\n1.22\n' "${newest% *}" | sort -V | head -n 1)
if [ -z "$go" ] || [ "$older" != 1.22 ]; then
    skip 'what real Go says of tests/errors: no Go 1.22 or newer here'
else
    mkdir "$SCRATCH/m" "$SCRATCH/m/bin"
    # Signatures of tests are looked at by go test alone, one at a time.
    for file in *.go; do
        [ "${file%_test.go}" = "$file" ] || continue
        dir=$SCRATCH/m/p_${file%.go}
        mkdir "$dir"
        cp "$file" "$dir/"
    done
    printf 'module m\n\ngo 1.22\n' >"$SCRATCH/m/go.mod"
    (cd "$SCRATCH/m" && "$go" build -o bin/ -gcflags=-e ./...) \
        >"$SCRATCH/err" 2>&1 </dev/null
    for file in *.go; do
        [ "${file%_test.go}" = "$file" ] || continue
        # Where gmpsim refuses a construct, Go may find something else wrong.
        grep -aE "^[^[:blank:]]*/$file:[0-9]+:[0-9]+: " "$SCRATCH/err" |
            sed 's/^[^:]*:\([0-9]*\):.*/\1/' | sort -u >"$SCRATCH/lines"
        { wanted "$file" && wanted "$file" LEVEL | sort |
            comm -12 - "$SCRATCH/lines"; } | sort -u >"$SCRATCH/want"
        same "$file: real Go finds errors on other lines" "$SCRATCH/want" \
            "$SCRATCH/lines"
    done
fi

# ---- Go's own ----

tests=/usr/share/go-1.19/test
if [ ! -d $tests ]; then
    skip "Go's own error tests: no golang-1.19-src here"
    finish
fi
lines=0 files=0
while read -r name; do
    # Packages of other names are not programs: these become one.
    sed 's/^package [a-z0-9]*/package main/' "$tests/$name" >"$SCRATCH/x.go"
    grep -q '^func main *(' "$SCRATCH/x.go" ||
        printf '\nfunc main() {}\n' >>"$SCRATCH/x.go"
    lang=$(sed -n 's/^\/\/ errorcheck.* -lang=go\([0-9.]*\).*/\1/p' "$tests/$name")
    (cd "$SCRATCH" && refused x.go "${lang:-1.19}")
    grep -anE '// (GC_)?ERROR ["`]' "$SCRATCH/x.go" | grep -av '////' |
        cut -d: -f1 >"$SCRATCH/want"
    cut -d' ' -f1 "$SCRATCH/got" | sort -nu >"$SCRATCH/lines"
    if cmp -s "$SCRATCH/want" "$SCRATCH/lines"; then
        files=$((files + 1))
        lines=$((lines + $(wc -l <"$SCRATCH/want")))
    else
        diff "$SCRATCH/want" "$SCRATCH/lines" >"$SCRATCH/diff"
        fail "$name: lines with errors, wanted and got" "$SCRATCH/diff"
    fi
done <"$ROOT/tests/errorcheck.list"
[ $files = 0 ] || pass
echo "Go's errorcheck: $lines lines of $files files are refused as Go does"
finish
