# outcomes: what a program prints over seeds, and how often.

four='var wg sync.WaitGroup
for i := 0; i < 10; i++ { wg.Add(1); go func(i int) { fmt.Println(i); wg.Done() }(i) }
wg.Wait()'

t 'one outcome'
run outcomes --seeds 7 -e 'fmt.Println("hi")'
status 0
no_err
out_has '^1 outcome of 7 seeds, noise on$'
out_has '^     7   100\.0        1     0  1: hi$'

t 'the most frequent is first, and each seed shows what the table says'
with '"$BIN" outcomes --json --seeds 40 -p 2 -c 2 -e "'"$four"'" >j &&
    jq -e "([.outcomes[].count] | add) == 40" j >/dev/null &&
    jq -e "(.outcomes | length > 1) and .outcomes[0].count >= .outcomes[1].count" j >/dev/null &&
    for n in 0 1; do
        jq -j ".outcomes[$n].stdout" j >want
        "$BIN" run -q --noise on -p 2 -c 2 -s "$(jq ".outcomes[$n].seed" j)" -e "'"$four"'" >got
        cmp want got || exit 1
    done'
status 0

t 'the number of workers does not matter'
with '"$BIN" outcomes --seeds 40 -j 1 -p 2 -e "'"$four"'" >a &&
    "$BIN" outcomes --seeds 40 -j 7 -p 2 -e "'"$four"'" >b && cmp a b'
status 0

t 'exits, errors and limits are outcomes'
run outcomes --seeds 3 -e 'panic("no")'
status 0
out_has '^     3   100\.0        1     2  \(prints nothing\)  \[panic: no\]$'
run outcomes --seeds 3 --time-limit 1ms -e 'for { time.Sleep(time.Second) }'
status 0
out_has '^     3   100\.0        1   124  \(prints nothing\)  stopped: time limit$'

t 'without noise and chance all seeds are alike'
run outcomes --seeds 40 --noise off -p 2 -c 2 -e "$four"
status 0
out_has '^1 outcome of 40 seeds, noise off$'

for wrong in '--seeds 0' '--noise maybe' '--jobs 0' '--policy none'; do
    t "outcomes $wrong"
    # shellcheck disable=SC2086
    run outcomes $wrong -e 'fmt.Println()'
    status 64
    no_out
done
