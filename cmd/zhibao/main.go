// Command zhibao is the batch tool of a city statistics bureau: forms out,
// submissions in, official reports out.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/inconshreveable/mousetrap"
	"github.com/spf13/cobra"

	"zhibao/pipeline/fault"
)

// version is set by the build.
var version = "dev"

func main() {
	tendCollector()
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
