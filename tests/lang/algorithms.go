// Longer code: sorting, searching, matrices, strings.
package main

import "fmt"

func quick(a []int) {
	if len(a) < 2 {
		return
	}
	p, i := a[len(a)/2], 0
	for j := len(a) - 1; i <= j; {
		for a[i] < p {
			i++
		}
		for a[j] > p {
			j--
		}
		if i <= j {
			a[i], a[j] = a[j], a[i]
			i++
			j--
		}
	}
	for k := i; k > 0; k-- {
		if a[k-1] != p {
			i = k
			break
		}
	}
	quick(a[:i])
	rest := i
	for rest < len(a) && a[rest] == p {
		rest++
	}
	quick(a[rest:])
}

func merge(a []int) []int {
	if len(a) < 2 {
		return a
	}
	l, r := merge(a[:len(a)/2]), merge(a[len(a)/2:])
	out := make([]int, 0, len(a))
	for len(l) > 0 || len(r) > 0 {
		if len(r) == 0 || len(l) > 0 && l[0] <= r[0] {
			out, l = append(out, l[0]), l[1:]
		} else {
			out, r = append(out, r[0]), r[1:]
		}
	}
	return out
}

func heap(a []int) {
	down := func(i, n int) {
		for {
			c := 2*i + 1
			if c >= n {
				return
			}
			if c+1 < n && a[c+1] > a[c] {
				c++
			}
			if a[i] >= a[c] {
				return
			}
			a[i], a[c] = a[c], a[i]
			i = c
		}
	}
	for i := len(a)/2 - 1; i >= 0; i-- {
		down(i, len(a))
	}
	for i := len(a) - 1; i > 0; i-- {
		a[0], a[i] = a[i], a[0]
		down(0, i)
	}
}

func random(n int) []int {
	a, x := make([]int, n), uint32(1)
	for i := range a {
		x = x*1664525 + 1013904223
		a[i] = int(x>>16) % 1000
	}
	return a
}

func sorted(a []int) bool {
	for i := 1; i < len(a); i++ {
		if a[i-1] > a[i] {
			return false
		}
	}
	return true
}

func search(a []int, x int) int {
	lo, hi := 0, len(a)
	for lo < hi {
		mid := (lo + hi) / 2
		if a[mid] < x {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

func matmul(a, b [][]float64) [][]float64 {
	c := make([][]float64, len(a))
	for i := range c {
		c[i] = make([]float64, len(b[0]))
		for j := range c[i] {
			for k := range b {
				c[i][j] += a[i][k] * b[k][j]
			}
		}
	}
	return c
}

func queens(n, row int, cols, d1, d2 uint) (count int) {
	if row == n {
		return 1
	}
	for c := 0; c < n; c++ {
		m := uint(1) << uint(c)
		l, r := uint(1)<<uint(row+c), uint(1)<<uint(row-c+n)
		if cols&m == 0 && d1&l == 0 && d2&r == 0 {
			count += queens(n, row+1, cols|m, d1|l, d2|r)
		}
	}
	return
}

func collatz(n uint64) (steps int) {
	for n != 1 {
		if n%2 == 0 {
			n /= 2
		} else {
			n = 3*n + 1
		}
		steps++
	}
	return
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func levenshtein(a, b string) int {
	prev := make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 0; i < len(a); i++ {
		cur := []int{i + 1}
		for j := 0; j < len(b); j++ {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			best := prev[j] + cost
			if prev[j+1]+1 < best {
				best = prev[j+1] + 1
			}
			if cur[j]+1 < best {
				best = cur[j] + 1
			}
			cur = append(cur, best)
		}
		prev = cur
	}
	return prev[len(b)]
}

func ackermann(m, n int) int {
	switch {
	case m == 0:
		return n + 1
	case n == 0:
		return ackermann(m-1, 1)
	}
	return ackermann(m-1, ackermann(m, n-1))
}

func hanoi(n int, from, to, via string, move func(a, b string)) {
	if n > 0 {
		hanoi(n-1, from, via, to, move)
		move(from, to)
		hanoi(n-1, via, to, from, move)
	}
}

func main() {
	a, b, c := random(200), random(300), random(100)
	quick(a)
	b = merge(b)
	heap(c)
	fmt.Println(sorted(a), sorted(b), sorted(c), a[0], b[150], c[99])
	fmt.Println(search(a, a[77]) <= 77, a[search(a, a[77])] == a[77])
	fmt.Println(matmul([][]float64{{1, 2}, {3, 4}}, [][]float64{{0.5, 1}, {1.5, -1}}))
	fmt.Println(queens(6, 0, 0, 0, 0), queens(8, 0, 0, 0, 0))
	fmt.Println(collatz(27), collatz(97), gcd(1071, 462), levenshtein("kitten", "sitting"))
	fmt.Println(ackermann(2, 3))
	moves := 0
	hanoi(10, "a", "b", "c", func(a, b string) { moves++ })
	fmt.Println(moves)
	primes := 0
	composite := make([]bool, 1000)
	for i := 2; i < len(composite); i++ {
		if composite[i] {
			continue
		}
		primes++
		for j := i * i; j < len(composite); j += i {
			composite[j] = true
		}
	}
	fmt.Println(primes)
}

// output:
// true true true 2 466 994
// true true
// [[3.5 -1] [7.5 -1]]
// 4 92
// 111 118 21 3
// 9
// 1023
// 168
