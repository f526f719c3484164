#!/bin/bash
# orders: tests/orders/*.go on one P, by every version of Go's scheduler: each
# file says at its end what it prints, and with which versions:
#
#     // go1.5-: 3 0 1 2
#
# A policy's name instead of versions is what it prints with --policy. Real Go,
# each that there is, prints what its version should, most often: its run time
# interferes in some per cent of runs.
. "$(dirname "$0")/lib.sh"

need_binary
cd "$ROOT/tests/orders" || exit 1

mapfile -t versions < <(
    cd "$ROOT/models/schedulers" && ls -- go1.*.yaml | sed 's/^go//; s/\.yaml$//'
)

# within 1.13 1.5-1.14: whether the version is in the range.
within() {
    local minor=${1#1.} from=${2%%-*} to=${2#*-}
    from=${from#1.} to=${to#1.}
    [ "$minor" -ge "$from" ] && [ "$minor" -le "${to:-999}" ]
}

# wanted FILE VERSION: what the file says; status 1 when nothing.
wanted() {
    local range text
    while IFS=: read -r range text; do
        if within "$2" "${range#// go}"; then
            echo "${text# }"
            return 0
        fi
    done < <(grep -E '^// go1\.[0-9]+-' "$1")
    return 1
}

# One line without blanks at its end, whatever was printed.
line() {
    tr -s '\n' ' ' <"$1" | sed 's/ *$//'
}

ours() {
    local file=$1 what=$2 want=$3
    shift 3
    timeout 60 "$BIN" run -q -p 1 --lang go1.22 "$@" "$file" \
        >"$SCRATCH/out" 2>&1 </dev/null
    if [ "$(line "$SCRATCH/out")" = "$want" ]; then
        pass
    else
        echo "want: $want" >>"$SCRATCH/out"
        fail "$file with $what prints something else" "$SCRATCH/out"
    fi
}

for file in *.go; do
    for version in "${versions[@]}"; do
        if want=$(wanted "$file" "$version"); then
            ours "$file" "Go $version" "$want" -g "$version"
        else
            fail "$file says nothing of Go $version"
        fi
    done
    while IFS=: read -r policy want; do
        ours "$file" "policy ${policy#// }" "${want# }" --policy "${policy#// }"
    done < <(grep -E '^// [a-z]+:' "$file")
done

# The programs rely on Go 1.22's loop variables.
real() {
    local go=$1 version=$2 file want
    mkdir -p "$SCRATCH/m"
    printf 'module m\n\ngo %s\n' "$version" >"$SCRATCH/m/go.mod"
    for file in *.go; do
        want=$(wanted "$file" "$version") || continue
        cp "$file" "$SCRATCH/m/main.go"
        if ! (cd "$SCRATCH/m" && "$go" build -o main .) >"$SCRATCH/err" 2>&1; then
            fail "go build $file" "$SCRATCH/err"
            continue
        fi
        for ((run = 0; run < 20; run++)); do
            GOMAXPROCS=1 timeout 20 "$SCRATCH/m/main" >"$SCRATCH/out" 2>&1
            [ "$(line "$SCRATCH/out")" != "$want" ] || break
        done
        if [ $run -lt 20 ]; then
            pass
        else
            echo "want: $want" >>"$SCRATCH/out"
            fail "$file: Go $version never prints that" "$SCRATCH/out"
        fi
    done
}

any=0
while read -r go; do
    version=$("$go" env GOVERSION | sed 's/^go//; s/\(1\.[0-9]*\).*/\1/')
    [ "${version#1.}" -ge 22 ] || continue
    any=1
    real "$go" "$version"
done < <(go_toolchains)
[ $any = 1 ] || skip 'what real Go prints for tests/orders: no Go 1.22 or newer'
finish
