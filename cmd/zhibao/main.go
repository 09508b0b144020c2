// Command zhibao is the batch tool of a city statistics bureau: forms out,
// submissions in, official reports out.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

// version is set by the build.
var version = "dev"

// memoryGoal is where the collector starts to work harder: a folder of hostile
// files then stays well below 512 MiB, and an ordinary run never comes near.
const memoryGoal = 384 << 20

func main() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryGoal)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(int(code))
}
