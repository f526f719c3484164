// Package http gets web pages over the network of the machine: Get and what
// comes back. Nothing leaves the program: the hosts are those of the machine's
// model. The first part of a URL's host must be the name of one; what has none
// of that name is served by the machine's default remote host. https is http.
//
// DIFFERS FROM GO: a request is made by the goroutine that asks for it. Go's
// Transport has one goroutine that dials, and two for each connection, that
// write and read. A request that waits for its connection does not take another
// that becomes idle meanwhile, and idle ones are kept for ever.
package http

import (
	"errors"
	"fmt"
	"io"
	"sync"
	"syscall"
)

// Status codes of answers.
const (
	StatusOK                  = 200
	StatusNotFound            = 404
	StatusInternalServerError = 500
)

// StatusText returns the words for a status code, or "".
func StatusText(code int) string {
	switch code {
	case StatusOK:
		return "OK"
	case StatusNotFound:
		return "Not Found"
	case StatusInternalServerError:
		return "Internal Server Error"
	}
	return ""
}

// ErrBodyReadAfterClose is the error of reading a Body that is closed.
var ErrBodyReadAfterClose = errors.New("http: invalid Read on closed Body")

var (
	errReadOnClosed = errors.New("http: read on closed response body")
	errNoHost       = errors.New("http: no Host in request URL")
)

// Response is the answer to a request. Who has read Body to its end, or closes
// it, gives the connection back.
type Response struct {
	Status        string // "200 OK"
	StatusCode    int    // 200
	Proto         string // "HTTP/1.1"
	ProtoMajor    int
	ProtoMinor    int
	Body          io.ReadCloser
	ContentLength int64
	Close         bool
	Uncompressed  bool
}

// The requests to the network (vm/request.def). errno is 0 when all is well.
func dial(host string) (n, errno int)
func get(n, bytes int) (length int64, errno int)
func read(n int, p []byte) (got, errno int)
func hangUp(n int) (errno int)

// conn is a connection.
type conn struct {
	n    int
	host string // name and port, as idle ones are found
}

// maxIdleConnsPerHost idle connections are kept (DefaultMaxIdleConnsPerHost).
const maxIdleConnsPerHost = 2

// Idle connections, the one that was used last at the end.
var (
	idleMu sync.Mutex
	idle   []*conn
)

// takeIdle returns an idle connection to the host, or nil.
func takeIdle(host string) *conn {
	idleMu.Lock()
	defer idleMu.Unlock()
	for i := len(idle) - 1; i >= 0; i-- {
		if c := idle[i]; c.host == host {
			copy(idle[i:], idle[i+1:])
			idle = idle[:len(idle)-1]
			return c
		}
	}
	return nil
}

// putIdle keeps c for the next request, unless there are enough.
func putIdle(c *conn) {
	idleMu.Lock()
	n := 0
	for _, other := range idle {
		if other.host == c.host {
			n++
		}
	}
	if n < maxIdleConnsPerHost {
		idle = append(idle, c)
	}
	idleMu.Unlock()
	if n >= maxIdleConnsPerHost {
		hangUp(c.n)
	}
}

// body reads the rest of an answer.
type body struct {
	mu     sync.Mutex
	c      *conn // nil: given back
	left   int64
	err    error // what Read returned last
	closed bool
}

// Read reads up to len(p) bytes; the read that brings the last of them returns
// io.EOF too, as every one after it does.
func (b *body) Read(p []byte) (n int, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return 0, errReadOnClosed
	}
	if b.err != nil {
		return 0, b.err
	}
	if b.left > 0 {
		if len(p) == 0 {
			return 0, nil
		}
		if int64(len(p)) > b.left {
			p = p[:b.left]
		}
		got, errno := read(b.c.n, p)
		if errno != 0 {
			b.err = opError("read", syscall.Errno(errno))
			return 0, b.err
		}
		if got == 0 {
			b.err = io.ErrUnexpectedEOF
			return 0, b.err
		}
		n = got
		b.left -= int64(got)
	}
	if b.left == 0 {
		b.err = io.EOF
		if b.c != nil {
			putIdle(b.c)
			b.c = nil
		}
	}
	return n, b.err
}

// Close gives up what was not read: the connection with it.
func (b *body) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	if b.c != nil {
		hangUp(b.c.n)
		b.c = nil
	}
	return nil
}

// noBody is the Body of an empty page (NoBody).
type noBody struct{}

func (noBody) Read([]byte) (int, error) { return 0, io.EOF }
func (noBody) Close() error             { return nil }

// netError is a net.OpError: what failed at which step.
type netError struct {
	op  string
	err error
}

func (e *netError) Error() string { return e.op + ": " + e.err.Error() }

// Unwrap returns the cause.
func (e *netError) Unwrap() error { return e.err }

func opError(op string, err error) error { return &netError{op + " tcp", err} }

// urlError is a url.Error.
type urlError struct {
	op, url string
	err     error
}

func (e *urlError) Error() string {
	url := e.url
	if goMinor() >= 14 {
		url = fmt.Sprintf("%q", url)
	}
	return e.op + " " + url + ": " + e.err.Error()
}

// Unwrap returns the cause.
func (e *urlError) Unwrap() error { return e.err }

func goMinor() int

// dialError is the error of a connection that cannot be made.
func dialError(host string, errno int) error {
	if syscall.Errno(errno) == syscall.ENOENT {
		return opError("dial", errors.New("lookup "+host+": no such host"))
	}
	call := "connect: "
	if syscall.Errno(errno) == syscall.EMFILE {
		call = "socket: "
	}
	return opError("dial",
		errors.New(host+": "+call+syscall.Errno(errno).Error()))
}

// connect returns an idle connection to the host, or a new one.
func connect(u *address) (*conn, error) {
	key := u.host + ":" + u.port
	if c := takeIdle(key); c != nil {
		return c, nil
	}
	n, errno := dial(u.host)
	if errno != 0 {
		return nil, dialError(u.host, errno)
	}
	return &conn{n: n, host: key}, nil
}

// Get asks for the page of that URL. When err is nil, resp.Body is to be
// closed.
func Get(url string) (resp *Response, err error) {
	u, err := parse(url)
	if err != nil {
		return nil, &urlError{"parse", url, err}
	}
	if err = u.check(); err != nil {
		return nil, &urlError{"Get", u.text, err}
	}
	c, err := connect(u)
	if err != nil {
		return nil, &urlError{"Get", u.text, err}
	}
	length, errno := get(c.n, -1)
	if errno != 0 {
		hangUp(c.n)
		err = opError("read", syscall.Errno(errno))
		return nil, &urlError{"Get", u.text, err}
	}
	resp = &Response{
		Status:        "200 OK",
		StatusCode:    StatusOK,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		ContentLength: length,
	}
	if length == 0 {
		putIdle(c)
		resp.Body = noBody{}
	} else {
		resp.Body = &body{c: c, left: length}
	}
	return resp, nil
}

// address is what Get needs of a URL (net/url: Parse).
type address struct {
	text   string // as messages show it
	scheme string
	host   string
	port   string // "" or digits
	server bool   // it names a host
}

// index returns where c is in s first, or -1.
func index(s string, c byte) int {
	for i := 0; i < len(s); i++ {
		if s[i] == c {
			return i
		}
	}
	return -1
}

func isLetter(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isHex(c byte) bool {
	return isDigit(c) || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c - 'A' + 'a'
		}
	}
	return string(b)
}

// splitScheme parts "scheme:rest".
func splitScheme(s string) (scheme, rest string, err error) {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case isLetter(c):
		case isDigit(c) || c == '+' || c == '-' || c == '.':
			if i == 0 {
				return "", s, nil
			}
		case c == ':':
			if i == 0 {
				return "", "", errors.New("missing protocol scheme")
			}
			return lower(s[:i]), s[i+1:], nil
		default:
			return "", s, nil
		}
	}
	return "", s, nil
}

// checkEscapes looks at the %xx of s; in the name of a host there are none.
func checkEscapes(s string, inHost bool) error {
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			continue
		}
		if i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) && !inHost {
			i += 2
			continue
		}
		end := i + 3
		if end > len(s) {
			end = len(s)
		}
		return errors.New("invalid URL escape " +
			fmt.Sprintf("%q", s[i:end]))
	}
	return nil
}

// checkName looks for what no host's name has.
func checkName(s string) error {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case ' ', '"', '<', '>', '\\', '^', '`', '{', '|', '}':
			return errors.New("invalid character " +
				fmt.Sprintf("%q", s[i:i+1]) + " in host name")
		}
	}
	return checkEscapes(s, true)
}

// setServer takes "user@host:port" apart.
func (u *address) setServer(s string) error {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == '@' {
			s = s[i+1:]
			break
		}
	}
	colon := -1
	if len(s) > 0 && s[0] == '[' {
		end := index(s, ']')
		if end < 0 {
			return errors.New("missing ']' in host")
		}
		colon = end + 1
		if colon < len(s) && s[colon] != ':' {
			return errors.New("invalid port " +
				fmt.Sprintf("%q", s[colon:]) + " after host")
		}
	} else {
		for i := len(s) - 1; i >= 0 && colon < 0; i-- {
			if s[i] == ':' {
				colon = i
			}
		}
	}
	u.host = s
	if colon >= 0 && colon < len(s) {
		u.host = s[:colon]
		u.port = s[colon+1:]
	}
	for i := 0; i < len(u.port); i++ {
		if !isDigit(u.port[i]) {
			return errors.New("invalid port " +
				fmt.Sprintf("%q", s[colon:]) + " after host")
		}
	}
	return checkName(u.host)
}

func parse(s string) (*address, error) {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] == 0x7f {
			return nil,
				errors.New("net/url: invalid control character in URL")
		}
	}
	u := &address{text: s}
	rest := s
	if i := index(s, '#'); i >= 0 {
		rest = s[:i]
		if err := checkEscapes(s[i+1:], false); err != nil {
			return nil, err
		}
	}
	scheme, rest, err := splitScheme(rest)
	if err != nil {
		return nil, err
	}
	u.scheme = scheme
	if scheme != "" {
		u.text = scheme + s[len(scheme):]
	}
	if i := index(rest, '?'); i >= 0 {
		rest = rest[:i]
	}
	if len(rest) < 2 || rest[:2] != "//" {
		slash := index(rest, '/')
		colon := index(rest, ':')
		if scheme == "" && colon >= 0 && (slash < 0 || colon < slash) {
			return nil, errors.New(
				"first path segment in URL cannot contain colon")
		}
		return u, checkEscapes(rest, false)
	}
	rest = rest[2:]
	server := rest
	if i := index(rest, '/'); i >= 0 {
		server = rest[:i]
		rest = rest[i:]
	} else {
		rest = ""
	}
	if err := u.setServer(server); err != nil {
		return nil, err
	}
	u.server = u.host != "" || u.port != ""
	if !u.server && rest == "" && scheme != "" {
		u.text = scheme + ":"
	}
	return u, checkEscapes(rest, false)
}

// check says why there can be no request.
func (u *address) check() error {
	if u.scheme != "http" && u.scheme != "https" {
		return errors.New("unsupported protocol scheme " +
			fmt.Sprintf("%q", u.scheme))
	}
	if !u.server {
		return errNoHost
	}
	port := 0
	for i := 0; i < len(u.port) && port < 1<<16; i++ {
		port = port*10 + int(u.port[i]-'0')
	}
	if port >= 1<<16 {
		return opError("dial",
			errors.New("address "+u.port+": invalid port"))
	}
	return nil
}
