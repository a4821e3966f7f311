package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// guarded is the package and the name of the test, which exists, and whose guard
// stands once in its file.
func (c carrier) guarded() (pkg, name string, err error) {
	pkg, name, ok := strings.Cut(c.Test, " ")
	if !ok || c.File == "" || c.Cut == "" {
		return "", "", errors.New("want a package, a test and its guard")
	}
	if err := declared(pkg, name); err != nil {
		return "", "", err
	}
	source, err := os.ReadFile(c.File)
	if err != nil {
		return "", "", fmt.Errorf("read the guard: %w", err)
	}
	if n := strings.Count(string(source), c.Cut); n != 1 {
		return "", "", fmt.Errorf("the guard stands %d times in %s", n, c.File)
	}
	return pkg, name, nil
}

// declared looks for the test in the package's files.
func declared(pkg, name string) error {
	files, err := filepath.Glob(filepath.Join(pkg, "*_test.go"))
	if err != nil {
		return err
	}
	top, _, _ := strings.Cut(name, "/")
	is := regexp.MustCompile(`(?m)^func ` + regexp.QuoteMeta(top) + `\(t \*testing\.T\)`)
	for _, f := range files {
		if b, err := os.ReadFile(f); err == nil && is.Match(b) {
			return nil
		}
	}
	return fmt.Errorf("there is no test %s in %s", top, pkg)
}

// fails runs the test as it is, and on a build in which the guard is taken out.
func (c carrier) fails() error {
	pkg, name, err := c.guarded()
	if err != nil {
		return err
	}
	source, err := os.ReadFile(c.File)
	if err != nil {
		return fmt.Errorf("read the guard: %w", err)
	}
	text := strings.Replace(string(source), c.Cut, c.Put, 1)
	if out, err := run(pkg, name, ""); err != nil {
		return fmt.Errorf("the test fails as it is: %s", out)
	}
	dir, err := os.MkdirTemp("", "sasae-guard-*")
	if err != nil {
		return fmt.Errorf("make room for the guard: %w", err)
	}
	defer os.RemoveAll(dir)
	file, err := filepath.Abs(c.File)
	if err != nil {
		return err
	}
	changed := filepath.Join(dir, "changed.go")
	overlay, _ := json.Marshal(map[string]map[string]string{"Replace": {file: changed}}) // strings only
	if err := errors.Join(os.WriteFile(changed, []byte(text), 0o600), os.WriteFile(filepath.Join(dir, "overlay.json"), overlay, 0o600)); err != nil {
		return fmt.Errorf("write the guard: %w", err)
	}
	out, err := run(pkg, name, filepath.Join(dir, "overlay.json"))
	switch {
	case err == nil:
		return errors.New("the test passes without the guard too")
	case strings.Contains(out, "[build failed]") || !strings.Contains(out, "--- FAIL"):
		return fmt.Errorf("it does not build, or does not run, without the guard: %s", out)
	}
	return nil
}

// run is the go command's word about the test; it remembers a test that it has seen
// pass as it is.
func run(pkg, name, overlay string) (string, error) {
	args := []string{"test", "-run", "^" + strings.ReplaceAll(name, "/", "$/^") + "$"}
	if overlay != "" {
		args = append(args, "-count=1", "-overlay", overlay)
	}
	out, err := exec.Command("go", append(args, "./"+pkg)...).CombinedOutput()
	return string(out), err
}
