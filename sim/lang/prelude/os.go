// Package os ends the program and names its descriptors.
package os

// File is an open descriptor.
type File struct {
	fd   int
	name string
}

// Fd returns the number of the descriptor.
func (f *File) Fd() uintptr { return uintptr(f.fd) }

// Name returns the path of the file.
func (f *File) Name() string { return f.name }

// WriteString writes s.
func (f *File) WriteString(s string) (n int, err error) {
	return write(f.fd, s)
}

// Standard output and error.
var (
	Stdout = &File{1, "/dev/stdout"}
	Stderr = &File{2, "/dev/stderr"}
)

// Args holds the name of the program.
var Args = []string{"main"}

// Exit ends the program at once with the status code; deferred calls are not
// run.
func Exit(code int)

func write(fd int, s string) (n int, err error)
