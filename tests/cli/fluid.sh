# gmpsim run --cpu fluid: SimGrid shares the cores.

program() {
    cat >fluid.go <<'X'
package main

import (
	"os"
	"sync"
	"time"

	"gmpsim/work"
)

func main() {
	var wg sync.WaitGroup
	for i := 0; i < int(os.Args[1][0]-48); i++ {
		wg.Add(1)
		go func() {
			work.CPU(500 * time.Millisecond)
			wg.Done()
		}()
	}
	wg.Wait()
}
X
}

# makespan OPTIONS...: in us, into $us.
makespan() {
    run run -q --summary s.json "$@"
    status 0
    us=$(($(sed -n 's/.*"makespan_ns": \([0-9]*\).*/\1/p' s.json) / 1000))
}

# For cores, procs and goroutines: what the slower of the two resources takes.
# Where there are more procs than cores, turns of whole slices do not come out
# even at the end: 1.2 % is what that makes.
t 'as long as the cores take, and as our own slices'
program
for cores in 1 2 4; do
    for procs in 1 2 4 8; do
        for n in 1 2 3 4 8; do
            makespan --cpu slice -c $cores -p $procs fluid.go $n
            slice=$us
            makespan --cpu fluid -c $cores -p $procs fluid.go $n
            low=$((slice * 99 / 100)) high=$((slice * 101 / 100))
            [ $cores = 1 ] || [ $procs -le $cores ] || low=$((slice * 985 / 1000))
            [ "$us" -ge $low ] && [ "$us" -le $high ] ||
                wrong "$cores cores, $procs procs, $n: $slice us, fluid $us us"
            ideal=$((500000 * n / cores))
            [ $procs -lt $cores ] || [ $procs -lt $n ] || [ $n -lt $cores ] ||
                { [ "$us" -ge $ideal ] &&
                    [ "$us" -le $((ideal * 101 / 100)) ]; } ||
                wrong "$cores cores, $procs procs, $n: fluid $us us"
        done
    done
done

t 'the same bytes twice, and a timeline that passes'
program
run run -q --cpu fluid -c 2 -p 8 -t a.trace fluid.go 5
status 0
run run -q --cpu fluid -c 2 -p 8 -t b.trace fluid.go 5
status 0
cmp a.trace b.trace || wrong 'two runs differ'
grep -q '^# cpu: fluid$' a.trace || wrong 'no cpu in the header'
if grep -q CoreStart a.trace; then wrong 'a core in the timeline'; fi
run check a.trace
status 0

t 'CPU time is that of the cores'
program
run run --cpu fluid -c 2 -p 8 --summary s.json fluid.go 5
status 0
err '^gmpsim: .*cpu fluid, laptop-4: procs 8, 2 cores'
cpu=$(sed -n 's/.*"cpu_ns": \([0-9]*\),$/\1/p' s.json | tail -n 1)
[ $((cpu / 10000000)) = 250 ] || wrong "cpu_ns $cpu"

t 'channels, sleep, system calls and preemption'
run run -q --cpu fluid -c 1 -p 4 -t x.trace -e '
c := make(chan int)
go func() { for i := 0; i < 100; i++ { c <- i; work.CPU(time.Millisecond) }; close(c) }()
go func() { for i := 0; ; i++ { } }()
go func() { for { work.Syscall(time.Millisecond); work.CPU(time.Microsecond) } }()
n := 0
for v := range c { n += v; time.Sleep(time.Millisecond) }
fmt.Println(n)'
status 0
out_has '^4950$'
run check x.trace
status 0

t 'refused where SimGrid cannot share'
run run --cpu fluid -m big.LITTLE-8 -e 'println(1)'
status 64
err 'has cores of different speeds'
run run --cpu fluid -m server-256 -e 'println(1)'
status 64
err 'has cores with several threads'
run run --cpu fluid -m container -e 'println(1)'
status 64
err 'has a quota of CPU time'
run run --cpu fluid --noise on -e 'println(1)'
status 64
run run --cpu liquid -e 'println(1)'
status 64
err "must be slice or fluid"
run run --cpu fluid -c 5 -e 'println(1)'
status 64
