#!/bin/sh
# sim.sh GMPSIM [RUNS]: scheduler events per CPU second of the simulator, as CSV:
# the median of RUNS runs (default 5) of each workload in bench/workloads at 1, 4
# and 64 Ps, without a timeline.
set -eu
bin=${1:?usage: bench/sim.sh GMPSIM [RUNS]}
runs=${2:-5}
here=$(cd "$(dirname "$0")" && pwd)
json=$(mktemp)
trap 'rm -f "$json"' EXIT

field() { sed -n "s/^  \"$1\": \([0-9]*\),*$/\1/p" "$json"; }

echo "workload,procs,events,switches,cpu_ms,events_per_s,ns_per_event"
for file in "$here"/workloads/*.go; do
	for procs in 1 4 64; do
		machine=laptop-4
		[ "$procs" = 64 ] && machine=server-64
		for _ in $(seq "$runs"); do
			"$bin" run -q -p "$procs" -m "$machine" --summary "$json" "$file" >/dev/null
			echo "$(field host_cpu_ns) $(field events) $(field switches)"
		done | sort -n | awk -v name="$(basename "$file" .go)" -v procs="$procs" '
			{ line[NR] = $0 }
			END {
				split(line[int((NR + 1) / 2)], v, " ")
				printf "%s,%d,%d,%d,%.1f,%.0f,%.1f\n", name, procs, v[2],
					v[3], v[1] / 1e6, v[2] / (v[1] / 1e9), v[1] / v[2]
			}'
	done
done
