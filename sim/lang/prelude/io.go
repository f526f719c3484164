// Package io names what can be read from and written to.
package io

import "errors"

// Reader is what Read reads from.
type Reader interface {
	Read(p []byte) (n int, err error)
}

// Writer is what Write writes to.
type Writer interface {
	Write(p []byte) (n int, err error)
}

// Closer is what can be closed.
type Closer interface {
	Close() error
}

// EOF is what Read returns when there is no more input.
var EOF = errors.New("EOF")

// Discard is a Writer that forgets what is written.
var Discard Writer = discard{}

type discard struct{}

func (discard) Write(p []byte) (int, error)       { return len(p), nil }
func (discard) WriteString(s string) (int, error) { return len(s), nil }

// WriteString writes s to w.
func WriteString(w Writer, s string) (n int, err error) {
	type stringWriter interface {
		WriteString(s string) (n int, err error)
	}
	if sw, ok := w.(stringWriter); ok {
		return sw.WriteString(s)
	}
	return w.Write([]byte(s))
}
