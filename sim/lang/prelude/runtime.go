// Package runtime controls the scheduler.
package runtime

// The machine and the compiler that programs ask about.
const (
	GOOS     = "linux"
	GOARCH   = "amd64"
	Compiler = "gc"
)

// Error is what run-time errors are, beside error.
type Error interface {
	Error() string
	RuntimeError()
}

// Gosched lets others run; the goroutine goes to the end of the global queue.
func Gosched()

// GOMAXPROCS returns the number of Ps and sets it to n, if n > 0.
func GOMAXPROCS(n int) int

// NumCPU returns the number of cores.
func NumCPU() int

// NumGoroutine returns the number of goroutines.
func NumGoroutine() int

// Goexit runs the deferred calls and ends the goroutine.
func Goexit()

// GC collects nothing, as memory is never freed; it takes the time of stopping
// the world and lets others run.
func GC()

// LockOSThread binds the goroutine to its thread: it alone runs there, and
// nowhere else, until UnlockOSThread has been called as often, or it ends, and
// the thread with it.
func LockOSThread()

// UnlockOSThread undoes one LockOSThread.
func UnlockOSThread()

func goMinor() int

// Version returns the version of the simulated Go.
func Version() string {
	n := goMinor()
	s := ""
	for ; n > 0; n /= 10 {
		s = string(rune('0'+n%10)) + s
	}
	return "go1." + s
}

// KeepAlive does nothing: memory is not collected.
func KeepAlive(x any) {}
