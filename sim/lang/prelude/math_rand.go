// Package rand makes pseudo-random numbers: bit for bit those of Go 1
// (math/rand: rand.go, rng.go).
package rand

import "sync"

const (
	rngLen  = 607
	rngTap  = 273
	rngMax  = 1 << 63
	rngMask = rngMax - 1
	int31   = 1<<31 - 1
)

func cooked(i int) int64
func goMinor() int
func fastrand64() uint64

// Source gives numbers in [0, 1<<63).
type Source interface {
	Int63() int64
	Seed(seed int64)
}

// Source64 gives numbers of 64 bits too.
type Source64 interface {
	Source
	Uint64() uint64
}

// rngSource is an additive lagged Fibonacci generator.
type rngSource struct {
	tap  int
	feed int
	vec  []int64
}

// seedrand returns 48271 * x mod (1<<31 - 1).
func seedrand(x int32) int32 {
	hi := x / 44488
	lo := x % 44488
	x = 48271*lo - 3399*hi
	if x < 0 {
		x += int31
	}
	return x
}

func (rng *rngSource) Seed(seed int64) {
	rng.tap = 0
	rng.feed = rngLen - rngTap
	seed %= int31
	if seed < 0 {
		seed += int31
	}
	if seed == 0 {
		seed = 89482311
	}
	x := int32(seed)
	for i := -20; i < rngLen; i++ {
		x = seedrand(x)
		if i >= 0 {
			u := int64(x) << 40
			x = seedrand(x)
			u ^= int64(x) << 20
			x = seedrand(x)
			u ^= int64(x)
			rng.vec[i] = u ^ cooked(i)
		}
	}
}

func (rng *rngSource) Int63() int64 { return int64(rng.Uint64() & rngMask) }

func (rng *rngSource) Uint64() uint64 {
	rng.tap--
	if rng.tap < 0 {
		rng.tap += rngLen
	}
	rng.feed--
	if rng.feed < 0 {
		rng.feed += rngLen
	}
	x := rng.vec[rng.feed] + rng.vec[rng.tap]
	rng.vec[rng.feed] = x
	return uint64(x)
}

func newSource(seed int64) *rngSource {
	rng := &rngSource{vec: make([]int64, rngLen)}
	rng.Seed(seed)
	return rng
}

// NewSource returns a Source with that seed. Only one goroutine may use it at a
// time.
func NewSource(seed int64) Source { return newSource(seed) }

// runtimeSource is what the top-level functions use since Go 1.20 until they
// are seeded. DIFFERS FROM GO: it follows from the seed of the run.
type runtimeSource struct{}

func (*runtimeSource) Int63() int64   { return int64(fastrand64() & rngMask) }
func (*runtimeSource) Seed(int64)     { panic("internal error: call to runtimeSource.Seed") }
func (*runtimeSource) Uint64() uint64 { return fastrand64() }

// lockedSource can be used by many goroutines.
type lockedSource struct {
	lk  sync.Mutex
	src *rngSource
}

func (r *lockedSource) Int63() (n int64) {
	r.lk.Lock()
	n = r.src.Int63()
	r.lk.Unlock()
	return
}

func (r *lockedSource) Uint64() (n uint64) {
	r.lk.Lock()
	n = r.src.Uint64()
	r.lk.Unlock()
	return
}

func (r *lockedSource) Seed(seed int64) {
	r.lk.Lock()
	if r.src == nil {
		r.src = newSource(seed)
	} else {
		r.src.Seed(seed)
	}
	r.lk.Unlock()
}

// Rand makes numbers out of those of a Source.
type Rand struct {
	src Source
	s64 Source64 // src, if it is one
}

// New returns a Rand that uses src.
func New(src Source) *Rand {
	s64, _ := src.(Source64)
	return &Rand{src: src, s64: s64}
}

// Seed puts r into a state that follows from seed.
func (r *Rand) Seed(seed int64) { r.src.Seed(seed) }

// Int63 returns a number in [0, 1<<63).
func (r *Rand) Int63() int64 { return r.src.Int63() }

// Uint32 returns 32 bits.
func (r *Rand) Uint32() uint32 { return uint32(r.Int63() >> 31) }

// Uint64 returns 64 bits.
func (r *Rand) Uint64() uint64 {
	if r.s64 != nil {
		return r.s64.Uint64()
	}
	return uint64(r.Int63())>>31 | uint64(r.Int63())<<32
}

// Int31 returns a number in [0, 1<<31).
func (r *Rand) Int31() int32 { return int32(r.Int63() >> 32) }

// Int returns a number that is not negative.
func (r *Rand) Int() int { return int(r.Int63()) }

// Int63n returns a number in [0, n).
func (r *Rand) Int63n(n int64) int64 {
	if n <= 0 {
		panic("invalid argument to Int63n")
	}
	if n&(n-1) == 0 {
		return r.Int63() & (n - 1)
	}
	max := int64((1 << 63) - 1 - (1<<63)%uint64(n))
	v := r.Int63()
	for v > max {
		v = r.Int63()
	}
	return v % n
}

// Int31n returns a number in [0, n).
func (r *Rand) Int31n(n int32) int32 {
	if n <= 0 {
		panic("invalid argument to Int31n")
	}
	if n&(n-1) == 0 {
		return r.Int31() & (n - 1)
	}
	max := int32((1 << 31) - 1 - (1<<31)%uint32(n))
	v := r.Int31()
	for v > max {
		v = r.Int31()
	}
	return v % n
}

// int31n is Int31n without a division, which gives other numbers.
func (r *Rand) int31n(n int32) int32 {
	v := r.Uint32()
	prod := uint64(v) * uint64(n)
	low := uint32(prod)
	if low < uint32(n) {
		thresh := uint32(-n) % uint32(n)
		for low < thresh {
			v = r.Uint32()
			prod = uint64(v) * uint64(n)
			low = uint32(prod)
		}
	}
	return int32(prod >> 32)
}

// Intn returns a number in [0, n).
func (r *Rand) Intn(n int) int {
	if n <= 0 {
		panic("invalid argument to Intn")
	}
	if n <= 1<<31-1 {
		return int(r.Int31n(int32(n)))
	}
	return int(r.Int63n(int64(n)))
}

// Float64 returns a number in [0.0, 1.0).
func (r *Rand) Float64() float64 {
	for {
		if f := float64(r.Int63()) / (1 << 63); f != 1 {
			return f
		}
	}
}

// Float32 returns a number in [0.0, 1.0).
func (r *Rand) Float32() float32 {
	for {
		if f := float32(r.Float64()); f != 1 {
			return f
		}
	}
}

// Perm returns the numbers 0 to n-1 in some order.
func (r *Rand) Perm(n int) []int {
	m := make([]int, n)
	for i := 0; i < n; i++ {
		j := r.Intn(i + 1)
		m[i] = m[j]
		m[j] = i
	}
	return m
}

// Shuffle brings n elements into some order by calls of swap.
func (r *Rand) Shuffle(n int, swap func(i, j int)) {
	if n < 0 {
		panic("invalid argument to Shuffle")
	}
	i := n - 1
	for ; i > 1<<31-1-1; i-- {
		j := int(r.Int63n(int64(i + 1)))
		swap(i, j)
	}
	for ; i > 0; i-- {
		j := int(r.int31n(int32(i + 1)))
		swap(i, j)
	}
}

// global is what the top-level functions use: until Go 1.19 seeded with 1.
var global = newGlobal()

func newGlobal() *Rand {
	const autoSeedSince = 20
	if goMinor() < autoSeedSince {
		return New(&lockedSource{src: newSource(1)})
	}
	return New(&runtimeSource{})
}

// Seed seeds the top-level functions.
func Seed(seed int64) {
	if _, ok := global.src.(*lockedSource); !ok {
		global = New(&lockedSource{})
	}
	global.Seed(seed)
}

func Int63() int64                       { return global.Int63() }
func Uint32() uint32                     { return global.Uint32() }
func Uint64() uint64                     { return global.Uint64() }
func Int31() int32                       { return global.Int31() }
func Int() int                           { return global.Int() }
func Int63n(n int64) int64               { return global.Int63n(n) }
func Int31n(n int32) int32               { return global.Int31n(n) }
func Intn(n int) int                     { return global.Intn(n) }
func Float64() float64                   { return global.Float64() }
func Float32() float32                   { return global.Float32() }
func Perm(n int) []int                   { return global.Perm(n) }
func Shuffle(n int, swap func(i, j int)) { global.Shuffle(n, swap) }
