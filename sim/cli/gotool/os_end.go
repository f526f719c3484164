package os

func runtime_gmpsimEnding() bool // in the run time
func runtime_gmpsimEnd(why int)

// A program that ends drops its other goroutines at once: they write nothing
// while the trace is stopped.
func gmpsimWrite() {
	if runtime_gmpsimEnding() {
		select {}
	}
}
