package runtime

// Since Go 1.22.

func gmpsimPark() {
	gopark(gmpsimParked, nil, waitReasonZero, traceBlockSystemGoroutine, 1)
}

func gmpsimUnpark(gp *g) {
	trace := traceAcquire()
	casgstatus(gp, _Gwaiting, _Grunnable)
	if trace.ok() {
		trace.GoUnpark(gp, 0)
		traceRelease(trace)
	}
}
