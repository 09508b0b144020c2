// Command zhibao is the batch tool of a city statistics bureau: forms out,
// submissions in, official reports out.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/inconshreveable/mousetrap"
	"github.com/spf13/cobra"

	"zhibao/pipeline/fault"
)

// version is set by the build.
var version = "dev"

// memoryGoal is where the collector starts to work harder: a folder of hostile
// files then stays well below 512 MiB, and an ordinary run never comes near. What is
// known of thousands of files takes more, which the collector would look for in vain.
const (
	memoryGoal    = 384 << 20
	memoryForFile = 48 << 10
)

// bounded says that the goal is set: the process is the command's own, and the user set none.
var bounded bool

// allow sets the goal for a run over so many files.
func allow(files int) {
	if bounded {
		debug.SetMemoryLimit(memoryGoal + int64(files)*memoryForFile)
	}
}

func main() {
	bounded = os.Getenv("GOMEMLIMIT") == ""
	allow(0)
	prepareConsole()
	cobra.MousetrapHelpText = "" // English
	if len(os.Args) == 1 && mousetrap.StartedByExplorer() {
		fmt.Println(textFromWindow)
		_, _ = fmt.Scanln() // the window would be gone before it is read
		os.Exit(int(fault.Usage))
	}
	ctx, stop := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		stop()
		<-signals // who asks twice does not want to wait; nothing is half-written even so
		fmt.Fprintln(os.Stderr, textStoppedAtOnce)
		os.Exit(int(fault.Broken))
	}()
	os.Exit(int(run(ctx, os.Args[1:], os.Stdout, os.Stderr)))
}
