package assets

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"runtime"
	"time"
)

var errNoNPM = errors.New("npm not found")

// runNPM runs the npm client in dir and returns what it printed. The client and
// what it starts end with the context, and with this process.
func runNPM(ctx context.Context, dir string, args []string, meter *meter) (string, error) {
	path, err := exec.LookPath("npm")
	if err != nil {
		return "", errNoNPM
	}
	// The kernel sends the death signal when the thread that started the child
	// ends, so the thread must live as long as the child.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()

	var output bytes.Buffer
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Dir = dir
	cmd.Stdout, cmd.Stderr = &output, &output
	cmd.SysProcAttr = boundToParent()
	cmd.Cancel = func() error { return killGroup(cmd.Process.Pid) }
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Start(); err != nil {
		return "", err
	}
	stop := meter.watch()
	err = cmd.Wait()
	stop()
	return output.String(), err
}
