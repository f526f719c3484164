// init functions run locked to the main thread.
package main

func init() {
	<-make(chan int)
}

func main() {}
