// Package standin starts what stands in for AWS in tests and in the Runtime API
// host: programs of others as child processes, and wire servers of our own.
//
//	Dynoxide, Versity, … → a process on a free loopback port → its address
//
// Nothing that is deployed imports it.
package standin

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// ErrAbsent says that a stand-in cannot be had on this machine, or was not
// installed yet. Test with errors.Is.
var ErrAbsent = errors.New("the stand-in is not installed (scripts/test installs it)")

// Tool is the path of an installed program under scripts/tools; ErrAbsent.
func Tool(path ...string) (string, error) {
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		return "", fmt.Errorf("%w: it runs on linux/amd64 only, this is %s/%s", ErrAbsent, runtime.GOOS, runtime.GOARCH)
	}
	root, err := Root()
	if err != nil {
		return "", err
	}
	name := filepath.Join(append([]string{root, "scripts", "tools"}, path...)...)
	if _, err := os.Stat(name); err != nil {
		return "", fmt.Errorf("%w: no %s", ErrAbsent, filepath.Join(path...))
	}
	return name, nil
}

// Root is the folder of the module that the working directory lies in.
func Root() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("not inside the module")
		}
		dir = up
	}
}

// Need skips a test whose stand-in is absent, and says so; with
// SASAE_STANDINS=must, as scripts/test sets it where they can be had, it fails.
func Need(t testing.TB, err error) {
	t.Helper()
	switch {
	case err == nil:
	case errors.Is(err, ErrAbsent) && os.Getenv("SASAE_STANDINS") != "must":
		t.Skip(err)
	default:
		t.Fatal(err)
	}
}

// Process is a child process at work.
type Process struct {
	cmd  *exec.Cmd
	said tail
	done chan struct{}
}

// Start starts a program and waits until ready says so, at most 20 seconds. A
// program that ends before is an error with its last words.
func Start(ctx context.Context, env []string, ready func(context.Context) bool, name string, args ...string) (*Process, error) {
	p := &Process{cmd: exec.Command(name, args...), done: make(chan struct{})}
	p.cmd.Env, p.cmd.Stdout, p.cmd.Stderr = append(os.Environ(), env...), &p.said, &p.said
	dieWithUs(p.cmd)
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", filepath.Base(name), err)
	}
	go func() { _ = p.cmd.Wait(); close(p.done) }()
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	for !ready(ctx) {
		select {
		case <-p.done:
			return nil, fmt.Errorf("%s ended: %s", filepath.Base(name), &p.said)
		case <-ctx.Done():
			p.Stop()
			return nil, fmt.Errorf("%s is not ready: %w: %s", filepath.Base(name), ctx.Err(), &p.said)
		case <-time.After(5 * time.Millisecond):
		}
	}
	return p, nil
}

// Stop kills the process and waits for its end. It may be called twice.
func (p *Process) Stop() {
	_ = p.cmd.Process.Kill() // it may have ended
	<-p.done
}

// Said is the end of what the process wrote.
func (p *Process) Said() string { return p.said.String() }

// Port is a loopback port that was free a moment ago.
func Port() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// onPort starts something on a free port, and on another when somebody took the
// port meanwhile.
func onPort(start func(port int) error) error {
	for try := 1; ; try++ {
		port, err := Port()
		if err != nil {
			return err
		}
		if err = start(port); err == nil || try == 3 || !strings.Contains(err.Error(), "in use") {
			return err
		}
	}
}

// Answers tells whether somebody listens at a loopback port.
func Answers(port int) func(context.Context) bool {
	return func(ctx context.Context) bool {
		var d net.Dialer
		c, err := d.DialContext(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			return false
		}
		_ = c.Close() // nothing was said
		return true
	}
}

// tail keeps the last 8 KB that were written.
type tail struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

// Write implements io.Writer.
func (w *tail) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.buf.Write(b)
	if extra := w.buf.Len() - 8<<10; extra > 0 {
		w.buf.Next(extra)
	}
	return len(b), nil
}

// String is what was kept.
func (w *tail) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buf.String()
}
