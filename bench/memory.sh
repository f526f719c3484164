#!/bin/bash
# memory.sh GMPSIM [PART]: what the programs of bench/memory need at most, in the
# simulator and natively on two Ps, as CSV; exit status 1 when it is more than
# the goal. PART: only a PART-th of the work of each program, for a quick look;
# bytes for each then say little.
set -u

bin=${1:?usage: bench/memory.sh GMPSIM [PART]}
part=${2:-1}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/memory
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
status=0
[ -x /usr/bin/time ] || {
    echo "memory.sh: /usr/bin/time is missing (Debian package time)" >&2
    exit 2
}

# Megabytes that a program may need, whatever its length; or bytes for each of
# what it makes.
goal_mb() {
    case $1 in
    short | after) echo 1000 ;;
    waiting) echo $((600 * $2 / 1000000 + 40)) ;;
    esac
}

echo 'program,engine,n,seconds,peak_mb,goal_mb,bytes_each'
for file in "$here"/*.go; do
    name=$(basename "$file" .go)
    n=$(sed -n 's/^const n = //p' "$file")
    n=$((n / part))
    sed "s/^const n = .*/const n = $n/" "$file" >"$tmp/$name.go"
    for engine in run native; do
        if ! /usr/bin/time -o "$tmp/time" -f '%e %M' "$bin" $engine -q -p 2 \
            --memory-limit 4G "$tmp/$name.go" >"$tmp/err" 2>&1; then
            cat "$tmp/err" >&2
            status=1
            continue
        fi
        read -r seconds kb <"$tmp/time"
        goal=$(goal_mb "$name" "$n")
        [ $((kb / 1000)) -le "$goal" ] || status=1
        echo "$name,$engine,$n,$seconds,$((kb / 1000)),$goal,$((kb * 1024 / n))"
    done
done
exit $status
