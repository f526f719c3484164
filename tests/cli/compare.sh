# compare: what is true however fast or busy the machine is.

# Without a timing: goroutines that run one after the other.
ordered='c := make(chan int); go func() { c <- 1 }(); fmt.Println(<-c)'

t 'compare: a table, and nothing of the program on standard output'
run compare -p 1 --runs 3 -e "$ordered"
status 0
no_err
out_has 'GOMAXPROCS 1, 1 core|GOMAXPROCS 1, [0-9]+ cores'
out_has '^ +simulated +native +range of 3 runs +error$'
for row in makespan 'CPU time' switches steals preemptions; do
    out_has "^$row +[0-9]"
done
out_has '^main +simulated +2 '
out_has '^main\.1 +simulated +1 '
out_has '^  main\.func1\(\) +native +[0-9]+ '
out_has '^start order: as simulated in 3 of 3 native runs$'
out_has '^  simulated +main, main\.1$'
out_has '^output: as simulated in all runs$'
grep -qx 1 "$SCRATCH/out" && wrong "the program's output is there"
awk 'length > 80 { exit 1 }' "$SCRATCH/out" || wrong 'a line is too long'
files

t 'compare: the run time has no rows'
run compare -p 1 --runs 1 -e "$ordered"
status 0
grep -q 'runtime' "$SCRATCH/out" && wrong 'a goroutine of the run time'

t 'compare --json'
run compare -p 1 --runs 3 --json --seed 5 -e "$ordered"
status 0
no_err
if command -v jq >/dev/null; then
    cp "$SCRATCH/out" x.json
    jq -e '.seed == 5 and .procs == 1 and
        (.executors.native.runs | length) == 3 and
        (.goroutines | map(.path)) == ["main", "main.1"] and
        .goroutines[1].starts.sim == {"median": 1, "min": 1, "max": 1} and
        (.goroutines[1].starts.native | keys) ==
            ["error_percent", "max", "median", "min", "sim_inside_range"] and
        .goroutines[0].fn == "main.main" and
        .order.sim == ["main", "main.1"] and
        .order.native == {"identical": 3, "first_difference": null} and
        .output.native == {"same": 3, "reordered": 0, "different": 0} and
        .figures.makespan_ns.sim.median > 0 and
        .figures.makespan_ns.native.min <= .figures.makespan_ns.native.max and
        .tolerance_percent == null and .within_tolerance.native == null' \
        x.json >/dev/null 2>&1 || wrong "$(head -c 300 x.json)"
    jq -r 'keys_unsorted | join(" ")' x.json >keys
    jq -r 'keys | join(" ")' x.json | cmp -s keys || wrong 'keys are not sorted'
else
    skip_case 'no jq'
fi

t 'compare: outputs that differ'
# No two clocks agree to the nanosecond.
run compare -p 1 --runs 2 -e 'fmt.Println("a"); fmt.Println(time.Now().UnixNano())'
status 0
out_has 'different in 2$'
out_has '^  simulated +line 2: [0-9]+$'
out_has '^  native run 1 +line 2: [0-9]+$'

t 'compare --tolerance that nothing can exceed'
run compare -p 1 --runs 1 --tolerance 1000000 -e "$ordered"
status 0
out_has '^verdict: close enough: '

t 'compare --tolerance that is exceeded'
# One sleeps longer than the other by what real time adds.
run compare -p 1 --runs 1 --tolerance 0 -e 'time.Sleep(time.Millisecond)'
status 3
no_err
out_has '^verdict: too far: '
run compare -p 1 --runs 1 --tolerance 0 --json -e 'time.Sleep(time.Millisecond)'
status 3
out_has '"native": false'

t 'compare: the status of the program is told, not taken'
run compare --runs 2 -e 'os.Exit(7)'
status 0
out_has '^exit: as simulated in 2 of 2 native runs$'
out_has '^  simulated +status 7$'

t 'compare: a panic'
run compare --runs 2 -e 'panic("boom")'
status 0
no_err
out_has '^  simulated +status 2, panic: panic: boom'
out_has '^  native run 1 +status 2, panic: panic: boom'

t 'compare: a deadlock'
run compare -p 2 --runs 2 "$ROOT/traces/13-deadlock/main.go"
status 0
no_err
out_has '^  native run 1 +status 2, deadlock: fatal error: all goroutines'

t 'compare: more goroutines than the table has rows'
run compare -p 1 --runs 1 -e 'for i := 0; i < 40; i++ { go func() {}() }
    time.Sleep(time.Millisecond)'
status 0
out_has '^30 more +simulated +30 '
out_has '^  all together +native +[0-9]+ '

t 'compare from standard input'
go_file x.go "$ordered"
with '$BIN compare --runs 1 - <x.go'
status 0
out_has '^stdin$'

t 'compare: a workload that is wrong'
go_file x.go 'fmt.Printn(1)'
run compare x.go -o x.svg
status 1
no_out
err '^x\.go:[0-9]+:'
files x.go

t 'compare: a missing workload'
run compare none.go
status 66
no_out

t 'compare --wall-limit'
run compare --wall-limit 200ms -o x.svg -e 'for {}'
status 124
no_out
err 'the simulation was stopped: wall limit'
files

t 'compare: SIGINT'
with "exec timeout --preserve-status -s INT 0.5 \$BIN compare \
    --runs 100 -o x.svg -e 'time.Sleep(10 * time.Second)'"
status 130
no_out
files

for value in 0 -1 101 x '' 1.5; do
    t "compare --runs='$value'"
    run compare "--runs=$value" -e "$ordered"
    status 64
    no_out
    err 'runs'
done

for value in -1 x '' 1e3 nan 10% 1000001 0x10 ' 1'; do
    t "compare --tolerance='$value'"
    run compare "--tolerance=$value" -e "$ordered"
    status 64
    no_out
    err 'tolerance'
done

t 'compare: more cores than the machine has'
run compare -m laptop-4 -c 5 -e "$ordered"
status 64
err 'laptop-4'

t 'compare: a picture of an unknown kind'
run compare -o x.bmp -e "$ordered"
status 64
no_out
files

t 'compare: a picture in no folder is refused before anything runs'
run compare -o none/x.svg -e 'for {}'
status 73
no_out

t 'compare: a picture over the workload'
go_file x.svg "$ordered"
cp x.svg before
run compare x.svg -o x.svg
status 73
cmp -s x.svg before || wrong 'the workload was overwritten'

t 'compare: no room for the table'
with "\$BIN compare --runs 1 -e '$ordered' >/dev/full"
status 74
err 'standard output'

t 'compare: the picture has both runs'
if ! command -v gnuplot >/dev/null; then
    skip_case 'no gnuplot'
else
    go_file x.go "$ordered"
    run compare -p 2 --runs 2 --title '`touch PWNED` <&> "x"' x.go -o x.svg
    status 0
    no_err
    files x.go x.svg
    for text in '>simulated: makespan ' '>native: makespan .*the median' '>P1<' \
        '>main.1 (main.func1)<' 'touch PWNED'; do
        grep -q "$text" x.svg || wrong "no '$text'"
    done
    grep -q 'runtime' x.svg && wrong 'a goroutine of the run time'
    if command -v xmllint >/dev/null; then
        xmllint --noout --nonet x.svg 2>"$SCRATCH/err" || wrong 'not well-formed'
    fi

    t 'compare: PNG and PDF'
    run compare --runs 1 -e "$ordered" -o x.png
    status 0
    [ "$(head -c 8 x.png | od -An -tx1)" = ' 89 50 4e 47 0d 0a 1a 0a' ] ||
        wrong 'it is not PNG'
    run compare --runs 1 -e "$ordered" -o x.pdf
    status 0
    [ "$(head -c 5 x.pdf)" = '%PDF-' ] || wrong 'it is not PDF'
    files x.png x.pdf

    t 'compare: the picture is there when the tolerance is exceeded'
    run compare --runs 1 --tolerance 0 -e 'time.Sleep(time.Millisecond)' -o x.svg
    status 3
    files x.svg

    t 'compare: a picture that was there stays when gnuplot fails'
    echo old >x.svg
    mkdir bin && printf '#!/bin/sh\nexit 1\n' >bin/gnuplot && chmod +x bin/gnuplot
    with "PATH=\$PWD/bin:\$PATH \$BIN compare --runs 1 -e '$ordered' -o x.svg"
    status 71
    err 'gnuplot failed'
    [ "$(cat x.svg)" = old ] || wrong 'the old picture is gone'
    files bin bin/gnuplot x.svg
fi

t 'compare: two timelines'
with '"$BIN" run -q -p 1 -t a.trace -e "go func() { println(1) }(); go func() { println(2) }(); time.Sleep(1000000)" &&
    "$BIN" run -q -p 1 --policy fifo -t b.trace -e "go func() { println(1) }(); go func() { println(2) }(); time.Sleep(1000000)"'
run compare a.trace b.trace
status 0
no_err
out_has '^A: a\.trace: .*, sim, go1\.[0-9]+, machine laptop-4, GOMAXPROCS 1$'
out_has '^ +A +B +error$'
out_has '^main\.1 +A +1 '
out_has '^start order: not as in A$'
out_has '^decisions: A has [0-9]+, B [0-9]+; they part at number 2:$'
out_has '^  A +at .* P0 runs main\.2, main\.func2\(\)$'
out_has '^ +by rule runnext: '
out_has '^parallelism: the curves of goroutines that run at once are '
awk 'length > 80 { exit 1 }' "$SCRATCH/out" || [ "$(awk 'length > 80' "$SCRATCH/out" | grep -vc '^[AB]: ')" = 0 ] ||
    wrong 'a line is too long'
run compare a.trace a.trace
status 0
out_has '^decisions: the same [0-9]+ goroutines were put on Ps'
out_has ' 0\.0% apart$'

t 'compare: timelines of two executors, as JSON'
with '"$BIN" run -q -p 1 -t a.trace -e "'"$ordered"'" && "$BIN" native -q -p 1 -t b.trace -e "'"$ordered"'" &&
    "$BIN" compare --json a.trace b.trace'
status 0
out_has '"first_difference": null'
out_has '"parallelism_difference_percent": \{'

t 'compare: tolerance of timelines'
with '"$BIN" run -q -p 1 -t a.trace -e "work.CPU(1000)"; "$BIN" run -q -p 1 -t b.trace -e "work.CPU(2000000)"'
run compare --tolerance 10 a.trace b.trace
status 3
out_has '^verdict: too far'
run compare --tolerance 10 b.trace b.trace
status 0

t 'compare: timelines that are wrong or not there'
with '"$BIN" run -q -p 1 -t a.trace -e "println(1)"; printf "# gmpsim timeline 1\n# procs: 1\n# cores: 1\nx\n" >b.trace'
run compare a.trace
status 64
err 'compare needs two timelines'
run compare a.trace a.trace a.trace
status 64
run compare a.trace b.trace
status 1
err '^b\.trace:4: error: '
run compare a.trace nowhere.trace
status 66
run compare -o a.png a.trace nowhere.trace
status 66
files a.trace b.trace

t 'compare: the picture of two timelines must not be one of them'
with '"$BIN" run -q -p 1 -t a.trace -e "println(1)"; cp a.trace b.trace; ln a.trace c.png; ln b.trace d.png'
run compare a.trace b.trace -o c.png
status 73
run compare a.trace b.trace -o d.png
status 73
