# --schedtrace, --scheddetail, and GODEBUG.

t 'schedtrace goes to standard error, the program to standard output'
run run -q -p 1 --schedtrace 1000 -e 'fmt.Println(1)
time.Sleep(2 * time.Second)'
status 0
out '1'
err '^SCHED 0ms: gomaxprocs=1 idleprocs='
err '^SCHED 10[0-9][0-9]ms: '
[ "$(grep -c . "$SCRATCH/err")" = 2 ] || wrong 'there are not 2 lines'

t 'scheddetail'
run run -q -p 1 --schedtrace 1000 --scheddetail -e 'time.Sleep(time.Second)'
status 0
err '^  P0: status='
err '^  G1: status=4\(sleep\) m=nil lockedm=nil$'

t 'the same by GODEBUG'
with 'GODEBUG=schedtrace=1000,scheddetail=1 "$BIN" run -q -p 1 -e "time.Sleep(time.Second)"'
status 0
err '^  G1: status=4\(sleep\) m=nil lockedm=nil$'

t 'an option counts more than GODEBUG'
with 'GODEBUG=schedtrace=1 "$BIN" run -q -p 1 --schedtrace 60000 -e "time.Sleep(time.Second)"'
status 0
[ "$(grep -c . "$SCRATCH/err")" = 1 ] || wrong 'there is more than one line'

t 'scheddetail alone'
run run --scheddetail -e 'fmt.Println(1)'
status 64
no_out
err '--scheddetail needs --schedtrace'

for value in 0 -1 1s '' 2147483648; do
    t "--schedtrace='$value'"
    run run "--schedtrace=$value" -e 'fmt.Println(1)'
    status 64
    err 'schedtrace'
done

t 'GODEBUG=asyncpreemptoff=1'
# Without signals a loop that calls nothing keeps the only P for ever.
loop='go func() { for { } }()
runtime.Gosched()
fmt.Println(1)'
with "GODEBUG=asyncpreemptoff=1 \"\$BIN\" run -q -p 1 -t x.trace --time-limit 1s -e '$loop'"
status 124
no_out
grep -q '^# godebug: asyncpreemptoff=1$' x.trace || wrong 'the timeline is silent'
with "\"\$BIN\" run -q -p 1 -t x.trace --time-limit 1s -e '$loop'"
status 0
grep -q godebug x.trace && wrong 'the timeline names GODEBUG'

t 'GODEBUG=asyncpreemptoff=1, natively'
with "GODEBUG=asyncpreemptoff=1 \"\$BIN\" native -q -p 1 --wall-limit 200ms -e '$loop'"
status 124
no_out
