#!/bin/bash
# vm.sh [--csv] GMPSIM [RUNS] [NAME...]: the bytecode loop beside real Go, Lua
# 5.4 and yaegi. Each program of bench/vm is there in Go and in Lua, and runs
# RUNS times (default 7), in turn, under `gmpsim native` with one proc (the loop
# is the simulator's too), built by Go, under lua5.4 and under yaegi; what is not
# installed is left out. NAME picks programs. GO, LUA and YAEGI name the commands
# (default: go, lua5.4, yaegi).
#
# yaegi is wrong about some programs; they have no figure then.
#
# A program prints what its loop takes as ns_per_op, warm; its median counts. A
# ratio is gmpsim's figure by the other's, lower is better: the median over the
# rounds of the ratio within one round. bytecodes is how many bytecode operations
# an op is, counted by a simulation in which each takes 1 ns; ns_each is what one
# of them takes. docs/testing.md has more.
set -eu

# shellcheck source=bench/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
begin bench/vm.sh "$@"
set -- "${names[@]}"
go=${GO:-go} lua=${LUA:-lua5.4} yaegi=${YAEGI:-yaegi}
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
here=$root/bench/vm

all=$(cd "$here" && for f in *.go; do echo "${f%.go}"; done)
want=${*:-$all}
for name in $want; do
    if ! grep -qxF -e "$name" <<<"$all"; then
        # shellcheck disable=SC2086
        echo "vm.sh: no program $name; there are" $all >&2
        exit 2
    fi
done
who=(gmpsim)
for other in go lua yaegi; do
    if command -v "${!other}" >/dev/null; then
        who+=("$other")
    else
        echo "vm.sh: no ${!other}: left out" >&2
    fi
done

# median_of COMMAND...: of what it prints as ns_per_op.
median_of() {
    "${alone[@]}" timeout 120 "$@" >"$tmp/out" 2>"$tmp/err" || return
    awk '$1 == "ns_per_op" { print $2 }' "$tmp/out" | sort -n |
        awk '{ v[NR] = $1 }
            END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'
}

# run_by WHO NAME: its time, or nothing if it fails.
run_by() {
    case $1 in
    gmpsim) median_of "$bin" native -q -p 1 "$here/$2.go" ;;
    go) median_of env GOMAXPROCS=1 "$tmp/$2" ;;
    lua) median_of "$lua" "$here/$2.lua" ;;
    yaegi) median_of env GOMAXPROCS=1 "$yaegi" run "$here/$2.go" ;;
    esac
}

# Every bytecode operation takes 1 ns at the reference speed, which is the
# machine's.
sed -E 's/^([a-z]+_ps: *)[0-9_]+.*/\11_000/' "$root/models/costs/go.yaml" \
    >"$tmp/count.yaml"

failed=0
# compare NAME
compare() {
    local round one
    if [ "${who[1]-}" = go ]; then
        "$go" build -o "$tmp/$1" "$here/$1.go"
    fi
    : >"$tmp/values"
    for ((round = 1; round <= runs; round++)); do
        for one in "${who[@]}"; do
            if run_by "$one" "$1" >"$tmp/time"; then
                echo "$round $one $(cat "$tmp/time")" >>"$tmp/values"
                continue
            fi
            echo "vm.sh: $1 failed under $one" >&2
            [ "$one" = yaegi ] || failed=1
            head -n 2 "$tmp/err" >&2
        done
    done
    median_of "$bin" run -q -m single-core -k "$tmp/count.yaml" \
        "$here/$1.go" >"$tmp/count"
}

# The results of one program as CSV; "-" is what was not measured.
# shellcheck disable=SC2016
report() {
    awk -v name="$1" '
        function median(v, n,    i, j, x) {
            if (n == 0)
                return "-"
            for (i = 2; i <= n; i++) {
                x = v[i]
                for (j = i - 1; j > 0 && v[j] > x; j--)
                    v[j + 1] = v[j]
                v[j + 1] = x
            }
            return (v[int((n + 1) / 2)] + v[int(n / 2) + 1]) / 2
        }
        # The median of the times of who, or of the ratios to them.
        function time_of(who, relative,    n, r, v) {
            n = 0
            for (r = 1; r <= rounds; r++)
                if (got[r, who] > 0 && got[r, "gmpsim"] > 0)
                    v[++n] = (relative ? got[r, "gmpsim"] / got[r, who] \
                                       : got[r, who])
            return median(v, n)
        }
        function column(x, digits) {
            printf(x == "-" ? ",%s" : ",%." digits "f", x)
        }
        NR == FNR {
            count = $1
            next
        }
        {
            got[$1, $2] = $3
            rounds = $1
        }
        END {
            each = "-"
            if (count > 0 && time_of("gmpsim") != "-")
                each = time_of("gmpsim") / count
            printf "%s", name
            column(count == "" ? "-" : count, 2)
            column(each, 2)
            for (i = split("gmpsim go lua yaegi", who, " "); i > 0; i--)
                times[i] = time_of(who[i])
            for (i = 1; i <= 4; i++)
                column(times[i], 2)
            for (i = 2; i <= 4; i++)
                column(time_of(who[i], 1), i == 4 ? 3 : 2)
            printf ",%s,%s\n", verdict(each, 1.5), verdict(time_of("lua", 1), 1)
        }
        function verdict(x, goal) {
            return x == "-" ? "-" : x <= goal ? "met" : "missed"
        }' "$tmp/count" "$tmp/values"
}

show() {
    if [ $csv = 1 ]; then
        cat
    else
        awk -F , '{
            line = sprintf("%-10s", $1)
            for (i = 2; i <= NF; i++)
                line = line sprintf("  %9s", $i)
            print line
        }'
    fi
}

if [ $csv = 0 ]; then
    echo "$(nproc) CPUs, medians of $runs rounds, ns per op;" \
        'goals: 1.5 ns per bytecode operation, 1 x Lua'
fi
head=program,bytecodes,ns_each,gmpsim,go,lua,yaegi,by_go,by_lua,by_yaegi
show <<<$head,1.5_ns,lua_1
for name in $want; do
    compare "$name"
    report "$name" | show
done
exit $failed
