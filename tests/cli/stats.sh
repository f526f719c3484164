# stats, --expect: figures of a run and of its timeline.

two='var wg sync.WaitGroup
for i := 0; i < 4; i++ { wg.Add(1); go func() { work.CPU(5 * time.Millisecond); wg.Done() }() }
wg.Wait()'

t 'the tables'
with '"$BIN" run -q -p 2 -t x.trace -e "'"$two"'"'
run stats x.trace
status 0
no_err
out_has '^  P0 +9[0-9]\.[0-9]%'
out_has '^  G6 +[0-9]+ +5\.0[0-9]*ms .* main\.main\.func1$'
out_has 'sync\.WaitGroup\.Wait +1 '
out_has '^  goroutines running at once: 1\.9[0-9] on average$'
out_has '^  work 20\.[0-9]*ms  span 5\.[0-9]*ms  work/span [34]\.[0-9]+: at most'

t 'the same figures as the summary, in JSON'
with '"$BIN" run -q -p 2 -t x.trace --summary s.json -e "'"$two"'" && "$BIN" stats --json x.trace >t.json &&
    for k in cores cpu_ns events exit goroutines goroutines_peak handoffs makespan_ns netpolls preemptions procs seed \
        steals switches syscalls threads_peak timers_fired max p50 p90 p99; do
        a=$(grep "\"$k\": [0-9]" s.json) b=$(grep "\"$k\": [0-9]" t.json)
        [ -n "$a" ] && [ "${a%,}" = "${b%,}" ] || echo "$k: $a, $b"
    done'
status 0
no_out

t 'many goroutines are shown by function, unless all are wanted'
with '"$BIN" run -q -p 2 -t x.trace -e "for i := 0; i < 100; i++ { go work.CPU(time.Microsecond) }; time.Sleep(time.Millisecond)"
    "$BIN" stats x.trace | grep -c "^  100 "; "$BIN" stats --all x.trace | grep -c "^  G"'
out '1
101'

t 'a native timeline has no cores'
with '"$BIN" native -q -p 2 -t x.trace -e "'"$two"'"'
run stats x.trace
status 0
out_has '^  P1 '
run stats --json x.trace
out_has '"work_ns": [1-9]'

t 'the same bytes each time'
with '"$BIN" run -q -p 2 -t x.trace -e "'"$two"'" && "$BIN" stats x.trace >a && "$BIN" stats - <x.trace >b && cmp a b'
status 0

t 'expected of a timeline'
with '"$BIN" run -q -p 2 -t x.trace -e "'"$two"'"'
run stats -q --expect 'span < 6ms' --expect 'speedup_max > 3' --expect 'parallelism > 1.9' x.trace
status 0
no_out
no_err
run stats -q --expect 'span < 1ms' --expect 'steals > 1000' x.trace
status 3
no_out
err "^gmpsim: expected span < 1ms, but it is 5\.[0-9]+ms$"
err '^gmpsim: expected steals > 1000, but it is [0-9]+$'

t 'expected of a run'
run run -q -p 2 --expect 'procs == 2' --expect 'makespan < 1s' -e 'println(1)'
status 0
run run -q --expect 'goroutines == 7' -e 'println(1)'
status 3
err '^gmpsim: expected goroutines == 7, but it is 1$'

t 'expected of a native run'
run native -q -p 2 --expect 'goroutines == 2' --expect 'p50.sched_wait < 1h' -e 'go work.CPU(1000); work.IO(1000000)'
status 0
run native -q --expect 'makespan < 1ns' -e 'println(1)'
status 3
err '^gmpsim: expected makespan < 1ns, but it is '

t "the program's own failure wins"
run run -q --expect 'goroutines == 7' -e 'os.Exit(9)'
status 9
err 'expected goroutines == 7'

t 'an expectation that is none'
run run --expect 'stels > 0' -e 'println(1)'
status 64
err "there is no figure 'stels'"
err '^Figures: cores cpu_ns '
run run --expect 'work > 0' -e 'println(1)'
status 64
err "known of a whole timeline only"

t 'a timeline that is wrong'
with 'printf "# gmpsim timeline 1\n# procs: 1\n# cores: 1\n5\t0\t0\t0\t1\tGoDestroy\t-\n" >x.trace'
run stats x.trace
status 1
no_out
err '^x\.trace:4: error: '

t 'no timeline'
run stats
status 64
run stats nowhere.trace
status 66
