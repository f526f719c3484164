// No dump at all.
package main

import "os"

func main() {
	go panic("never runs")
	os.Exit(7)
}
