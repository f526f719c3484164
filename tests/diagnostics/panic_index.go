// An error of the run time.
package main

func at(s []int, i int) int { return s[i] }

func main() {
	println(at([]int{1, 2, 3}, len("five.")))
}
