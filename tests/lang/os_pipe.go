// Pipes block their readers and writers in the poller, and end with EOF.
package main

import (
	"fmt"
	"io"
	"os"
)

func main() {
	r, w, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	done := make(chan int)
	go func() {
		total := 0
		buf := make([]byte, 1000)
		for {
			n, err := r.Read(buf)
			for i := 0; i < n; i++ {
				if buf[i] != byte(total+i) {
					panic("wrong byte")
				}
			}
			total += n
			if err == io.EOF {
				break
			}
			if err != nil {
				panic(err)
			}
		}
		done <- total
	}()
	out := make([]byte, 200000)
	for i := range out {
		out[i] = byte(i)
	}
	n, err := w.Write(out)
	fmt.Println(n, err)
	fmt.Println(w.Close(), w.Close())
	fmt.Println(<-done)
	_, err = w.Write(out[:1])
	fmt.Println(err)
	fmt.Println(r.Close())
	_, err = r.Read(out)
	fmt.Println(err)
	fmt.Println(len(os.Args), os.Getenv("GMPSIM_NOT_SET") == "")
	os.Stdout.WriteString("by WriteString\n")
	os.Stdout.Write([]byte("by Write\n"))
}

// output:
// 200000 <nil>
// <nil> close |1: file already closed
// 200000
// write |1: file already closed
// <nil>
// read |0: file already closed
// 1 true
// by WriteString
// by Write
