# explain: why a goroutine runs at some time, or not.

busy='for i := 0; i < 3; i++ { go work.CPU(20 * time.Millisecond) }
work.IO(50 * time.Millisecond)'

t 'a simulated timeline'
with '"$BIN" run -q -p 1 -t x.trace -e "'"$busy"'"'
status 0
run explain x.trace --g 7 --at 5ms
status 0
no_err
out_has '^G7 \(.*\) at 5ms: it does not run, it could: it waits for its turn\.$'
out_has '^It is number [1-9] of [1-9] in the run queue of P0'
out_has '^P0 runs G[0-9]+ \(.*\) since .*, by rule [a-z]+ \(.*\)\.$'
out_has '^It runs from .* on, on P0: rule '
run explain --at=5ms --g=G1 x.trace
status 0
out_has '^It waits for the network poller \(IO wait\) since '

t 'the same bytes each time'
with '"$BIN" run -q -p 1 -t x.trace -e "'"$busy"'" &&
    "$BIN" explain x.trace --g 7 --at 5ms >a && "$BIN" explain --g 7 --at 5ms - <x.trace >b && cmp a b'
status 0

t 'a native timeline'
with '"$BIN" native -q -p 1 -t x.trace -e "'"$busy"'"'
status 0
run explain x.trace --g 1 --at 10ms
status 0
out_has '^It waits for the network poller'

t 'a goroutine that is not there'
with '"$BIN" run -q -p 1 -t x.trace -e "'"$busy"'"'
run explain x.trace --g 99 --at 5ms
status 1
no_out
err "'x.trace' has no G99; the highest is G8"

t 'a time after the end'
with '"$BIN" run -q -p 1 -t x.trace -e "'"$busy"'"'
run explain x.trace --g 1 --at 2h
status 1
no_out
err "'x.trace' has no 2h0m0s: it ends at "

t 'no timeline'
run explain x.trace --g 1 --at 5ms
status 66
no_out

t 'a wrong timeline'
echo '# gmpsim timeline 1' >x.trace
run explain x.trace --g 1 --at 5ms
status 1
no_out
err 'x.trace:1: error'

for wrong_options in '--g 1' '--at 1ms' '--g 0 --at 1ms' '--g x --at 1ms' \
    '--g 1 --at 1' '--g 1 --at -1ms' '--g 4294967296 --at 1ms' \
    '--g 1 --at 1ms y.trace'; do
    t "explain x.trace $wrong_options"
    touch x.trace
    # shellcheck disable=SC2086
    run explain x.trace $wrong_options
    status 64
    no_out
done
