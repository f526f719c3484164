//go:build go1.23

package main

import "iter"

func coroutine() {
	next, stop := iter.Pull(func(yield func(int) bool) {
		for i := 0; i < 3 && yield(i); i++ {
		}
	})
	next()
	next()
	stop()
}
