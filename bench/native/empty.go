// Empty: what a program needs that parks nothing, to subtract it.
package main

import (
	"fmt"
	"time"
)

func main() {
	fmt.Println("parked", 0)
	time.Sleep(200 * time.Millisecond)
}
