// main ends without the program.
package main

import "runtime"

func main() {
	go func() {}()
	runtime.Goexit()
}
