// Package fmt prints. Formatting itself is done by the bodyless functions; what
// they cannot do is call the methods Error and String of operands. So methods
// lists the values whose methods the text needs, in order, they are called
// here, and the text is made from the results.
package fmt

import (
	"errors"
	"io"
	"os"
)

// Stringer is what has a text of its own.
type Stringer interface {
	String() string
}

// How operands are printed, for methods and sprintf.
const (
	kindPrint = iota
	kindPrintln
	kindPrintf
	kindErrorf
)

func methods(kind int, format string, a []any) []any
func print(fd int, a, done []any) (n int, err error)
func println(fd int, a, done []any) (n int, err error)
func printf(fd int, format string, a, done []any) (n int, err error)
func sprint(a, done []any) string
func sprintln(a, done []any) string
func sprintf(kind int, format string, a, done []any) string

// isNil says whether v holds a nil pointer.
func isNil(v any) bool {
	return sprintf(kindPrintf, "%p", []any{v}, nil) == "0x0"
}

// panicText is the result of a method that panicked: what follows "%!v".
type panicText string

// call returns the text of v, which is an error or a Stringer, or what fmt
// prints when its method panics: a panicText, or nil for a nil receiver.
func call(v any) (result any) {
	method := "String"
	defer func() {
		if r := recover(); r != nil {
			if isNil(v) {
				result = nil
				return
			}
			text := "(PANIC=" + method + " method: " + Sprint(r) + ")"
			result = panicText(text)
		}
	}()
	if e, ok := v.(error); ok {
		method = "Error"
		return e.Error()
	}
	return v.(Stringer).String()
}

// resolve calls the methods that the text of the operands needs.
func resolve(kind int, format string, a []any) []any {
	values := methods(kind, format, a)
	for i, v := range values {
		values[i] = call(v)
	}
	return values
}

// Print writes the operands to standard output, with spaces between those that
// are not strings.
func Print(a ...any) (n int, err error) {
	return print(1, a, resolve(kindPrint, "", a))
}

// Println writes the operands with spaces between them and a new line.
func Println(a ...any) (n int, err error) {
	return println(1, a, resolve(kindPrintln, "", a))
}

// Printf writes the operands as the format says.
func Printf(format string, a ...any) (n int, err error) {
	return printf(1, format, a, resolve(kindPrintf, format, a))
}

// descriptor returns the number of standard output or error, if w is one, which
// are written to without a copy of the text; or -1.
func descriptor(w io.Writer) int {
	f, ok := w.(*os.File)
	if ok && (f == os.Stdout || f == os.Stderr) {
		return int(f.Fd())
	}
	return -1
}

// Fprint writes to w as Print.
func Fprint(w io.Writer, a ...any) (n int, err error) {
	done := resolve(kindPrint, "", a)
	if fd := descriptor(w); fd >= 0 {
		return print(fd, a, done)
	}
	return w.Write([]byte(sprint(a, done)))
}

// Fprintln writes to w as Println.
func Fprintln(w io.Writer, a ...any) (n int, err error) {
	done := resolve(kindPrintln, "", a)
	if fd := descriptor(w); fd >= 0 {
		return println(fd, a, done)
	}
	return w.Write([]byte(sprintln(a, done)))
}

// Fprintf writes to w as Printf.
func Fprintf(w io.Writer, format string, a ...any) (n int, err error) {
	done := resolve(kindPrintf, format, a)
	if fd := descriptor(w); fd >= 0 {
		return printf(fd, format, a, done)
	}
	return w.Write([]byte(sprintf(kindPrintf, format, a, done)))
}

// Sprint returns what Print writes.
func Sprint(a ...any) string {
	return sprint(a, resolve(kindPrint, "", a))
}

// Sprintln returns what Println writes.
func Sprintln(a ...any) string {
	return sprintln(a, resolve(kindPrintln, "", a))
}

// Sprintf returns what Printf writes.
func Sprintf(format string, a ...any) string {
	return sprintf(kindPrintf, format, a, resolve(kindPrintf, format, a))
}

// Errorf returns an error with the text of Sprintf; %w is %v of an error.
func Errorf(format string, a ...any) error {
	done := resolve(kindErrorf, format, a)
	return errors.New(sprintf(kindErrorf, format, a, done))
}
