package runtime

import "unsafe"

// Why the program ends.
const (
	gmpsimExit = iota + 1
	gmpsimPanic
	gmpsimFatal
	gmpsimDeadlock
)

var (
	gmpsimStop   func(why int)
	gmpsimG      guintptr // waits for a deadlock
	gmpsimEnding bool
)

//go:linkname gmpsimAtEnd gmpsim/tracer.atEnd
func gmpsimAtEnd(stop func(why int)) {
	gmpsimStop = stop
	go gmpsimWait()
}

// gmpsimEnd stops the trace, on the goroutine that ends the program.
//
//go:linkname gmpsimEnd os.runtime_gmpsimEnd
func gmpsimEnd(why int) {
	if gmpsimStop == nil {
		return
	}
	gmpsimEnding = true
	gmpsimStop(why)
}

//go:linkname gmpsimIsEnding os.runtime_gmpsimEnding
func gmpsimIsEnding() bool {
	return gmpsimEnding
}

// gmpsimDie is called by fatal, also where no goroutine runs.
func gmpsimDie() {
	gp := getg()
	if gp == gp.m.curg && gp.m.locks == 0 && !gmpsimEnding {
		gmpsimEnd(gmpsimFatal)
	}
}

func gmpsimWait() {
	gmpsimPark()
	gmpsimStop(gmpsimDeadlock)
}

func gmpsimParked(gp *g, _ unsafe.Pointer) bool {
	gmpsimG.set(gp)
	return true
}

// gmpsimDead is called by checkdead, with sched locked, when nobody can go on:
// the trace is stopped first, and then it is called again. A run time that is
// traced has timers of its own, which would hide a deadlock; they are not set.
func gmpsimDead() bool {
	gp := gmpsimG.ptr()
	if gp == nil {
		return false
	}
	mp := mget()
	if mp == nil {
		return false
	}
	pp, _ := pidleget(0)
	if pp == nil {
		return false
	}
	gmpsimG.set(nil)
	gmpsimUnpark(gp)
	globrunqput(gp)
	mp.nextp.set(pp)
	notewakeup(&mp.park)
	return true
}
