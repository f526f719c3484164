// print and println write to standard error, with formats of their own. Floats:
// those of Go before 1.26.
package main

import "fmt"

// stderr: 1 -1 +1.500000e+000 true 97 x 200 18446744073709551615 -128 +1.000000e+100 +1.000000e-001 NaN +Inf -Inf

func main() {
	zero := 0.0
	print("a", 1, "b", true, "\n")
	println(1, -1, 1.5, true, 'a', "x", uint8(200), ^uint64(0), int8(-128), 1e100,
		float32(0.1), zero/zero, 1/zero, -1/zero)
	println()
	fmt.Println("nothing of it here")
}

// output:
// nothing of it here
