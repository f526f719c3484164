#!/bin/bash
# native-go: what the programs in tests/native must print is what real Go
# prints, too, on 1, 2 and 64 Ps. The newest toolchain there is runs them; not
# those with data races, which may crash it.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/native-lib.sh"

newest=$(
    while read -r go; do
        echo "$("$go" env GOVERSION | sed 's/^go//; s/[^0-9.].*//') $go"
    done < <(go_toolchains) | sort -V | tail -n 1
)
go=${newest#* }
if [ -z "$go" ]; then
    skip 'what real Go prints for tests/native: no Go here'
    finish
fi

# A module with package work in it, as the programs import it.
cd "$ROOT/tests/native" || exit 1
mkdir "$SCRATCH/m" "$SCRATCH/bin"
printf 'module gmpsim\n\ngo 1.19\n' >"$SCRATCH/m/go.mod"
cp -r "$ROOT/traces/work" "$SCRATCH/m/work"
for file in *.go; do
    [[ $file != racy_* ]] || continue
    mkdir "$SCRATCH/m/${file%.go}"
    cp "$file" "$SCRATCH/m/${file%.go}/main.go"
done
(cd "$SCRATCH/m" && "$go" build -o "$SCRATCH/bin/" ./...) >"$SCRATCH/err" 2>&1 \
    </dev/null || fail 'go build of tests/native' "$SCRATCH/err"
for program in "$SCRATCH/bin"/*; do
    file=${program##*/}.go
    for procs in $(on "$file" 1 2 64); do
        # Go, too, is at the mercy of the machine: what it printed once, it can.
        for ((try = 0; try < 3; try++)); do
            watched 20 env GOMAXPROCS="$procs" "$program"
            wrong=$(judge "$file")
            [ -n "$wrong" ] || break
        done
        if [ -n "$wrong" ]; then
            fail "$file, $procs Ps: real Go: $wrong" "$SCRATCH/err" "$SCRATCH/out"
        else
            pass
        fi
    done
done
finish
