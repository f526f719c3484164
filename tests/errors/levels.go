// Go spec: what later levels have: packages, types, statements.
package main

import (
	"bufio" // LEVEL "import .bufio. is not supported yet \(level S3\)"
	"context" // LEVEL "import .context. is not supported yet \(level S2\)"
	"fmt"
	"io"
	"os"
	"sort" // LEVEL "import .sort. is not supported yet \(level S3\)"
	"strings" // LEVEL "import .strings. is not supported yet \(level S3\)"
	"sync"
	"time"
)

type (
	Map   map[string]int // LEVEL "maps are not supported yet \(level S2\)"
	Array [4]int // LEVEL "arrays are not supported yet \(level S2\)"
	Emb   struct{ sync.Mutex } // LEVEL "embedded fields are not supported yet \(level S2\)"
	Ptr   struct{ *Array2 } // LEVEL "embedded fields are not supported yet \(level S2\)"
	Array2 struct{}
)

var (
	m   = make(map[int]bool) // LEVEL "maps are not supported yet \(level S2\)"
	a   = [...]string{"a", "b"} // LEVEL "arrays are not supported yet \(level S2\)"
	b   [2][3]int // LEVEL "arrays are not supported yet \(level S2\)"
	c   complex128 // LEVEL "complex numbers are not supported yet \(level S3\)"
	d   = 2i // LEVEL "complex numbers are not supported yet \(level S3\)"
	e   = map[string]int{"a": 1} // LEVEL "maps are not supported yet \(level S2\)"
	mu  sync.Map // LEVEL "sync\.Map is not supported yet \(level S2\)"
	o   sync.Pool // LEVEL "sync\.Pool is not supported yet \(level S2\)"
	rs  io.ReadSeeker // LEVEL "io\.ReadSeeker is not supported yet \(level S3\)"
)

func sw(x any) {
	switch x.(type) { // LEVEL "type switches are not supported yet \(level S2\)"
	case int:
	}
	switch y := x.(type) { // LEVEL "type switches are not supported yet \(level S2\)"
	case nil:
		_ = y
	}
	goto end // LEVEL "goto is not supported yet \(level S3\)"
end:
	for k, v := range e {
		_, _ = k, v
	}
	delete(e, "a")
	_ = len(e)
	_ = complex(1, 2) // LEVEL "complex numbers are not supported yet \(level S3\)"
	_ = time.Now().Format("x") // LEVEL "time\.Now\(\)\.Format undefined \(not supported yet: level S3\)"
	_, _ = os.Open("a") // LEVEL "os\.Open is not supported yet \(level S3\)"
	_ = fmt.Errorf("a")
	_ = strings.Repeat("a", 3)
	sort.Ints(nil)
	_ = context.Background()
	_ = bufio.NewReader(nil)
	_ = [3]int{1, 2, 3} // LEVEL "arrays are not supported yet \(level S2\)"
	_ = &[3]int{} // LEVEL "arrays are not supported yet \(level S2\)"
	_ = func(a [2]int, m map[string]bool) {} // LEVEL "maps are not supported yet \(level S2\)"
	var once = sync.OnceFunc(func() {}) // LEVEL "sync\.OnceFunc is not supported yet \(level S2\)"
	once()
}

func main() {}
