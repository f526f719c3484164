// Nbody: float64 in fields of structs. An op is a pair of bodies.
package main

import (
	"fmt"
	"time"
)

const (
	reps = 4 // the first is cold
	ops  = 500000
	want = 51310944
)

type body struct {
	x, y, z, vx, vy, vz, mass float64
}

func sqrt(x float64) float64 {
	r := x
	for i := 0; i < 4; i++ {
		r = (r + x/r) * 0.5
	}
	return r
}

func advance(bodies []*body, dt float64) {
	for i, a := range bodies {
		for _, b := range bodies[i+1:] {
			dx, dy, dz := a.x-b.x, a.y-b.y, a.z-b.z
			d2 := dx*dx + dy*dy + dz*dz + 0.01
			mag := dt / (d2 * sqrt(d2))
			a.vx -= dx * b.mass * mag
			a.vy -= dy * b.mass * mag
			a.vz -= dz * b.mass * mag
			b.vx += dx * a.mass * mag
			b.vy += dy * a.mass * mag
			b.vz += dz * a.mass * mag
		}
	}
	for _, b := range bodies {
		b.x += dt * b.vx
		b.y += dt * b.vy
		b.z += dt * b.vz
	}
}

func run() int {
	bodies := make([]*body, 5)
	for i := range bodies {
		f := float64(i)
		bodies[i] = &body{f, 2 * f, 0.5 * f * f, 0, 0.1 * f, 0, 1 + f}
	}
	for i := 0; i < ops/10; i++ {
		advance(bodies, 0.001)
	}
	return int(bodies[0].x * 1e6)
}

func main() {
	for rep := 0; rep < reps; rep++ {
		start := time.Now()
		v := run()
		ns := float64(time.Since(start))
		if v != want {
			panic(fmt.Sprint("got ", v))
		}
		if rep > 0 {
			fmt.Printf("ns_per_op %.3f\n", ns/ops)
		}
	}
}
