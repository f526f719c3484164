#!/bin/bash
# lang-go: what the programs in tests/lang must print is what real Go prints:
# the newest toolchain there is builds and runs them on one P.
. "$(dirname "$0")/lib.sh"

# "VERSION PATH" of the newest.
newest=$(
    while read -r go; do
        echo "$("$go" env GOVERSION | sed 's/^go//; s/[^0-9.].*//') $go"
    done < <(go_toolchains) | sort -V | tail -n 1
)
go=${newest#* }
if [ -z "$go" ]; then
    skip 'what real Go prints for tests/lang: no Go here'
    finish
fi

# A module for each version of the language, a folder for each program.
cd "$ROOT/tests/lang" || exit 1
for file in *.go; do
    grep -q '^// output:$' "$file" || continue
    lang=$(sed -n 's/^\/\/ lang: go//p' "$file")
    lang=${lang:-1.22}
    mkdir -p "$SCRATCH/$lang/${file%.go}"
    printf 'module m\n\ngo %s\n' "$lang" >"$SCRATCH/$lang/go.mod"
    name=main.go
    [ "${file%_test.go}" = "$file" ] || name=$file
    cp "$file" "$SCRATCH/$lang/${file%.go}/$name"
done
for module in "$SCRATCH"/*/go.mod; do
    dir=${module%/go.mod}
    if [ "$(printf '%s\n' "${newest% *}" "${dir##*/}" | sort -V | head -n 1)" \
        != "${dir##*/}" ]; then
        skip "programs in go${dir##*/}: Go here is ${newest% *}"
        continue
    fi
    mkdir "$dir/bin"
    (cd "$dir" && "$go" build -o bin/ ./...) >"$SCRATCH/err" 2>&1 </dev/null ||
        fail "go build of the programs in go${dir##*/}" "$SCRATCH/err"
    for test in "$dir"/*_test; do
        [ -d "$test" ] || continue
        (cd "$test" && "$go" test -c -o "$dir/bin/${test##*/}") \
            >"$SCRATCH/err" 2>&1 </dev/null ||
            fail "go test -c of ${test##*/}.go" "$SCRATCH/err"
    done
    for program in "$dir"/bin/*; do
        [ -x "$program" ] || continue
        file=${program##*/}.go
        sed '1,/^\/\/ output:$/d; s/^\/\/ \{0,1\}//' "$file" >"$SCRATCH/want"
        want=$(sed -n 's/^\/\/ status: //p' "$file")
        GOMAXPROCS=1 timeout 20 "$program" >"$SCRATCH/out" 2>"$SCRATCH/err" \
            </dev/null
        status=$?
        sed -i 's/[ \t]*$//' "$SCRATCH/out"
        if [ $status != "${want:-0}" ]; then
            fail "$file: real Go exits with $status" "$SCRATCH/err"
        else
            same "$file: real Go prints something else" "$SCRATCH/want" \
                "$SCRATCH/out"
        fi
    done
done
finish
