# Limits and signals: status 124 or death by the signal, and a timeline that is
# valid and marked.

# marked: x.trace is valid and says that it was cut.
marked() {
    tail -n 1 x.trace | grep -q '^# truncated: ' || wrong 'it is not marked'
    run check x.trace
    status 0
}

t '--time-limit'
run run -q --time-limit 5ms -t x.trace -e 'for {}'
status 124
err 'time limit'
files x.trace
marked

t '--time-limit stops sleepers'
run run -q --time-limit 5ms -e 'time.Sleep(time.Hour); fmt.Println("late")'
status 124
no_out

t 'the longest sleep there is'
run run -q -e 'time.Sleep(1<<63 - 1); fmt.Println("late")'
status 124
no_out

t 'a program that ends at once is not stopped by its limit'
run run -q --time-limit 1s -e 'fmt.Println(1)'
status 0

t '--time-limit is one hour unless said otherwise'
run run -q -e 'time.Sleep(59 * time.Minute); fmt.Println(1)'
status 0
out 1
run run -q -e 'time.Sleep(61 * time.Minute); fmt.Println(1)'
status 124

t '--event-limit'
run run -q --event-limit 1000 -t x.trace -e 'for { runtime.Gosched() }'
status 124
err 'event limit'
marked

t '--memory-limit'
run run -q --memory-limit 64M -e 'var a []int; for { a = append(a, 1) }'
[ "$got" = 124 ] || status 2
err 'memory'

t 'memory that the shell does not give'
if grep -q __asan_init "$BIN"; then
    skip_case 'AddressSanitizer needs terabytes of addresses'
else
    with 'ulimit -v 1000000; $BIN run -q -e "var a []int; for { a = append(a, 1) }"'
    [ "$got" = 124 ] || status 2
    err 'memory'
fi

# The program runs for ever; half a second is enough for it to be running.
for signal in INT:130 TERM:143; do
    t "SIG${signal%:*} leaves a valid timeline"
    with "exec timeout --preserve-status -s ${signal%:*} 0.5 \$BIN run -q \
        --time-limit 1000h -t x.trace -e 'for { time.Sleep(time.Millisecond) }'"
    status "${signal#*:}"
    files x.trace
    tail -n 1 x.trace | grep -q '^# truncated: ' || wrong 'it is not marked'
    run check x.trace
    status 0
done

t 'SIGINT while it only computes'
with "exec timeout --preserve-status -s INT 0.5 \$BIN run -q \
    --time-limit 100000h -e 'for {}'"
status 130
files

t 'no descriptor for standard output'
with '$BIN run -q -e "fmt.Println(1)" >&-'
status 74

t 'nothing but the files that were named is opened, and no network'
if strace -o /dev/null true 2>/dev/null; then
    go_file x.go 'fmt.Println(1)'
    with 'export ASAN_OPTIONS=detect_leaks=0 # which strace makes impossible
        strace -f -o log -e trace=network,openat,open,creat \
        $BIN run -q -t x.trace x.go'
    status 0
    grep -E '(socket|connect|bind|sendto)\(' log >net &&
        wrong "network: $(head -n 1 net)"
    # What was opened for writing, outside the folder and the kernel's files.
    grep -E 'open(at)?\(.*(O_WRONLY|O_RDWR|O_CREAT)' log |
        grep -vE '"(x\.trace|\.x\.trace[^"]*|\./[^"]*|/dev/[^"]*)"' >written &&
        wrong "written: $(head -n 1 written)"
    rm -f net written log
    files x.go x.trace
else
    skip_case 'strace does not work here'
fi
