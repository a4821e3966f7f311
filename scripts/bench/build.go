package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/sasae-care/sasae/functions"
)

// The anchors' packages.
const (
	helloPackage = "scripts/bench/hello"
	writePackage = "scripts/bench/write"
)

// compile builds a package's program as scripts/build builds a function.
func compile(ctx context.Context, pkg, arch, to string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-tags", "lambda.norpc", "-ldflags", "-s -w -buildid=", "-o", to, "./"+pkg)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+arch)
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w\n%s", pkg, err, said)
	}
	return nil
}

// programs are the functions that were built for this machine, each once. They
// lie in a folder that tidy removes.
var programs struct {
	sync.Mutex
	dir  string
	path map[string]string
}

// program is the path of a step's function, or of an anchor: "hello", "write".
func program(ctx context.Context, name string) (string, error) {
	programs.Lock()
	defer programs.Unlock()
	if path := programs.path[name]; path != "" {
		return path, nil
	}
	if programs.dir == "" {
		dir, err := os.MkdirTemp("", "bench-functions-*")
		if err != nil {
			return "", err
		}
		programs.dir, programs.path = dir, map[string]string{}
	}
	pkg := map[string]string{"hello": helloPackage, "write": writePackage}[name]
	if _, ok := functions.Find(name); ok {
		pkg = "functions/" + name + "/bootstrap"
	}
	path := filepath.Join(programs.dir, name)
	if err := compile(ctx, pkg, runtime.GOARCH, path); err != nil {
		return "", err
	}
	programs.path[name] = path
	return path, nil
}

// tidy removes what was built.
func tidy() {
	programs.Lock()
	defer programs.Unlock()
	if programs.dir != "" {
		_ = os.RemoveAll(programs.dir) // a folder of the system's temporary ones
	}
	programs.dir, programs.path = "", nil
}
