// Package sync has locks and ways to wait.
package sync

import "sync/atomic"

// Locker can be locked and unlocked.
type Locker interface {
	Lock()
	Unlock()
}

// Mutex is a mutual exclusion lock; the zero value is unlocked. Both words
// belong to the run time.
type Mutex struct {
	state, sema int64
}

func (m *Mutex) Lock()
func (m *Mutex) TryLock() bool
func (m *Mutex) Unlock()

// WaitGroup waits for a number of goroutines. Both words belong to the run
// time.
type WaitGroup struct {
	state, sema int64
}

func (wg *WaitGroup) Add(delta int)
func (wg *WaitGroup) Wait()

// Done takes one away from the counter.
func (wg *WaitGroup) Done() {
	wg.Add(-1)
}

// Go calls f in a new goroutine that the group waits for.
func (wg *WaitGroup) Go(f func()) {
	wg.Add(1)
	go func() {
		defer wg.Done()
		f()
	}()
}

// Once does something once.
type Once struct {
	done uint32
	m    Mutex
}

// Do calls f if it is the first call for o; all others wait until f returned.
func (o *Once) Do(f func()) {
	if atomic.LoadUint32(&o.done) == 0 {
		o.doSlow(f)
	}
}

func (o *Once) doSlow(f func()) {
	o.m.Lock()
	defer o.m.Unlock()
	if o.done == 0 {
		defer atomic.StoreUint32(&o.done, 1)
		f()
	}
}

// What the run time does (runtime/sema.go). reason: 0 in RLock, 1 in Lock.
func semacquire(sema *uint64, lifo bool, reason int)
func semrelease(sema *uint64)
func notifyListWait(l *notifyList, ticket uint64)
func notifyListNotifyAll(l *notifyList)
func notifyListNotifyOne(l *notifyList)

// fatal ends the program with the text of a wrong Unlock (0) or RUnlock (1).
func fatal(text int)

const rwmutexMaxReaders = 1 << 30

// RWMutex is a lock for any number of readers or one writer; the zero value is
// unlocked. A writer that waits keeps later readers out (rwmutex.go).
type RWMutex struct {
	w           Mutex  // held if there are pending writers
	writerSem   uint64 // for writers to wait for completing readers
	readerSem   uint64 // for readers to wait for completing writers
	readerCount int32  // number of pending readers
	readerWait  int32  // number of departing readers
}

// RLock locks rw for reading.
func (rw *RWMutex) RLock() {
	if atomic.AddInt32(&rw.readerCount, 1) < 0 {
		// A writer is pending.
		semacquire(&rw.readerSem, false, 0)
	}
}

// TryRLock tries to lock rw for reading and says whether it has.
func (rw *RWMutex) TryRLock() bool {
	for {
		c := atomic.LoadInt32(&rw.readerCount)
		if c < 0 {
			return false
		}
		if atomic.CompareAndSwapInt32(&rw.readerCount, c, c+1) {
			return true
		}
	}
}

// RUnlock undoes one RLock.
func (rw *RWMutex) RUnlock() {
	if r := atomic.AddInt32(&rw.readerCount, -1); r < 0 {
		rw.rUnlockSlow(r)
	}
}

func (rw *RWMutex) rUnlockSlow(r int32) {
	if r+1 == 0 || r+1 == -rwmutexMaxReaders {
		fatal(1)
	}
	// A writer is pending; the last reader unblocks it.
	if atomic.AddInt32(&rw.readerWait, -1) == 0 {
		semrelease(&rw.writerSem)
	}
}

// Lock locks rw for writing.
func (rw *RWMutex) Lock() {
	rw.w.Lock()
	// Announce to readers that there is a pending writer.
	r := atomic.AddInt32(&rw.readerCount, -rwmutexMaxReaders) +
		rwmutexMaxReaders
	// Wait for active readers.
	if r != 0 && atomic.AddInt32(&rw.readerWait, r) != 0 {
		semacquire(&rw.writerSem, false, 1)
	}
}

// TryLock tries to lock rw for writing and says whether it has.
func (rw *RWMutex) TryLock() bool {
	if !rw.w.TryLock() {
		return false
	}
	if !atomic.CompareAndSwapInt32(&rw.readerCount, 0, -rwmutexMaxReaders) {
		rw.w.Unlock()
		return false
	}
	return true
}

// Unlock unlocks rw for writing.
func (rw *RWMutex) Unlock() {
	// Announce to readers that there is no active writer.
	r := atomic.AddInt32(&rw.readerCount, rwmutexMaxReaders)
	if r >= rwmutexMaxReaders {
		fatal(0)
	}
	// Unblock blocked readers, if any.
	for i := 0; i < int(r); i++ {
		semrelease(&rw.readerSem)
	}
	// Let other writers proceed.
	rw.w.Unlock()
}

// RLocker returns a Locker whose Lock and Unlock are RLock and RUnlock of rw.
func (rw *RWMutex) RLocker() Locker {
	return (*rlocker)(rw)
}

type rlocker RWMutex

func (r *rlocker) Lock()   { (*RWMutex)(r).RLock() }
func (r *rlocker) Unlock() { (*RWMutex)(r).RUnlock() }

// notifyList is what waiters of a Cond wait in: the ticket of the next one to
// wait and that of the next one to be notified.
type notifyList struct {
	wait, notify uint64
}

// Cond is where goroutines wait until others say that something has happened
// (cond.go).
type Cond struct {
	L       Locker // held while observing or changing the condition
	notify  notifyList
	checker *Cond // itself, once it was used
}

// NewCond returns a new Cond with Locker l.
func NewCond(l Locker) *Cond {
	return &Cond{L: l}
}

func (c *Cond) check() {
	if c.checker == c {
		return
	}
	if c.checker != nil {
		panic("sync.Cond is copied")
	}
	c.checker = c
}

// Wait unlocks c.L, waits for Signal or Broadcast, and locks c.L again.
func (c *Cond) Wait() {
	c.check()
	t := atomic.AddUint64(&c.notify.wait, 1) - 1
	c.L.Unlock()
	notifyListWait(&c.notify, t)
	c.L.Lock()
}

// Signal wakes the one that has waited longest, if any.
func (c *Cond) Signal() {
	c.check()
	notifyListNotifyOne(&c.notify)
}

// Broadcast wakes all that wait.
func (c *Cond) Broadcast() {
	c.check()
	notifyListNotifyAll(&c.notify)
}
