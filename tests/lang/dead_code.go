// Code that is never reached does no harm.
package main

import "fmt"

func a() int {
	return 1
	fmt.Println("never")
	return 2
}

func b(n int) int {
	for {
		if n > 5 {
			return n
		}
		n++
		continue
		n = 100
	}
}

func c() (s string) {
	defer func() {
		recover()
		s += "!"
	}()
	panic("x")
	s = "never"
	return s
}

func d(n int) string {
	switch {
	case n == 0:
		return "zero"
		fallthrough
	case n > 0:
		return "positive"
	default:
		return "negative"
	}
	return "never"
}

func e(n int) int {
	if true {
		return n
	}
	for false {
		n++
	}
	return -n
}

func f() int {
outer:
	for i := 0; ; i++ {
		for {
			if i == 3 {
				break outer
			}
			continue outer
			fmt.Println("never")
		}
	}
	if false {
		return 1
	} else {
		return 2
	}
}

func g(c chan int) int {
	select {
	case v := <-c:
		return v
	}
	return 0
}

func h() {
	for i := 0; i < 3; i++ {
		break
		fmt.Println("never")
	}
	{
		return
	}
	for {
		fmt.Println("never")
	}
}

func i() (n int) {
	for {
		n++
		func() {
			return
			n = 1000
		}()
		if n > 3 {
			break
			n = 7
		}
	}
	return
}

func j() {
	go func() {
		select {}
		fmt.Println("never")
	}()
	if n := 1; n > 0 {
		return
	} else {
		panic("never")
	}
}

func main() {
	fmt.Println(a(), b(1), c(), d(0), d(1), d(-1), e(4), f(), i())
	ch := make(chan int, 1)
	ch <- 9
	fmt.Println(g(ch))
	h()
	j()
	const debug = false
	if debug {
		fmt.Println("never")
	}
	var x int
	if x != 0 && debug {
		x = 1 / x
	}
	fmt.Println(x)
}

// output:
// 1 6 ! zero positive negative 4 2 4
// 9
// 0
