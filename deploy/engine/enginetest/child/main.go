// Command child is the engine process of tests: it does what the command
// `redress engine` does and nothing else.
package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"redress/deploy/engine"
)

func main() {
	var config engine.ServeConfig
	flag.StringVar(&config.DataDir, "data", "", "data directory")
	flag.StringVar(&config.Library, "library", "", "path of the engine library")
	flag.Int64Var(&config.MemoryLimit, "memory", 0, "memory limit in bytes")
	flag.StringVar(&config.TCP, "listen", "", "loopback address for other clients")
	remove := flag.Bool("remove", false, "remove the data directory at the end")
	flag.Parse()
	config.Log = slog.New(slog.NewTextHandler(os.Stderr, nil))

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := engine.Serve(ctx, config)
	stop()
	if *remove {
		_ = os.RemoveAll(config.DataDir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
