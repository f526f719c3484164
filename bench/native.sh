#!/bin/bash
# native.sh [--csv] GMPSIM [RUNS] [NAME...]: the native scheduler beside real
# Go. Each program of bench/native runs RUNS times (default 7) under `gmpsim
# native` and built by Go, in turn, at 1 and 2 procs. NAME picks benchmarks by
# the first column; "trace" is what recording a timeline costs. GO names the Go
# command (default: go).
#
# The ratio is gmpsim's figure by Go's, lower is better: the median over the
# rounds of the ratio within one round, because the machine itself may drift by
# 40 % in an hour; the range is that of the rounds. What a program prints as
# ns_per_op is warm; its median counts. docs/testing.md has more.
set -eu

# shellcheck source=bench/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
begin bench/native.sh "$@"
set -- "${names[@]}"
go=${GO:-go}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/native
TIMEFORMAT='%U %S'

# The rows: benchmark, figure, its unit, goal at 1 proc, goal at 2 procs.
rows='
spawn time ns 0.25 0.25
parked time ns 0.1 0.1
memory100k memory bytes 0.15 0.15
memory1m memory bytes 0.15 0.15
pingpong time ns 0.25 0.25
buffered time ns 0.5 0.5
gosched time ns 0.3 0.3
ring time ns 0.12 0.12
skynet time ns 0.15 0.15
fib time ns 0.3 0.3
sleepers time ns 0.2 0.2
sleepers cpu ns 0.2 0.2
mutex4 time ns - 1
mutex1 time ns 3 3
'
traced='spawn pingpong gosched ring coarse'
all=$(awk 'NF && !seen[$1]++ { print $1 }' <<<"$rows")

# command_of WHO NAME PROCS [OPTION...]: how to run it, in cmd.
command_of() {
    local who=$1 name=$2 procs=$3
    shift 3
    if [ "$who" = go ]; then
        cmd=(env GOMAXPROCS="$procs" "$tmp/$name")
    else
        cmd=("$bin" native -q -p "$procs" "$@" "$here/$name.go")
    fi
}

failed=0
lost() {
    failed=1
    echo "native.sh: $*" >&2
    head -n 5 "$tmp/err" >&2
}

# value WHO NAME PROCS FIGURE VALUE: a result of this round.
value() {
    echo "$round $*" >>"$tmp/values"
}

median_ns_per_op() {
    awk '$1 == "ns_per_op" { print $2 }' "$1" | sort -n |
        awk '{ v[NR] = $1 }
            END {
                if (NR > 0)
                    print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2
            }'
}

# timed WHO NAME PROCS AS [OPTION...]: time per op as the program says, and CPU
# time per op of the whole process less that of an empty one.
timed() {
    local who=$1 name=$2 procs=$3 as=$4 cmd
    shift 4
    command_of "$who" "$name" "$procs" "$@"
    : >"$tmp/json"
    if ! { time "${alone[@]}" timeout 120 "${cmd[@]}" \
        >"$tmp/out" 2>"$tmp/err"; } 2>"$tmp/cpu"; then
        lost "$name under $who at $procs procs failed"
        return
    fi
    value "$as" "$name" "$procs" time "$(median_ns_per_op "$tmp/out")"
    value "$as" "$name" "$procs" cpu "$(awk -v base="${empty_cpu[$who]}" '
        NR == FNR { cpu = ($1 + $2) * 1e9; next }
        $1 == "ops" { print (cpu - base) / $2 }' "$tmp/cpu" "$tmp/out")"
}

# resident WHO NAME PROCS: the peak of the resident memory until the program says
# that all are parked, and how many those are, in kib and parked.
resident() {
    local cmd pid words
    command_of "$@"
    exec 3< <(exec "${alone[@]}" "${cmd[@]}" 2>"$tmp/err")
    pid=$!
    kib=
    parked=0
    if read -r -t 120 -u 3 -a words && [ "${words[0]}" = parked ]; then
        parked=${words[1]}
        kib=$(awk '$1 == "VmHWM:" { print $2 }' "/proc/$pid/status")
    else
        kill "$pid" 2>/dev/null || true
    fi
    cat <&3 >/dev/null
    exec 3<&-
}

# memory WHO NAME PROCS: bytes per parked goroutine.
memory() {
    local base
    resident "$1" empty "$3"
    base=$kib
    resident "$@"
    if [ -z "$kib" ] || [ -z "$base" ] || [ "$parked" = 0 ]; then
        lost "$2 under $1 at $3 procs failed"
        return
    fi
    value "$1" "$2" "$3" memory $(((kib - base) * 1024 / parked))
}

# CPU time of an empty program, in ns; the least of a few.
declare -A empty_cpu
cpu_of_empty() {
    local who=$1 cmd
    command_of "$who" empty 1
    for _ in 1 2 3 4 5; do
        { time "${alone[@]}" timeout 120 "${cmd[@]}" \
            >/dev/null 2>"$tmp/err"; } 2>&1
    done | awk '
        { t = $1 + $2 }
        NR == 1 || t < least { least = t }
        END { print least * 1e9 }' >"$tmp/least"
    empty_cpu[$who]=$(cat "$tmp/least")
}

build() {
    [ -e "$tmp/$1" ] || "$go" build -o "$tmp/$1" "$here/$1.go"
}

# compare NAME: both in turn.
compare() {
    local procs who figure
    figure=$(awk -v name="$1" '$1 == name { print $2; exit }' <<<"$rows")
    build "$1"
    for ((round = 1; round <= runs; round++)); do
        for procs in 1 2; do
            for who in gmpsim go; do
                if [ "$figure" = memory ]; then
                    memory $who "$1" $procs
                else
                    timed $who "$1" $procs $who
                fi
            done
        done
    done
}

# trace: with and without a timeline, in turn, and how many events it has per op.
trace() {
    local name procs
    for name in $traced; do
        for ((round = 1; round <= runs; round++)); do
            for procs in 1 2; do
                timed gmpsim "$name" $procs plain
                timed gmpsim "$name" $procs traced \
                    -t /dev/null --summary "$tmp/json"
                value traced "$name" $procs events "$(awk '
                    $1 == "\"events\":" { events = $2 + 0 }
                    $1 == "ops" { print events / $2 }' "$tmp/json" "$tmp/out")"
            done
        done
    done
}

# shellcheck disable=SC2016
common='
    function median(v, n,    i, j, x) {
        for (i = 2; i <= n; i++) {
            x = v[i]
            for (j = i - 1; j > 0 && v[j] > x; j--)
                v[j + 1] = v[j]
            v[j + 1] = x
        }
        return (v[int((n + 1) / 2)] + v[int(n / 2) + 1]) / 2
    }
    function verdict(value, goal) {
        if (goal == "-")
            return "-"
        return value <= goal ? "met" : "missed"
    }'

# The results of one benchmark, all its rows, as CSV.
# shellcheck disable=SC2016
report() {
    awk -v name="$1" "$common"'
        NR == FNR {
            if ($3 == name)
                got[$4, $5, $1, $2] = $6
            if ($1 > rounds)
                rounds = $1
            next
        }
        $1 == name {
            for (procs = 1; procs <= 2; procs++)
                row($2, procs, $3, $(3 + procs))
        }
        function row(figure, procs, unit, goal,    n, r, a, b, ratio, m) {
            n = 0
            for (r = 1; r <= rounds; r++) {
                if (got[procs, figure, r, "gmpsim"] == "" ||
                    got[procs, figure, r, "go"] <= 0)
                    continue # one of them failed
                a[++n] = got[procs, figure, r, "gmpsim"]
                b[n] = got[procs, figure, r, "go"]
                ratio[n] = a[n] / b[n]
            }
            if (n == 0)
                return
            m = median(ratio, n)
            printf "%s,%s,%d,%s,%.1f,%.1f,", name, figure, procs, unit,
                median(a, n), median(b, n)
            printf "%.3f,%.3f,%.3f,%s,%s\n", m, ratio[1], ratio[n], goal,
                verdict(m, goal)
        }' "$tmp/values" - <<<"$rows"
}

# The results of tracing. Writing the file after the run is in the CPU time only.
# The goal is about time: 25 ns per event, or, where those are 1 us apart or
# more, that the program gets slower by less than 5 %.
# shellcheck disable=SC2016
report_trace() {
    awk -v names="$traced" "$common"'
        { got[$3, $4, $1, $2, $5] = $6 }
        $1 > rounds { rounds = $1 }
        END {
            count = split(names, name, " ")
            for (k = 1; k <= count; k++)
                for (procs = 1; procs <= 2; procs++)
                    row(name[k], procs)
        }
        function row(name, procs,    n, r, t, e, plain, with, events, gap, cost, cpu,
            slow) {
            n = 0
            for (r = 1; r <= rounds; r++) {
                t = got[name, procs, r, "plain", "time"]
                e = got[name, procs, r, "traced", "events"]
                if (t <= 0 || e <= 0)
                    continue
                plain[++n] = t
                with[n] = got[name, procs, r, "traced", "time"]
                events[n] = e
                gap[n] = t / e
                cost[n] = (with[n] - t) / e
                slow[n] = (with[n] / t - 1) * 100
                cpu[n] = got[name, procs, r, "traced", "cpu"]
                cpu[n] = (cpu[n] - got[name, procs, r, "plain", "cpu"]) / e
            }
            if (n == 0)
                return
            t = median(gap, n)
            printf "%s,%d,%.1f,%.1f,", name, procs, median(plain, n),
                median(with, n)
            printf "%.2f,%.0f,%.1f,%.1f,%.1f,", median(events, n), t,
                median(cost, n), median(cpu, n), median(slow, n)
            if (t < 1000)
                printf "25 ns,%s\n", verdict(median(cost, n), 25)
            else
                printf "5 %%,%s\n", verdict(median(slow, n), 5)
        }' "$tmp/values"
}

# show HEAD: lines of CSV, as a table unless CSV is asked for; the columns are as
# wide as their names in HEAD.
show() {
    if [ $csv = 1 ]; then
        cat
        return
    fi
    awk -F , -v head="$1" '
        BEGIN {
            n = split(head, h, ",")
            for (i = 1; i <= n; i++)
                width[i] = length(h[i]) < 7 ? 7 : length(h[i])
        }
        {
            line = sprintf("%-11s", $1)
            for (i = 2; i <= n; i++)
                line = line sprintf("  %" width[i] "s", $i)
            print line
        }'
}

want=${*:-$all trace}
for name in $want; do
    if ! grep -qxF -e "$name" <<<"$all"$'\ntrace'; then
        # shellcheck disable=SC2086
        echo "native.sh: no benchmark $name; there are" $all trace >&2
        exit 2
    fi
done
: >"$tmp/values"
build empty
for who in gmpsim go; do
    cpu_of_empty $who
done

[ $csv = 1 ] || echo "$("$go" version), $(nproc) CPUs, medians of $runs rounds"
head=benchmark,figure,procs,unit,gmpsim,go,ratio,lowest,highest,goal,result
[ "$want" = trace ] || show $head <<<$head
for name in $want; do
    if [ "$name" != trace ]; then
        compare "$name"
        report "$name" | show $head
    fi
done
if grep -qw trace <<<"$want"; then
    : >"$tmp/values"
    trace
    [ $csv = 1 ] || echo
    head=traced,procs,plain_ns,traced_ns,events_per_op,gap_ns
    head=$head,ns_per_event,cpu_and_file,slower_percent,goal,result
    show $head <<<$head
    report_trace | show $head
fi
exit $failed
