# A quota of CPU time: the shape that programs in containers show.

# figures PROCS: requests, P50 and P99 (ns) of the load balancer's clients.
figures() {
    "$BIN" run -q -m container -p "$1" -t "$1.trace" \
        "$ROOT/traces/18-quota/main.go" | awk '
        function ns(s) {
            return s ~ /ms$/ ? s * 1e6 : s ~ /µs$/ ? s * 1e3 : s * 1e9
        }
        $1 == "requests:" { n = $2 }
        $1 == "p50:" { p50 = ns($2) }
        $1 == "p99:" { printf "%d %d %d\n", n, p50, ns($2) }'
}

t 'throughput ends at the quota, P99 grows beyond it, P50 falls'
read -r n1 p50_1 p99_1 < <(figures 1)
read -r n2 p50_2 p99_2 < <(figures 2)
read -r n4 p50_4 p99_4 < <(figures 4)
read -r n16 p50_16 p99_16 < <(figures 16)
[ $((n2 * 10)) -gt $((n1 * 19)) ] || wrong "2 Ps: $n2 requests, 1 P: $n1"
[ "$n4" -le $((n2 + n2 / 100)) ] || wrong "4 Ps: $n4 requests, 2 Ps: $n2"
[ "$n16" -lt "$n4" ] || wrong "16 Ps: $n16 requests, 4 Ps: $n4"
[ "$p99_2" -lt "$p99_1" ] || wrong "P99 with 2 Ps: $p99_2, 1 P: $p99_1"
[ "$p99_4" -gt $((3 * p99_2)) ] || wrong "P99 with 4 Ps: $p99_4, 2 Ps: $p99_2"
[ "$p99_16" -ge "$p99_4" ] || wrong "P99 with 16 Ps: $p99_16, 4 Ps: $p99_4"
[ "$p50_1" -gt "$p50_2" ] && [ "$p50_2" -gt "$p50_4" ] &&
    [ "$p50_4" -gt "$p50_16" ] || wrong "P50: $p50_1 $p50_2 $p50_4 $p50_16"

t 'throttling is in the timeline'
figures 16 >/dev/null
run check 16.trace
status 0
grep -q 'CoreStop.why=throttled' 16.trace || wrong 'no throttled CoreStop'

t 'GOMAXPROCS is what the quota is worth from Go 1.25 on'
run run -q -m container -e 'fmt.Println(runtime.GOMAXPROCS(0), runtime.NumCPU())'
out '2 16'
run run -q -m container -g 1.23 -e 'fmt.Println(runtime.GOMAXPROCS(0))'
out '16'
run run -q -m container -p 3 -e 'fmt.Println(runtime.GOMAXPROCS(0))'
out '3'

t 'a machine says where its cores lie'
run models machines server-256
out_has '^2 sockets$'
out_has '^2 threads on each of 128 physical cores, at 60 %'

t 'a compute-bound program is no faster than its cores'
# hog CORES: the makespan in ms.
hog() {
    "$BIN" run -q -p 8 -m server-16 -c "$1" --os "$2" --summary s.json \
        "$ROOT/traces/03-cpu-bound/main.go" >/dev/null
    sed -n 's/.*"makespan_ns": \([0-9]*\)[0-9]\{6\},*$/\1/p' s.json
}
for os in linux-5 linux-6; do
    one=$(hog 1 $os) two=$(hog 2 $os) four=$(hog 4 $os) eight=$(hog 8 $os)
    [ $((two * 19)) -lt $((one * 10)) ] || wrong "$os: $one ms, then $two"
    [ $((four * 18)) -lt $((two * 10)) ] || wrong "$os: $two ms, then $four"
    [ $((eight - four)) -le 1 ] || wrong "$os: $four ms, then $eight"
done
