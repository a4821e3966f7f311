package host_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sasae-care/sasae/scripts/host"
)

// bin is where the toy functions of testdata are built.
var bin string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		var err error
		if bin, err = os.MkdirTemp("", "host-*"); err == nil {
			defer os.RemoveAll(bin)
			err = build()
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer stopDynamo()
		return m.Run()
	}())
}

// build builds each folder of testdata as functions are built for Lambda, but
// for this machine.
func build() error {
	args := []string{"build", "-trimpath", "-tags", "lambda.norpc", "-ldflags", "-s -w -buildid=", "-o", bin + "/"}
	mains, err := filepath.Glob("testdata/*/main.go")
	for _, m := range mains {
		args = append(args, "./"+filepath.Dir(m))
	}
	if err != nil {
		return err
	}
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build the toy functions: %w\n%s", err, said)
	}
	return nil
}

// toy is a function of testdata; env is NAME=value.
func toy(name string, env ...string) host.Function {
	return host.Function{Name: name, Path: filepath.Join(bin, name), Env: env, Timeout: 20 * time.Second}
}

// open opens a host that is closed when the test ends.
func open(t testing.TB, o host.Options) *host.Host {
	t.Helper()
	h, err := host.Open(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

func running(t testing.TB, functions ...host.Function) *host.Host {
	t.Helper()
	return open(t, host.Options{Functions: functions})
}

func invoke(t testing.TB, h *host.Host, name, payload string) string {
	t.Helper()
	out, err := h.Invoke(t.Context(), name, []byte(payload))
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func send(t testing.TB, h *host.Host, name, payload string) {
	t.Helper()
	if _, err := h.Send(name, []byte(payload)); err != nil {
		t.Fatal(err)
	}
}

// idle waits until the host is idle, at most a minute.
func idle(t testing.TB, h *host.Host) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := h.Idle(ctx); err != nil {
		t.Fatal(err)
	}
}

// failure is the function error that an invocation must end in.
func failure(t testing.TB, h *host.Host, name, payload string) *host.FunctionError {
	t.Helper()
	out, err := h.Invoke(t.Context(), name, []byte(payload))
	var fe *host.FunctionError
	if !errors.As(err, &fe) {
		t.Fatalf("%s answered %q, %v; want an error of the function", name, out, err)
	}
	return fe
}

// lines of a file; none when it is not there.
func lines(t testing.TB, file string) []string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return strings.FieldsFunc(string(b), func(r rune) bool { return r == '\n' })
}

// names of the files in a folder.
func names(t testing.TB, dir string) (all []string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		all = append(all, f.Name())
	}
	return all
}

// until waits for what others do, at most 20 seconds.
func until(t testing.TB, what string, so func() bool) {
	t.Helper()
	late := time.After(20 * time.Second)
	for !so() {
		select {
		case <-late:
			t.Fatalf("still waiting until %s", what)
		case <-time.After(time.Millisecond):
		}
	}
}

// log is a writer that a test may look at while others write.
type log struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(b)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}
