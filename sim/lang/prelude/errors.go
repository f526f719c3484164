// Package errors makes error values.
package errors

// errorString has a pointer as its value, so that two errors of the same text
// differ.
type errorString struct {
	s string
}

func (e *errorString) Error() string { return e.s }

// New returns an error with that text.
func New(text string) error {
	return &errorString{text}
}
