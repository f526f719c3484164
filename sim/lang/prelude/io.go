// Package io names what can be read from and written to.
package io

import (
	"errors"
	"sync"
)

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

// ReadCloser is what can be read from and closed.
type ReadCloser interface {
	Read(p []byte) (n int, err error)
	Close() error
}

// WriteCloser is what can be written to and closed.
type WriteCloser interface {
	Write(p []byte) (n int, err error)
	Close() error
}

// ReadWriter is what can be read from and written to.
type ReadWriter interface {
	Read(p []byte) (n int, err error)
	Write(p []byte) (n int, err error)
}

// ReaderFrom is a Writer that knows how to copy from a Reader.
type ReaderFrom interface {
	ReadFrom(r Reader) (n int64, err error)
}

// EOF is what Read returns when there is no more input.
var EOF = errors.New("EOF")

// ErrUnexpectedEOF is the error of input that ends too early.
var ErrUnexpectedEOF = errors.New("unexpected EOF")

// ErrShortWrite is the error of a Writer that takes less than all.
var ErrShortWrite = errors.New("short write")

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

// Buffers of Discard that nobody uses.
var (
	buffersMu sync.Mutex
	buffers   [][]byte
)

func takeBuffer() []byte {
	buffersMu.Lock()
	defer buffersMu.Unlock()
	n := len(buffers)
	if n == 0 {
		return make([]byte, 8192)
	}
	b := buffers[n-1]
	buffers = buffers[:n-1]
	return b
}

// ReadFrom reads r to its end.
func (discard) ReadFrom(r Reader) (n int64, err error) {
	b := takeBuffer()
	for err == nil {
		got := 0
		got, err = r.Read(b)
		n += int64(got)
	}
	buffersMu.Lock()
	buffers = append(buffers, b)
	buffersMu.Unlock()
	if err == EOF {
		err = nil
	}
	return n, err
}

// Copy copies from src to dst up to the end of src.
func Copy(dst Writer, src Reader) (written int64, err error) {
	if to, ok := dst.(ReaderFrom); ok {
		return to.ReadFrom(src)
	}
	b := make([]byte, 32<<10)
	for {
		n, err := src.Read(b)
		if n > 0 {
			m, werr := dst.Write(b[:n])
			written += int64(m)
			if werr != nil {
				return written, werr
			}
			if m != n {
				return written, ErrShortWrite
			}
		}
		if err == EOF {
			return written, nil
		}
		if err != nil {
			return written, err
		}
	}
}

// ReadAll reads r to its end.
func ReadAll(r Reader) ([]byte, error) {
	b := make([]byte, 0, 512)
	for {
		n, err := r.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		if err == EOF {
			return b, nil
		}
		if err != nil {
			return b, err
		}
		if len(b) == cap(b) {
			b = append(b, 0)[:len(b)]
		}
	}
}

type nopCloser struct {
	r Reader
}

func (c nopCloser) Read(p []byte) (int, error) { return c.r.Read(p) }
func (nopCloser) Close() error                 { return nil }

// NopCloser returns r with a Close that does nothing.
func NopCloser(r Reader) ReadCloser { return nopCloser{r} }
