package runtime

// Until Go 1.21.

func gmpsimPark() {
	gopark(gmpsimParked, nil, waitReasonZero, traceEvGoBlock, 1)
}

func gmpsimUnpark(gp *g) {
	if trace.enabled {
		traceGoUnpark(gp, 0)
	}
	casgstatus(gp, _Gwaiting, _Grunnable)
}
