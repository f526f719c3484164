// append grows as Go does.
package main

import "fmt"

type three struct{ a, b, c int }

// The slices escape: Go gives others an array on the stack first.
var (
	s   []int
	b   []byte
	t   []three
	str []string
)

var sink []int

func keep(s []int) int {
	sink = s
	return cap(s)
}

func main() {
	last := -1
	for i := 0; i < 2000; i++ {
		s = append(s, i)
		if cap(s) != last {
			last = cap(s)
			fmt.Print(last, " ")
		}
	}
	fmt.Println()
	last = -1
	for i := 0; i < 5000; i++ {
		b = append(b, byte(i))
		if cap(b) != last {
			last = cap(b)
			fmt.Print(last, " ")
		}
	}
	fmt.Println()
	last = -1
	for i := 0; i < 200; i++ {
		t = append(t, three{i, i, i})
		if cap(t) != last {
			last = cap(t)
			fmt.Print(last, " ")
		}
	}
	fmt.Println(t[199])
	last = -1
	for i := 0; i < 32; i++ {
		str = append(str, "x")
		if cap(str) != last {
			last = cap(str)
			fmt.Print(last, " ")
		}
	}
	fmt.Println()
	fmt.Println(keep(append([]int{}, 1, 2, 3)), keep(append([]int{1}, 1, 2, 3)),
		keep(append([]int(nil), make([]int, 5)...)),
		keep(append([]int{1, 2, 3, 4}, 5)))
	b = append([]byte{}, 1, 2, 3)
	t = append([]three{}, three{}, three{})
	fmt.Println(cap(b), cap(append(b, 1, 2, 3, 4, 5, 6)), cap(t))
	x := []int{1, 2, 3}
	x = append(x, x...)
	x = append(x[:1], x[2:]...)
	fmt.Println(x, len(append(x)), len(append(x, []int{}...)))
	y := append([]int(nil), x[1:3]...)
	y[0] = 9
	fmt.Println(x, y)
	z := make([]int, 3, 10)
	z1, z2 := append(z, 1), append(z, 2)
	fmt.Println(z1[3], z2[3])
	var ifs []interface{}
	ifs = append(ifs, 1, "a", nil, three{1, 2, 3})
	ifs = append(ifs, ifs[0])
	fmt.Println(ifs)
	var ss [][]int
	ss = append(ss, x, nil, []int{4})
	fmt.Println(ss, len(ss))
}

// output:
// 1 2 4 8 16 32 64 128 256 512 848 1280 1792 2560
// 8 16 32 64 128 256 512 896 1408 2048 3072 4096 5376
// 1 2 4 8 16 32 64 128 256 {199 199 199}
// 1 2 4 8 16 32
// 3 4 6 8
// 8 16 2
// [1 3 1 2 3] 5 5
// [1 3 1 2 3] [9 1]
// 2 2
// [1 a <nil> {1 2 3} 1]
// [[1 3 1 2 3] [] [4]] 3
