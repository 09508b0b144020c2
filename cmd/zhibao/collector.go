package main

import (
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// memoryGoal is where the collector starts to work harder: a folder of hostile
// files then stays well below 512 MiB, and an ordinary run never comes near.
const memoryGoal = 384 << 20

// tendCollector sets the goal unless the user set one, and moves it while the process
// runs: what is in use and half as much again is never too much, or the collector
// would look for ever for what is not there.
func tendCollector() {
	if os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetMemoryLimit(memoryGoal)
	go func() {
		goal := uint64(memoryGoal)
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		for range time.Tick(100 * time.Millisecond) {
			metrics.Read(live)
			needed := max(memoryGoal, live[0].Value.Uint64()/2*3)
			if needed > goal || needed < goal-goal/8 {
				goal = needed
				debug.SetMemoryLimit(int64(goal))
			}
		}
	}()
}
