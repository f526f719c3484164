// Tests run as the program of go test -c does; and log knows where it is called.
package kube

import (
	"log"
	"os"
	"sync"
	"testing"
	"time"
)

func check(t *testing.T, x int) {
	t.Helper()
	if x != 1 {
		t.Errorf("x is %d\nnot 1", x)
	}
}

func TestOne(t *testing.T) {
	log.SetFlags(log.Lshortfile)
	log.SetOutput(os.Stdout)
	log.Println("hello")
	log.Printf("%d", 1)
	l := log.New(os.Stdout, "p: ", log.Lshortfile|log.Lmsgprefix)
	l.Print("x")
	check(t, 1)
	check(t, 2)
	t.Log("after", 2)
}

func TestSub(t *testing.T) {
	var mu sync.Mutex
	n := 0
	for _, name := range []string{"a b", "a b", "c"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			time.Sleep(20 * time.Millisecond)
			mu.Lock()
			n++
			mu.Unlock()
			t.Cleanup(func() { t.Log("clean", t.Name()) })
			if name == "c" {
				t.Fatal("c fails")
			}
		})
	}
	t.Log("n is", n)
}

func TestSkip(t *testing.T) {
	t.Skip("not now")
}

func TestOrder(t *testing.T) {
	for i := 0; i < 2; i++ {
		t.Run("", func(t *testing.T) { t.Log(t.Name()) })
	}
	t.Fail()
	t.Log(t.Failed(), t.Skipped())
}

func Testing() { panic("is no test") }

func TestGood(t *testing.T) {
	t.Log("not seen")
	func() {
		defer t.Log("deferred")
	}()
}

// status: 1

// output:
// testing_test.go:22: hello
// testing_test.go:23: 1
// testing_test.go:25: p: x
// --- FAIL: TestOne (0.00s)
//     testing_test.go:27: x is 2
//         not 1
//     testing_test.go:28: after 2
// --- FAIL: TestSub (0.00s)
//     testing_test.go:47: n is 0
//     --- FAIL: TestSub/c (0.02s)
//         testing_test.go:43: c fails
//         testing_test.go:41: clean TestSub/c
// --- FAIL: TestOrder (0.00s)
//     testing_test.go:59: true false
// FAIL
