# The network: gmpsim/work's Get and net/http over the links of the machine.

# A machine with 8 Mbit/s (1 byte per us) to "far", 1 ms away, whose answers of
# 5000 bytes take 2 ms, and nobody else.
link() {
    cat >link.xml <<'X'
<?xml version="1.0"?>
<!DOCTYPE platform SYSTEM "https://simgrid.org/simgrid.dtd">
<platform version="4.1">
  <zone id="all" routing="Full">
    <host id="machine" speed="3Gf" core="4"/>
    <host id="near" speed="3Gf"/>
    <host id="far" speed="3Gf">
      <prop id="http_bytes" value="5000"/>
      <prop id="http_ns" value="2000000"/>
    </host>
    <link id="l" bandwidth="8Mbps" latency="1ms"/>
    <link id="n" bandwidth="8Gbps" latency="10us"/>
    <route src="machine" dst="far"><link_ctn id="l"/></route>
    <route src="machine" dst="near"><link_ctn id="n"/></route>
  </zone>
</platform>
X
}

# program FILE STATEMENTS: with in(d, f) to print how many whole ms f takes.
program() {
    cat >"$1" <<X
package main

import (
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"gmpsim/work"
)

func in(f func()) {
	start := time.Now()
	f()
	us := time.Since(start) / time.Microsecond
	fmt.Println(int64(us+500) / 1000)
}

func all(n int, f func(i int)) {
	var wg sync.WaitGroup
	for i := 0; i < n; i++ {
		wg.Add(1)
		go func(i int) {
			defer wg.Done()
			f(i)
		}(i)
	}
	wg.Wait()
}

func page(url string) {
	resp, err := http.Get(url)
	if err != nil {
		fmt.Println(err)
		return
	}
	io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
}

var used = work.CPU

func main() {
$2
}
X
}

# A round trip to connect, one to ask, 2 ms that far takes, and the bytes.
t 'one transfer: two round trips and its bytes'
link
program x.go 'in(func() { work.Get("far", 100000) })
in(func() { work.Get("far", 0) })
in(func() { page("http://far/") })'
for procs in 1 4; do
    run run -q -m ./link.xml -p $procs x.go
    status 0
    out '106
6
11'
done

t 'to the nanosecond, but for what the program does itself'
link
program x.go 'work.Get("far", 100000)'
for bytes in 100000 100007; do
    program x.go "work.Get(\"far\", $bytes)"
    run run -q -m ./link.xml -t $bytes.trace x.go
    status 0
done
# When the G is woken, in ns after it began to wait.
waits() {
    awk -F'\t' '$7 == "GoUnblock" && /netpoll/ { last = $1 }
        $6 == "GoUnblock" && /netpoll/ { last = $1 } END { print last }' "$1"
}
[ $(($(waits 100007.trace) - $(waits 100000.trace))) = 7000 ] ||
    wrong "7 bytes take $(($(waits 100007.trace) - $(waits 100000.trace))) ns"

t 'flows share a link, and no other'
link
program x.go 'in(func() { all(2, func(int) { work.Get("far", 100000) }) })
in(func() { all(4, func(int) { work.Get("far", 50000) }) })
in(func() { all(2, func(i int) { work.Get([]string{"far", "near"}[i], 100000) }) })'
run run -q -m ./link.xml x.go
status 0
out '206
206
106'

t 'a thousand requests need no threads'
program x.go 'all(1000, func(int) { page("http://example.com/") })'
run run -q -p 1 --summary s.json x.go
status 0
no_out
threads=$(sed -n 's/.*"threads_peak": \([0-9]*\).*/\1/p' s.json)
us=$(($(sed -n 's/.*"makespan_ns": \([0-9]*\).*/\1/p' s.json) / 1000))
[ "$threads" -le 5 ] || wrong "$threads threads"
# 1000 pages of 10000 bytes at 12.5 bytes per us and two round trips of 20 ms
[ "$us" -ge 840000 ] && [ "$us" -le 848000 ] || wrong "$us us"

# Four shapes of load: few long flows, many short ones, bursts, and a mix with
# computing, system calls and timers.
shapes() {
    program few.go 'all(5, func(i int) { work.Get("internet", 1000001*i) })'
    program many.go 'all(100, func(i int) {
	for k := 0; k < 3; k++ {
		work.Get("internet", 37*i%5000)
	}
})'
    program bursts.go 'all(5, func(b int) {
	time.Sleep(time.Duration(b*b) * 7 * time.Millisecond)
	all(30, func(i int) { work.Get("internet", 1000*(i%7)) })
})'
    program mix.go 'all(45, func(i int) {
	switch i % 3 {
	case 0:
		page("http://example.com/")
	case 1:
		for k, x := 0, 1; k < 20000; k++ {
			x = x*3 + k
		}
		work.CPU(time.Millisecond)
		work.Get("internet", 100)
	default:
		for k := 0; k < 10; k++ {
			time.Sleep(time.Duration(i) * 70 * time.Microsecond)
			work.Syscall(30 * time.Microsecond)
		}
	}
})'
}

t 'no end of a transfer is missed: the same when SimGrid is stepped always'
shapes
for shape in few many bursts mix; do
    for options in '-p 1' '-p 4' '-p 2 --go 1.0' '-p 2 --go 1.13' \
        '-p 3 --noise on'; do
        read -ra o <<<"$options"
        run run -q "${o[@]}" -t lazy.trace $shape.go
        status 0
        run run -q "${o[@]}" -t again.trace $shape.go
        with "GMPSIM_TEST_STEP=1 \"\$BIN\" run -q ${o[*]} -t each.trace $shape.go"
        status 0
        cmp -s lazy.trace again.trace || wrong "$shape $options: not the same twice"
        cmp -s lazy.trace each.trace || wrong "$shape $options: differs"
        run check lazy.trace
        status 0
    done
done

t 'bodies that nobody reads or closes, and ends with transfers under way'
program x.go 'all(20, func(int) {
	resp, err := http.Get("http://example.com/")
	if err != nil || resp.ContentLength != 10000 {
		fmt.Println(err)
	}
})
for i := 0; i < 20; i++ {
	go work.Get("internet", 1000000000)
}
time.Sleep(time.Second)'
run run -q x.go
status 0
no_out
run outcomes --seeds 5 x.go
status 0
out_has '^1 outcome of 5 seeds'

t 'a body that is closed early'
program x.go 'for i := 0; i < 3; i++ {
	resp, _ := http.Get("http://example.com/")
	resp.Body.Close()
	_, err := resp.Body.Read(make([]byte, 1))
	fmt.Println(err)
}'
run run -q x.go
status 0
out 'http: read on closed response body
http: read on closed response body
http: read on closed response body'

t 'no such host'
link
program x.go 'page("http://nowhere.example/")
work.Get("nowhere", 1)'
run run -q -m ./link.xml x.go
status 2
out 'Get "http://nowhere.example/": dial tcp: lookup nowhere.example: no such host'
err 'panic: work.Get: lookup nowhere: no such host'

t 'not with --cpu fluid'
program x.go 'page("http://example.com/")'
run run -q --cpu fluid x.go
status 0
out 'Get "http://example.com/": dial tcp: example.com: connect: operation not supported'

t 'http.Get natively, over loopback'
cat >x.go <<'G'
package main

import (
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

func main() {
	var wg sync.WaitGroup
	start := time.Now()
	for i := 0; i < 8; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			resp, err := http.Get("http://example.com/")
			if err != nil {
				panic(err)
			}
			defer resp.Body.Close()
			b, err := io.ReadAll(resp.Body)
			fmt.Println(resp.StatusCode, len(b), err)
		}()
	}
	wg.Wait()
	// Two round trips of 20 ms, and 80,000 bytes at 12.5 MB/s.
	fmt.Println(time.Since(start) >= 46*time.Millisecond)
}
G
with '"$BIN" native -q -p 1 -t x.trace x.go | uniq -c | sed "s/^ *//" && "$BIN" check x.trace'
status 0
out '8 200 10000 <nil>
1 true'
run run -q -p 1 x.go
status 0
out_has '^true$'
