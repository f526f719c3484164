#!/bin/bash
# export: every golden timeline, fresh runs on 1, 2 and 4 Ps, one of real threads
# and those of real Go's traces, in every format: what reads the format takes it,
# and the same timeline gives the same bytes. jq reads Chrome's, protoc
# Perfetto's, pj_dump or pj_validate (pajeng) and an awk program Paje's, gmpsim
# itself and Go's own tool (1.23 or newer) Go's; what is not there is skipped.
# A timeline that goes to a trace of Go and back is the same in what happened to
# Ps and goroutines.
. "$(dirname "$0")/lib.sh"

need_binary
cd "$ROOT" || exit 1
mkdir "$SCRATCH/t"
cp traces/golden/*.trace "$SCRATCH/t"
for p in 1 2 4; do
    "$BIN" run -q -p $p -c $p -t "$SCRATCH/t/run-$p.trace" traces/09-pipeline/main.go
    "$BIN" run -q -p $p -c 2 -t "$SCRATCH/t/syscall-$p.trace" traces/05-syscall/main.go
done >"$SCRATCH/out" 2>&1
"$BIN" native -q -p 2 -t "$SCRATCH/t/native.trace" traces/05-syscall/main.go \
    >"$SCRATCH/out" 2>&1
for file in tests/gotraces/*.out; do
    "$BIN" import go -q "$file" -o "$SCRATCH/t/$(basename "$file" .out).trace"
done
cd "$SCRATCH" || exit 1

# The tools that are there.
tool=
while read -r go; do
    version=$("$go" env GOVERSION 2>err | sed -n 's/^go1\.\([0-9]*\).*/\1/p')
    [ "${version:-0}" -ge 23 ] && tool=$go
done < <(go_toolchains)
[ -n "$tool" ] || skip 'export: no Go 1.23 or newer reads what is written for it'
paje=
for command in pj_validate pj_dump; do
    [ -n "$paje" ] || paje=$(command -v $command)
done
[ -n "$paje" ] || skip 'export: no pj_validate or pj_dump (package pajeng)'
command -v jq >/dev/null || skip 'export: no jq to read JSON'
command -v protoc >/dev/null ||
    skip 'export: no protoc (package protobuf-compiler) to read protobufs'

# In each process and thread slices nest; a flow that ends has begun before;
# tracks with slices have names.
read -r -d '' chrome <<'JQ'
def ns: if . == null then 0 else (. * 1000 | round) end;
.traceEvents as $all
| [$all[] | select(.ph == "X")] as $x
| ([$all[] | select(.name == "thread_name") | "\(.pid) \(.tid)"]) as $named
| ([$x[] | select(.flow_out) | {key: "\(.bind_id)", value: (.ts | ns)}]
    | from_entries) as $out
| ([$x[] | "\(.pid) \(.tid)"] | unique - $named | length) as $nameless
| ([$x[] | select(.flow_in)
    | select($out["\(.bind_id)"] == null or $out["\(.bind_id)"] > (.ts | ns))]
    | length) as $loose
| ([$x | group_by([.pid, .tid])[] | [.[] | select(.dur > 0)] | sort_by(.ts)
    | . as $s | range(1; length)
    | select(($s[. - 1].ts | ns) + ($s[. - 1].dur | ns) > ($s[.].ts | ns))]
    | length) as $overlap
| "\($x | length > 0) \($nameless) \($loose) \($overlap)"
JQ

# Lines in the order of time; containers, values and links are there before they
# are used, and all links end.
check_paje() {
    awk '
        function no(why) { print NR ": " why ": " $0; bad = 1 }
        /^%/ { next }
        $1 < 5 { type[$2] = 1; next }
        $1 == 5 { value[$2] = 1; if (!($3 in type)) no("type"); next }
        $2 + 0 < last + 0 { no("time goes back") }
        { last = $2 }
        $1 == 6 { has[$3] = 1; if (!($4 in type)) no("type"); next }
        !($3 in type) { no("type") }
        !($4 in has) { no("container") }
        $1 == 8 && !($5 in value) { no("value") }
        $1 == 10 { open[$7] = $3; n++; if (!($6 in has)) no("from") }
        $1 == 11 { if (open[$7] != $3) no("link"); delete open[$7]
            if (!($6 in has)) no("to") }
        END { for (f in open) { print "open link " f; bad = 1 }
            exit bad || NR == 0 }' "$1"
}

# What a trace of Go tells, line by line: Ms by the order in which they come; who
# tells that GOMAXPROCS changed, takes a P or wakes, if it is no M, is not told;
# reasons that Go tells together are one.
events() {
    awk -F '\t' -v OFS='\t' '
        /^#/ || $6 !~ /^(Proc(Start|Stop|Steal)|Go|Syscall)/ { next }
        {
            split($7, part, " ")
            d = ""
            for (i in part)
                if (part[i] ~ /^(new|fn|line|why|call)=/) d = d " " part[i]
                else if (part[i] ~ /^reason=/) {
                    r = substr(part[i], 8)
                    if (r ~ /^(sync\.|semacquire)/ && r !~ /Cond/) r = "sync"
                    if (r ~ /nil%20chan|no%20cases|panicwait/) r = "forever"
                    d = d " reason=" r
                }
            if ($6 == "ProcSteal") $3 = "-"
            if ($6 == "GoCreate" && $3 == "-") next
            print $1, $4, $5, $6, d, $3
        }' "$1" | sort -k 1,1n -k 2 | awk -F '\t' -v OFS='\t' '
        $6 != "-" { if (!($6 in m)) m[$6] = n++; $6 = m[$6] }
        { print }'
}

# again FORMAT NAME: the same bytes once more, through standard output.
again() {
    "$BIN" export "$1" - <"t/$2.trace" >again 2>err
    cmp -s "x.$1" again || fail "$2: $1 gives other bytes the second time"
}

for trace in t/*.trace; do
    name=$(basename "$trace" .trace)
    for format in chrome perfetto paje go; do
        if "$BIN" export $format "$trace" -o x.$format 2>err; then
            again $format "$name"
            pass
        else
            fail "$name: export $format" err
        fi
    done
    if command -v jq >/dev/null; then
        got=$(jq -r "$chrome" x.chrome 2>err)
        if [ "$got" = 'true 0 0 0' ]; then pass; else
            fail "$name: chrome: slices, nameless, loose, overlapping: $got" err
        fi
    fi
    if command -v protoc >/dev/null; then
        if protoc -I "$ROOT/tests" --decode=perfetto.protos.Trace \
            perfetto.proto <x.perfetto >out 2>err &&
            grep -q SLICE_BEGIN out && ! grep -qE '^ *[0-9]+:' out; then
            pass
        else
            fail "$name: perfetto: protoc does not know all of it" err
        fi
    fi
    if check_paje x.paje >out; then pass; else fail "$name: paje" out; fi
    if [ -n "$paje" ]; then
        if "$paje" x.paje >out 2>err; then pass; else
            fail "$name: ${paje##*/}" err
        fi
    fi
    if "$BIN" check x.go 2>err; then pass; else
        fail "$name: gmpsim check refuses the Go trace" err
    fi
    if [ -n "$tool" ]; then
        if "$tool" tool trace -d=parsed x.go >out 2>err; then pass; else
            fail "$name: Go's parser refuses the Go trace" err
        fi
    fi
    # Real Go's own are not told as a timeline tells them.
    if [[ $name != go1.* ]]; then
        "$BIN" import go -q x.go -o back.trace 2>err
        events "$trace" >there
        events back.trace >back
        same "$name: differs when it comes back from a Go trace" there back
    fi
done

# Two timelines side by side.
for format in chrome perfetto paje; do
    if "$BIN" export $format t/syscall-2.trace t/native.trace -o x.$format 2>err; then
        pass
    else
        fail "two timelines: $format" err
    fi
done
check_paje x.paje >out || fail 'two timelines: paje' out
if command -v jq >/dev/null; then
    got=$(jq -r "$chrome, ([.traceEvents[].pid] | unique | @text)" x.chrome 2>err | tr '\n' ' ')
    if [ "$got" = 'true 0 0 0 [1,2] ' ]; then pass; else
        fail "two timelines: chrome: $got" err
    fi
fi
finish
