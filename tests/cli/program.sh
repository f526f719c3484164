# What the program does is what gmpsim shows: its output alone on stdout, its
# status, and Go's own words when it dies.

t 'a snippet'
run run -q -e 'fmt.Println("x", 1+1)'
status 0
out 'x 2'
no_err

t 'a snippet with goroutines'
run run -q -p 1 -e 'for i := 0; i < 3; i++ { go fmt.Println(i) }; time.Sleep(time.Millisecond)'
status 0
out $'2\n0\n1'

t 'a sleep that is over at once runs nobody else, as in Go'
run run -q -p 1 -e 'for i := 0; i < 3; i++ { go fmt.Println(i) }; time.Sleep(1)'
status 0
no_out

t 'a whole program in -e'
run run -q -e $'package main\nfunc main() { print("x\\n") }'
status 0
no_out
err_begins x

t 'the summary is on stderr'
run run -p 2 -e 'fmt.Println(1)'
status 0
out 1
err 'procs 2, 4 cores, seed 1'

t 'what follows the workload is for the program'
run run -q -p 1 -e 'fmt.Println(len(os.Args), os.Args[1:])' -- a -b
status 0
out '3 [a -b]'

t 'output and errors to one file stay in their order'
with '"$BIN" run -q -e "fmt.Println(1); println(2); fmt.Println(3)" 2>&1'
status 0
out $'1\n2\n3'

t 'os.Exit'
run run -q -e 'os.Exit(7)'
status 7
no_out
no_err

t 'os.Exit takes the status modulo 256'
run run -q -e 'os.Exit(256+5)'
status 5

t 'two mistakes are both shown, with carets'
cat >x.go <<'G'
package main

func main() {
	var a int = "one"
	b := nothing
}
G
run run x.go
status 1
no_out
err '^x.go:4:14: error: .*"one"'
err '^x.go:5:7: error: .*nothing'
[ "$(grep -c '^ *|* *	*\^\|^[ 	|0-9]*\^' "$SCRATCH/err")" -ge 2 ] ||
    wrong 'no two carets'
files x.go

t 'what is outside the subset is named with its level'
go_file x.go 'm := map[int]int{}; fmt.Println(len(m))'
run run x.go
status 1
no_out
err '^x.go:4:[0-9]+: error: .*maps are not supported yet \(level S2\)'

t 'check runs nothing'
go_file x.go 'fmt.Println("seen")'
run check x.go
status 0
no_out
no_err

t 'a deadlock, in the words of go1.19'
run run -q -g 1.19 "$ROOT/traces/13-deadlock/main.go"
status 2
out waiting
err_begins 'fatal error: all goroutines are asleep - deadlock!

goroutine 1 [chan receive]:
main.main()'
err '^goroutine [0-9]+ \[chan receive\]:$'
err '^main\.main\.func1\(\)$'
err '^created by main\.main$'

t 'a deadlock, in the words of go1.26'
run run -q -g 1.26 "$ROOT/traces/13-deadlock/main.go"
status 2
err_begins 'fatal error: all goroutines are asleep - deadlock!

goroutine 1 [chan receive]:
main.main()'
err '^created by main\.main in goroutine 1$'

t 'a panic'
run run -q "$ROOT/traces/14-panic/main.go"
status 2
out "the goroutine's deferred call runs"
err_begins 'panic: boom'
err '^goroutine [0-9]+ \[running\]:$'
err '^main\.main\.func1\(\)$'

t 'run-time errors'
run run -q -e 'a := []int{1}; i := 5; fmt.Println(a[i])'
status 2
err_begins 'panic: runtime error: index out of range [5] with length 1'
err '^goroutine 1 \[running\]:$'
run run -q -e 'a, b := 1, 0; fmt.Println(a / b)'
status 2
err_begins 'panic: runtime error: integer divide by zero'
run run -q -e 'var p *int; fmt.Println(*p)'
status 2
err_begins 'panic: runtime error: invalid memory address or nil pointer dereference'
run run -q -e 'var c chan int; close(c)'
status 2
err_begins 'panic: close of nil channel'
run run -q -e 'var m sync.Mutex; m.Unlock()'
status 2
err 'fatal error: sync: unlock of unlocked mutex'

t 'a negative WaitGroup'
run run -q -e 'var wg sync.WaitGroup; wg.Done()'
status 2
err_begins 'panic: sync: negative WaitGroup counter'

t 'a deadlock leaves a whole timeline'
run run -q -t x.trace "$ROOT/traces/13-deadlock/main.go"
status 2
run check x.trace
status 0
grep -q 'why=deadlock' x.trace || wrong 'no end in the timeline'

t 'time is virtual'
run run -q -e 'a := time.Now(); time.Sleep(20 * time.Minute); fmt.Println(time.Since(a) >= 20*time.Minute, time.Now().Unix() - a.Unix() >= 1200)'
status 0
out 'true true'

t 'the virtual epoch'
run run -q -e 'fmt.Println(time.Now().Unix())'
status 0
out 1257894000

t 'output of more than a buffer comes whole'
run run -q -e 'for i := 0; i < 100000; i++ { fmt.Println("line", i) }'
status 0
[ "$(md5sum <"$SCRATCH/out")" = "$(seq -f 'line %.0f' 0 99999 | md5sum)" ] ||
    wrong 'other lines'

t 'a limit of real time'
run run -q --wall-limit 100ms -t "$SCRATCH/wall.trace" -e 'for {}'
status 124
err 'stopped: wall limit'
"$BIN" check "$SCRATCH/wall.trace" || wrong 'the timeline is not valid'

t 'the reader of stdout goes away'
with '$BIN run -q -e "for { fmt.Println(1) }" | head -n 1'
status 0
out 1

t 'a sleep that never ends is no deadlock'
run native -q --wall-limit 100ms -e 'time.Sleep(1<<63 - 1)'
status 124

t 'channels of timers are those of the versions of Go and of the language'
for engine in run native; do
    for options in '' '--go 1.25' '--lang go1.23'; do
        # shellcheck disable=SC2086 # options
        run $engine -q $options -e 'fmt.Println(cap(time.Tick(1)))'
        status 0
        out 0
    done
    for options in '--go 1.22' '--lang go1.22' '--lang go1.23 --go 1.22'; do
        # shellcheck disable=SC2086
        run $engine -q $options -e 'fmt.Println(cap(time.Tick(1)))'
        status 0
        out 1
    done
done
