// Package testing runs the Test functions of a workload whose name ends in
// _test.go, and reports as the program that go test -c makes of them.
package testing

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"
)

// T is a test that runs, or waits for others, or has ended.
type T struct {
	name   string
	parent *T
	level  int // of helpers, 0 for the one that runs them all
	queue  *limiter

	mu       sync.Mutex // guards what follows
	output   string
	failed   bool
	skipped  bool
	finished bool // it ended by itself, FailNow or SkipNow
	done     bool // and has been reported
	cleanups []func()
	helpers  []string // functions that are not places of errors
	names    []string // of subtests

	start    time.Time
	duration time.Duration
	parallel bool
	signal   chan bool // it is done, or waits for its turn
	barrier  chan bool // closed: the parallel ones may begin
	sub      []*T      // those
}

// InternalTest is a Test function.
type InternalTest struct {
	Name string
	F    func(*T)
}

// limiter lets so many parallel tests run at once.
type limiter struct {
	mu      sync.Mutex
	running int
	waiting int
	max     int
	next    chan bool
}

func (l *limiter) acquire() {
	l.mu.Lock()
	if l.running < l.max {
		l.running++
		l.mu.Unlock()
		return
	}
	l.waiting++
	l.mu.Unlock()
	<-l.next
}

func (l *limiter) release() {
	l.mu.Lock()
	if l.waiting == 0 {
		l.running--
		l.mu.Unlock()
		return
	}
	l.waiting--
	l.mu.Unlock()
	l.next <- true
}

// caller describes the skip-th caller of its caller.
func caller(skip int) (file string, line int, function string, ok bool)

func base(path string) string {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '/' {
			return path[i+1:]
		}
	}
	return path
}

// isHelper says whether t or a test above it was told so by Helper.
func (t *T) isHelper(function string) bool {
	for ; t != nil; t = t.parent {
		for _, h := range t.helpers {
			if h == function {
				return true
			}
		}
	}
	return false
}

// place returns "file:line: " of the skip-th caller, helpers left out.
func (t *T) place(skip int) string {
	for {
		file, line, function, ok := caller(skip)
		if !ok {
			return "???:1: "
		}
		skip++
		if !t.isHelper(function) {
			return fmt.Sprintf("%s:%d: ", base(file), line)
		}
	}
}

// indented puts first before the first line of s and rest before the others.
func indented(s, first, rest string) string {
	out := first
	for i := 0; i < len(s); i++ {
		out += s[i : i+1]
		if s[i] == '\n' && i+1 < len(s) {
			out += rest
		}
	}
	return out
}

func (t *T) log(s string, skip int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(s) == 0 || s[len(s)-1] != '\n' {
		s += "\n"
	}
	to := t
	if t.done {
		for to = t.parent; to != nil && to.done; to = to.parent {
		}
		if to == nil {
			panic("Log in goroutine after " + t.name + " has completed: " + s)
		}
		to.mu.Lock()
		defer to.mu.Unlock()
	}
	to.output += indented(s, "    "+t.place(skip+1), "        ")
}

// Name returns the name of the test.
func (t *T) Name() string { return t.name }

// Log notes what fmt.Println would print; it is shown if the test fails.
func (t *T) Log(args ...any) { t.log(fmt.Sprintln(args...), 2) }

// Logf notes what fmt.Printf would print.
func (t *T) Logf(format string, args ...any) { t.log(fmt.Sprintf(format, args...), 2) }

// Error is Log and Fail.
func (t *T) Error(args ...any) {
	t.log(fmt.Sprintln(args...), 2)
	t.Fail()
}

// Errorf is Logf and Fail.
func (t *T) Errorf(format string, args ...any) {
	t.log(fmt.Sprintf(format, args...), 2)
	t.Fail()
}

// Fatal is Log and FailNow.
func (t *T) Fatal(args ...any) {
	t.log(fmt.Sprintln(args...), 2)
	t.FailNow()
}

// Fatalf is Logf and FailNow.
func (t *T) Fatalf(format string, args ...any) {
	t.log(fmt.Sprintf(format, args...), 2)
	t.FailNow()
}

// Skip is Log and SkipNow.
func (t *T) Skip(args ...any) {
	t.log(fmt.Sprintln(args...), 2)
	t.SkipNow()
}

// Skipf is Logf and SkipNow.
func (t *T) Skipf(format string, args ...any) {
	t.log(fmt.Sprintf(format, args...), 2)
	t.SkipNow()
}

// Fail says that the test has failed, and goes on.
func (t *T) Fail() {
	if t.parent != nil {
		t.parent.Fail()
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.done {
		panic("Fail in goroutine after " + t.name + " has completed")
	}
	t.failed = true
}

// FailNow is Fail, and ends the goroutine.
func (t *T) FailNow() {
	t.Fail()
	t.mu.Lock()
	t.finished = true
	t.mu.Unlock()
	runtime.Goexit()
}

// Failed says whether the test has failed.
func (t *T) Failed() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.failed
}

// SkipNow ends the test, which was skipped.
func (t *T) SkipNow() {
	t.mu.Lock()
	t.skipped = true
	t.finished = true
	t.mu.Unlock()
	runtime.Goexit()
}

// Skipped says whether the test was skipped.
func (t *T) Skipped() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.skipped
}

// Helper says that the function that calls it is no place to report.
func (t *T) Helper() {
	_, _, function, ok := caller(1)
	t.mu.Lock()
	defer t.mu.Unlock()
	if ok && !t.isHelper(function) {
		t.helpers = append(t.helpers, function)
	}
}

// Cleanup has f called when the test and its subtests are over.
func (t *T) Cleanup(f func()) {
	t.mu.Lock()
	t.cleanups = append(t.cleanups, f)
	t.mu.Unlock()
}

func (t *T) runCleanups() {
	// Also when one of them ends the goroutine.
	defer func() {
		t.mu.Lock()
		more := len(t.cleanups) > 0
		t.mu.Unlock()
		if more {
			t.runCleanups()
		}
	}()
	for {
		t.mu.Lock()
		n := len(t.cleanups)
		if n == 0 {
			t.mu.Unlock()
			return
		}
		f := t.cleanups[n-1]
		t.cleanups = t.cleanups[:n-1]
		t.mu.Unlock()
		f()
	}
}

// Parallel lets the test wait until those that are not parallel are over, and
// run beside other parallel ones then.
func (t *T) Parallel() {
	if t.parallel {
		panic("testing: t.Parallel called multiple times")
	}
	t.parallel = true
	t.duration += time.Since(t.start)
	t.parent.sub = append(t.parent.sub, t)
	t.signal <- true
	<-t.parent.barrier
	t.queue.acquire()
	t.start = time.Now()
}

// subName returns the full name of a subtest, unlike those before it.
func (t *T) subName(name string) string {
	if t.level == 0 {
		return name
	}
	clean := ""
	for _, r := range name {
		switch {
		case r == ' ' || r >= '\t' && r <= '\r' || r == 0x85 || r == 0xa0:
			clean += "_"
		case r < ' ' || r == 0x7f:
			q := fmt.Sprintf("%q", r)
			clean += q[1 : len(q)-1]
		default:
			clean += string(r)
		}
	}
	full := t.name + "/" + clean
	if clean == "" {
		full += "#00"
	}
	unique := full
	for i := 1; t.hasName(unique); i++ {
		unique = fmt.Sprintf("%s#%02d", full, i)
	}
	t.names = append(t.names, unique)
	return unique
}

func (t *T) hasName(name string) bool {
	for _, n := range t.names {
		if n == name {
			return true
		}
	}
	return false
}

// Run runs f as a subtest of t, and says whether it has not failed.
func (t *T) Run(name string, f func(t *T)) bool {
	t.mu.Lock()
	name = t.subName(name)
	t.mu.Unlock()
	sub := &T{
		name:    name,
		parent:  t,
		level:   t.level + 1,
		queue:   t.queue,
		signal:  make(chan bool, 1),
		barrier: make(chan bool),
	}
	go tRunner(sub, f)
	if !<-sub.signal {
		runtime.Goexit() // the subtest called FailNow of this one
	}
	return !sub.Failed()
}

// flush hands the text and what t has noted to the test above.
func (t *T) flush(text string) {
	p := t.parent
	p.mu.Lock()
	defer p.mu.Unlock()
	t.mu.Lock()
	defer t.mu.Unlock()
	text += t.output
	t.output = ""
	if p.parent == nil {
		fmt.Print(text)
		return
	}
	p.output += indented(text, "    ", "    ")
}

func (t *T) verdict() string {
	return fmt.Sprintf("--- FAIL: %s (%.2fs)\n", t.name, t.duration.Seconds())
}

// die reports what there is and panics on.
func (t *T) die(err any) {
	t.Fail()
	for ; t.parent != nil; t = t.parent {
		t.mu.Lock()
		t.duration += time.Since(t.start)
		t.mu.Unlock()
		t.flush(t.verdict())
	}
	panic(err)
}

// strayExit returns what went wrong when the goroutine has ended in another way
// than by return, FailNow or SkipNow; or false: a test above was ended.
func (t *T) strayExit() (err any, signal bool) {
	exit := errors.New("test executed panic(nil) or runtime.Goexit")
	for p := t.parent; p != nil; p = p.parent {
		p.mu.Lock()
		finished := p.finished
		p.mu.Unlock()
		if finished {
			t.Errorf("%v: subtest may have called FailNow on a parent test", exit)
			return nil, false
		}
	}
	return exit, true
}

// finishSubtests runs the parallel subtests, whose turn has come.
func (t *T) finishSubtests() {
	t.queue.release()
	close(t.barrier)
	for _, sub := range t.sub {
		<-sub.signal
	}
	begin := time.Now()
	t.runCleanups()
	t.duration += time.Since(begin)
	if !t.parallel {
		t.queue.acquire()
	}
}

func (t *T) end(err any) {
	signal := true
	t.mu.Lock()
	finished := t.finished
	t.mu.Unlock()
	if err == nil && !finished {
		err, signal = t.strayExit()
	}
	if err != nil {
		t.die(err)
	}
	defer func() { t.signal <- signal }()
	t.duration += time.Since(t.start)
	if len(t.sub) > 0 {
		t.finishSubtests()
	} else if t.parallel {
		t.queue.release()
	}
	if t.parent != nil && t.Failed() {
		t.flush(t.verdict())
	}
	t.mu.Lock()
	t.done = true
	t.mu.Unlock()
}

func tRunner(t *T, f func(t *T)) {
	defer func() { t.end(recover()) }()
	defer func() {
		if len(t.sub) == 0 {
			t.runCleanups()
		}
	}()
	t.start = time.Now()
	f(t)
	t.mu.Lock()
	t.finished = true
	t.mu.Unlock()
}

// runFile runs all tests one after the other, and exits.
func runFile(tests []InternalTest) {
	if len(tests) == 0 {
		fmt.Fprintln(os.Stderr, "testing: warning: no tests to run")
	}
	root := &T{
		signal:  make(chan bool, 1),
		barrier: make(chan bool),
		queue: &limiter{
			running: 1,
			max:     runtime.GOMAXPROCS(0),
			next:    make(chan bool),
		},
	}
	tRunner(root, func(t *T) {
		for _, test := range tests {
			t.Run(test.Name, test.F)
		}
	})
	<-root.signal
	if root.Failed() {
		fmt.Println("FAIL")
		os.Exit(1)
	}
	fmt.Println("PASS")
}

// Main is what the program of a test file calls.
func Main(matchString func(pat, str string) (bool, error), tests []InternalTest) {
	runFile(tests)
}
