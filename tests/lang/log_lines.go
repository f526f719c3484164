// Package log: prefixes, flags, Panic and Fatal.
//
// status: 1
// stderr: to standard error
package main

import (
	"fmt"
	"log"
	"os"
)

type upper struct{ lines int }

func (u *upper) Write(p []byte) (int, error) {
	u.lines++
	fmt.Printf("%d: %s", u.lines, string(p))
	return len(p), nil
}

func main() {
	l := log.New(os.Stdout, "p: ", 0)
	l.Println("a", 1)
	l.Print("b", 2, 3, "c\n")
	l.SetFlags(log.Lmsgprefix)
	l.SetPrefix("q: ")
	l.Printf("x %d", 2)
	fmt.Println(l.Prefix(), l.Flags(), log.Flags() == log.LstdFlags)
	u := &upper{}
	l.SetOutput(u)
	l.Print("one")
	l.Print("")
	log.SetFlags(0)
	log.SetOutput(os.Stdout)
	func() {
		defer func() { fmt.Println("recovered:", recover()) }()
		log.Panicf("boom %d", 1)
	}()
	fmt.Fprintf(u, "%s-%d\n", "w", 5)
	fmt.Fprintln(os.Stdout, "direct")
	log.SetOutput(os.Stderr)
	log.Fatalln("to standard error")
}

// output:
// p: a 1
// p: b2 3c
// q: x 2
// q:  64 true
// 1: q: one
// 2: q:
// boom 1
// recovered: boom 1
// 3: w-5
// direct
