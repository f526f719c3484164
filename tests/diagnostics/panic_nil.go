// A signal.
package main

type node struct{ next *node }

func follow(n *node) *node { return n.next.next }

func main() {
	println(follow(&node{}) == nil)
}
