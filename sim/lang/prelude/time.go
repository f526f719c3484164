// Package time measures and waits.
package time

import "errors"

// Duration is a time span in nanoseconds.
type Duration int64

const (
	Nanosecond  Duration = 1
	Microsecond          = 1000 * Nanosecond
	Millisecond          = 1000 * Microsecond
	Second               = 1000 * Millisecond
	Minute               = 60 * Second
	Hour                 = 60 * Minute
)

const (
	minDuration Duration = -1 << 63
	maxDuration Duration = 1<<63 - 1
)

const digits = "0123456789"

// itoa returns u in decimal, with zeros in front up to width digits.
func itoa(u uint64, width int) string {
	s := ""
	for u > 0 || width > 0 || s == "" {
		s = digits[u%10:u%10+1] + s
		u /= 10
		width--
	}
	return s
}

// fraction returns u / 10^places as ".123", without zeros at the end.
func fraction(u uint64, places int) string {
	s := ""
	for ; places > 0; places-- {
		if u%10 != 0 || s != "" {
			s = digits[u%10:u%10+1] + s
		}
		u /= 10
	}
	if s == "" {
		return ""
	}
	return "." + s
}

// String returns the duration like 72h3m0.5s; below a second like 1.5ms.
func (d Duration) String() string {
	if d == 0 {
		return "0s"
	}
	u := uint64(d)
	sign := ""
	if d < 0 {
		u = -u
		sign = "-"
	}
	switch {
	case u < uint64(Microsecond):
		return sign + itoa(u, 0) + "ns"
	case u < uint64(Millisecond):
		return sign + itoa(u/1e3, 0) + fraction(u%1e3, 3) + "µs"
	case u < uint64(Second):
		return sign + itoa(u/1e6, 0) + fraction(u%1e6, 6) + "ms"
	}
	sec := u / 1e9
	s := itoa(sec%60, 0) + fraction(u%1e9, 9) + "s"
	if sec >= 60 {
		s = itoa(sec/60%60, 0) + "m" + s
	}
	if sec >= 3600 {
		s = itoa(sec/3600, 0) + "h" + s
	}
	return sign + s
}

func (d Duration) Nanoseconds() int64  { return int64(d) }
func (d Duration) Microseconds() int64 { return int64(d) / 1e3 }
func (d Duration) Milliseconds() int64 { return int64(d) / 1e6 }

// parts returns d in units and what is left, so that both are exact as floats.
func (d Duration) parts(unit Duration) (whole, rest float64) {
	return float64(d / unit), float64(d % unit)
}

func (d Duration) Seconds() float64 {
	whole, rest := d.parts(Second)
	return whole + rest/1e9
}

func (d Duration) Minutes() float64 {
	whole, rest := d.parts(Minute)
	return whole + rest/(60*1e9)
}

func (d Duration) Hours() float64 {
	whole, rest := d.parts(Hour)
	return whole + rest/(60*60*1e9)
}

// Truncate returns d rounded toward zero to a multiple of m.
func (d Duration) Truncate(m Duration) Duration {
	if m <= 0 {
		return d
	}
	return d - d%m
}

// Round returns d rounded to the nearest multiple of m, halves away from zero.
func (d Duration) Round(m Duration) Duration {
	if m <= 0 {
		return d
	}
	r := d % m
	if d < 0 {
		if uint64(-r)*2 < uint64(m) {
			return d - r
		}
		if up := d - r - m; up < d {
			return up
		}
		return minDuration
	}
	if uint64(r)*2 < uint64(m) {
		return d - r
	}
	if up := d - r + m; up > d {
		return up
	}
	return maxDuration
}

// Abs returns the absolute value of d.
func (d Duration) Abs() Duration {
	if d >= 0 {
		return d
	}
	if d == minDuration {
		return maxDuration
	}
	return -d
}

// Seconds from the zero Time, year 1, to 1970.
const unixSec = 62135596800

// Time is an instant: seconds since January 1, year 1, nanoseconds in it, and
// the reading of the monotonic clock plus 1, or 0.
type Time struct {
	sec, nsec, mono int64
}

func now() (wall, mono int64)

// Now returns the current time.
func Now() Time {
	wall, mono := now()
	return Time{wall/1e9 + unixSec, wall % 1e9, mono + 1}
}

// Sleep waits for at least d.
func Sleep(d Duration)

// Since returns the time since t.
func Since(t Time) Duration { return Now().Sub(t) }

// Until returns the time until t.
func Until(t Time) Duration { return t.Sub(Now()) }

// Unix returns the time that is sec seconds and nsec nanoseconds after 1970.
func Unix(sec int64, nsec int64) Time {
	sec += nsec / 1e9
	nsec %= 1e9
	if nsec < 0 {
		nsec += 1e9
		sec--
	}
	return Time{sec + unixSec, nsec, 0}
}

// UnixMilli returns the time that is msec milliseconds after 1970.
func UnixMilli(msec int64) Time {
	return Unix(msec/1e3, msec%1e3*1e6)
}

// Add returns the time d after t.
func (t Time) Add(d Duration) Time {
	t.sec += int64(d / 1e9)
	t.nsec += int64(d % 1e9)
	if t.nsec >= 1e9 {
		t.nsec -= 1e9
		t.sec++
	} else if t.nsec < 0 {
		t.nsec += 1e9
		t.sec--
	}
	if t.mono != 0 {
		m := t.mono + int64(d)
		if d < 0 && m > t.mono || d > 0 && m < t.mono {
			m = 0 // out of range
		}
		t.mono = m
	}
	return t
}

// Sub returns t - u, by the monotonic clock if both have read it; what does not
// fit is the longest Duration.
func (t Time) Sub(u Time) Duration {
	if t.mono != 0 && u.mono != 0 {
		d := Duration(t.mono - u.mono)
		if d < 0 && t.mono > u.mono {
			return maxDuration
		}
		if d > 0 && t.mono < u.mono {
			return minDuration
		}
		return d
	}
	d := Duration(t.sec-u.sec)*Second + Duration(t.nsec-u.nsec)
	if u.Add(d).Equal(t) {
		return d
	}
	if t.Before(u) {
		return minDuration
	}
	return maxDuration
}

// Compare returns -1, 0 or 1: t is before, at or after u.
func (t Time) Compare(u Time) int {
	a, b := t.sec, u.sec
	if t.mono != 0 && u.mono != 0 {
		a, b = t.mono, u.mono
	} else if a == b {
		a, b = t.nsec, u.nsec
	}
	if a < b {
		return -1
	}
	if a > b {
		return 1
	}
	return 0
}

func (t Time) Before(u Time) bool { return t.Compare(u) < 0 }
func (t Time) After(u Time) bool  { return t.Compare(u) > 0 }
func (t Time) Equal(u Time) bool  { return t.Compare(u) == 0 }

// IsZero says whether t is January 1, year 1, 00:00:00 UTC.
func (t Time) IsZero() bool { return t.sec == 0 && t.nsec == 0 }

func (t Time) Unix() int64      { return t.sec - unixSec }
func (t Time) UnixNano() int64  { return (t.sec-unixSec)*1e9 + t.nsec }
func (t Time) UnixMicro() int64 { return (t.sec-unixSec)*1e6 + t.nsec/1e3 }
func (t Time) UnixMilli() int64 { return (t.sec-unixSec)*1e3 + t.nsec/1e6 }

func (t Time) Nanosecond() int { return int(t.nsec) }

// date returns the day in the Gregorian calendar; days counts from March 1,
// year 0, so that leap days end years.
func date(days int64) (year, month, day int64) {
	era := days / 146097
	if days%146097 < 0 {
		era--
	}
	days -= era * 146097
	y := (days - days/1460 + days/36524 - days/146096) / 365
	days -= 365*y + y/4 - y/100
	m := (5*days + 2) / 153
	day = days - (153*m+2)/5 + 1
	month = m + 3
	year = era*400 + y
	if month > 12 {
		month -= 12
		year++
	}
	return year, month, day
}

// String returns the time in UTC, as in "2009-11-10 23:00:00 +0000 UTC", and
// the reading of the monotonic clock, if any.
func (t Time) String() string {
	days := t.sec / 86400
	sec := t.sec % 86400
	if sec < 0 {
		sec += 86400
		days--
	}
	year, month, day := date(days + 306)
	sign := ""
	if year < 0 {
		sign = "-"
		year = -year
	}
	s := sign + itoa(uint64(year), 4) + "-" + itoa(uint64(month), 2) + "-" +
		itoa(uint64(day), 2) + " " + itoa(uint64(sec/3600), 2) + ":" +
		itoa(uint64(sec/60%60), 2) + ":" + itoa(uint64(sec%60), 2) +
		fraction(uint64(t.nsec), 9) + " +0000 UTC"
	if t.mono != 0 {
		m := t.mono
		sign = "+"
		if m < 0 {
			sign = "-"
			m = -m
		}
		s += " m=" + sign + itoa(uint64(m/1e9), 0) + "." +
			itoa(uint64(m%1e9), 9)
	}
	return s
}

// goMinor is the N of Go 1.N whose run time this is.
func goMinor() int

// The kinds of timers: with a function, with a channel, with a channel that
// belongs to one receive operation.
const (
	kindFunc = iota
	kindChan
	kindOnce
)

// newTimer starts a timer that fires after d, and then each period if that is
// positive; r is the run time's.
func newTimer(d, period Duration, f func(), kind int) (c <-chan Time, r uintptr)
func stopTimer(r uintptr) bool
func resetTimer(r uintptr, d, period Duration) bool

// Timer is a single event in the future.
type Timer struct {
	C <-chan Time
	r uintptr
}

// NewTimer makes a timer that sends the time on its channel after d.
func NewTimer(d Duration) *Timer {
	c, r := newTimer(d, 0, nil, kindChan)
	return &Timer{c, r}
}

// AfterFunc makes a timer that calls f in its own goroutine after d.
func AfterFunc(d Duration, f func()) *Timer {
	if f == nil {
		none := f
		f = func() { go none() }
	}
	_, r := newTimer(d, 0, f, kindFunc)
	return &Timer{nil, r}
}

// Stop prevents the timer from firing; false: it has fired or was stopped.
func (t *Timer) Stop() bool {
	if t.r == 0 {
		panic("time: Stop called on uninitialized Timer")
	}
	return stopTimer(t.r)
}

// Reset makes the timer fire after d; false: it had fired or was stopped.
func (t *Timer) Reset(d Duration) bool {
	if t.r == 0 {
		panic("time: Reset called on uninitialized Timer")
	}
	return resetTimer(t.r, d, 0)
}

// After waits for d and then sends the time on the returned channel.
func After(d Duration) <-chan Time {
	c, _ := newTimer(d, 0, nil, kindChan)
	return c
}

// after is After for a channel that only the receive knows whose operand it is:
// the compiler calls it there. Its memory is used again.
func after(d Duration) <-chan Time {
	c, _ := newTimer(d, 0, nil, kindOnce)
	return c
}

// Ticker sends the time on its channel at intervals.
type Ticker struct {
	C <-chan Time
	r uintptr
}

// NewTicker makes a ticker; ticks for which the receiver is too slow are lost.
func NewTicker(d Duration) *Ticker {
	if d <= 0 && goMinor() < 20 {
		panic(errors.New("non-positive interval for NewTicker"))
	}
	if d <= 0 {
		panic("non-positive interval for NewTicker")
	}
	c, r := newTimer(d, d, nil, kindChan)
	return &Ticker{c, r}
}

// Stop turns the ticker off; its channel stays open.
func (t *Ticker) Stop() {
	if t.r != 0 {
		stopTimer(t.r)
	}
}

// Reset makes the ticker tick each d from now on.
func (t *Ticker) Reset(d Duration) {
	if d <= 0 {
		panic("non-positive interval for Ticker.Reset")
	}
	if t.r == 0 {
		panic("time: Reset called on uninitialized Ticker")
	}
	resetTimer(t.r, d, d)
}

// Tick is NewTicker for who needs the channel only; nil if d is not positive.
func Tick(d Duration) <-chan Time {
	if d <= 0 {
		return nil
	}
	return NewTicker(d).C
}
