// Package log writes lines with a time in front. Times are UTC, and the names of
// files are those that the command line gave.
package log

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// What a line begins with.
const (
	Ldate         = 1 << iota // the date: 2009/01/23
	Ltime                     // the time: 01:23:23
	Lmicroseconds             // microseconds: 01:23:23.123123
	Llongfile                 // file and line
	Lshortfile                // the same, without folders
	LUTC                      // UTC instead of local time
	Lmsgprefix                // the prefix before the message, not the line
	LstdFlags     = Ldate | Ltime
)

// Logger writes lines to a Writer, one at a time.
type Logger struct {
	mu     sync.Mutex
	prefix string
	flag   int
	out    io.Writer
}

var std = &Logger{flag: LstdFlags, out: os.Stderr}

// New returns a new Logger.
func New(out io.Writer, prefix string, flag int) *Logger {
	return &Logger{out: out, prefix: prefix, flag: flag}
}

// Default returns the Logger of the functions of this package.
func Default() *Logger { return std }

func digits(n int64, width int) string {
	s := ""
	for ; width > 0; width-- {
		s = string(rune('0'+n%10)) + s
		n /= 10
	}
	return s
}

// date returns year, month and day of a day after 1970-01-01, by the civil
// calendar, whose years begin in March here: leap days come last.
func date(days int64) (year, month, day int64) {
	days += 719468 // to 0000-03-01
	era := days / 146097
	ofEra := days % 146097
	ofEraYear := (ofEra - ofEra/1460 + ofEra/36524 - ofEra/146096) / 365
	ofYear := ofEra - (365*ofEraYear + ofEraYear/4 - ofEraYear/100)
	m := (5*ofYear + 2) / 153
	day = ofYear - (153*m+2)/5 + 1
	month = m + 3
	year = ofEraYear + era*400
	if month > 12 {
		month -= 12
		year++
	}
	return year, month, day
}

func stamp(flag int, now int64) string {
	s := ""
	sec := now / 1000000000
	if flag&Ldate != 0 {
		year, month, day := date(sec / 86400)
		s += digits(year, 4) + "/" + digits(month, 2) + "/" + digits(day, 2) + " "
	}
	if flag&(Ltime|Lmicroseconds) != 0 {
		s += digits(sec/3600%24, 2) + ":" + digits(sec/60%60, 2) + ":" +
			digits(sec%60, 2)
		if flag&Lmicroseconds != 0 {
			s += "." + digits(now/1000%1000000, 6)
		}
		s += " "
	}
	return s
}

// caller describes the skip-th caller of its caller.
func caller(skip int) (file string, line int, function string, ok bool)

// place returns file and line of the skip-th caller.
func place(flag, skip int) string {
	file, line, _, ok := caller(skip + 1)
	if !ok {
		file = "???"
		line = 0
	}
	if flag&Lshortfile != 0 {
		for i := len(file) - 1; i >= 0; i-- {
			if file[i] == '/' {
				file = file[i+1:]
				break
			}
		}
	}
	return fmt.Sprintf("%s:%d: ", file, line)
}

// Output writes a line; calldepth 1 names the place of its call.
func (l *Logger) Output(calldepth int, s string) error {
	now := time.Now().UnixNano()
	l.mu.Lock()
	defer l.mu.Unlock()
	line := ""
	if l.flag&Lmsgprefix == 0 {
		line = l.prefix
	}
	line += stamp(l.flag, now)
	if l.flag&(Lshortfile|Llongfile) != 0 {
		line += place(l.flag, calldepth)
	}
	if l.flag&Lmsgprefix != 0 {
		line += l.prefix
	}
	line += s
	if len(s) == 0 || s[len(s)-1] != '\n' {
		line += "\n"
	}
	_, err := fmt.Fprint(l.out, line)
	return err
}

// SetOutput sets where l writes.
func (l *Logger) SetOutput(w io.Writer) {
	l.mu.Lock()
	l.out = w
	l.mu.Unlock()
}

// Writer returns where l writes.
func (l *Logger) Writer() io.Writer {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.out
}

// SetFlags sets what a line begins with.
func (l *Logger) SetFlags(flag int) {
	l.mu.Lock()
	l.flag = flag
	l.mu.Unlock()
}

// Flags returns what a line begins with.
func (l *Logger) Flags() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.flag
}

// SetPrefix sets the prefix of lines.
func (l *Logger) SetPrefix(prefix string) {
	l.mu.Lock()
	l.prefix = prefix
	l.mu.Unlock()
}

// Prefix returns the prefix of lines.
func (l *Logger) Prefix() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.prefix
}

// Print writes a line as fmt.Print would.
func (l *Logger) Print(v ...any) { l.Output(2, fmt.Sprint(v...)) }

// Printf writes a line as fmt.Printf would.
func (l *Logger) Printf(format string, v ...any) {
	l.Output(2, fmt.Sprintf(format, v...))
}

// Println writes a line as fmt.Println would.
func (l *Logger) Println(v ...any) { l.Output(2, fmt.Sprintln(v...)) }

// Fatal is Print, then os.Exit(1).
func (l *Logger) Fatal(v ...any) {
	l.Output(2, fmt.Sprint(v...))
	os.Exit(1)
}

// Fatalf is Printf, then os.Exit(1).
func (l *Logger) Fatalf(format string, v ...any) {
	l.Output(2, fmt.Sprintf(format, v...))
	os.Exit(1)
}

// Fatalln is Println, then os.Exit(1).
func (l *Logger) Fatalln(v ...any) {
	l.Output(2, fmt.Sprintln(v...))
	os.Exit(1)
}

// Panic is Print, then panic.
func (l *Logger) Panic(v ...any) {
	s := fmt.Sprint(v...)
	l.Output(2, s)
	panic(s)
}

// Panicf is Printf, then panic.
func (l *Logger) Panicf(format string, v ...any) {
	s := fmt.Sprintf(format, v...)
	l.Output(2, s)
	panic(s)
}

// Panicln is Println, then panic.
func (l *Logger) Panicln(v ...any) {
	s := fmt.Sprintln(v...)
	l.Output(2, s)
	panic(s)
}

// SetOutput sets where the standard logger writes.
func SetOutput(w io.Writer) { std.SetOutput(w) }

// Writer returns where the standard logger writes.
func Writer() io.Writer { return std.Writer() }

// SetFlags sets what a line of the standard logger begins with.
func SetFlags(flag int) { std.SetFlags(flag) }

// Flags returns what a line of the standard logger begins with.
func Flags() int { return std.Flags() }

// SetPrefix sets the prefix of the standard logger.
func SetPrefix(prefix string) { std.SetPrefix(prefix) }

// Prefix returns the prefix of the standard logger.
func Prefix() string { return std.Prefix() }

// Output writes a line of the standard logger.
func Output(calldepth int, s string) error {
	return std.Output(calldepth+1, s)
}

// Print writes a line as fmt.Print would.
func Print(v ...any) { std.Output(2, fmt.Sprint(v...)) }

// Printf writes a line as fmt.Printf would.
func Printf(format string, v ...any) { std.Output(2, fmt.Sprintf(format, v...)) }

// Println writes a line as fmt.Println would.
func Println(v ...any) { std.Output(2, fmt.Sprintln(v...)) }

// Fatal is Print, then os.Exit(1).
func Fatal(v ...any) {
	std.Output(2, fmt.Sprint(v...))
	os.Exit(1)
}

// Fatalf is Printf, then os.Exit(1).
func Fatalf(format string, v ...any) {
	std.Output(2, fmt.Sprintf(format, v...))
	os.Exit(1)
}

// Fatalln is Println, then os.Exit(1).
func Fatalln(v ...any) {
	std.Output(2, fmt.Sprintln(v...))
	os.Exit(1)
}

// Panic is Print, then panic.
func Panic(v ...any) {
	s := fmt.Sprint(v...)
	std.Output(2, s)
	panic(s)
}

// Panicf is Printf, then panic.
func Panicf(format string, v ...any) {
	s := fmt.Sprintf(format, v...)
	std.Output(2, s)
	panic(s)
}

// Panicln is Println, then panic.
func Panicln(v ...any) {
	s := fmt.Sprintln(v...)
	std.Output(2, s)
	panic(s)
}
