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

// tested tells whether the named test exists and, with guards, whether it passes
// and fails without its guard.
func (c carrier) tested(guards bool) error {
	pkg, name, ok := strings.Cut(c.Test, " ")
	if !ok || c.Guard == nil {
		return errors.New("want a package, a test and its guard")
	}
	if err := declared(pkg, name); err != nil {
		return err
	}
	source, err := os.ReadFile(c.Guard.File)
	if err != nil {
		return fmt.Errorf("read the guard: %w", err)
	}
	if n := strings.Count(string(source), c.Guard.Cut); n != 1 {
		return fmt.Errorf("the guard stands %d times in %s", n, c.Guard.File)
	}
	if !guards {
		return nil
	}
	if out, err := run(pkg, name, ""); err != nil {
		return fmt.Errorf("the test fails as it is: %s", out)
	}
	return c.fails(pkg, name, strings.Replace(string(source), c.Guard.Cut, c.Guard.Put, 1))
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

// fails runs the test on a build in which the file reads otherwise.
func (c carrier) fails(pkg, name, text string) error {
	dir, err := os.MkdirTemp("", "sasae-guard-*")
	if err != nil {
		return fmt.Errorf("make room for the guard: %w", err)
	}
	defer os.RemoveAll(dir)
	file, err := filepath.Abs(c.Guard.File)
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

func run(pkg, name, overlay string) (string, error) {
	args := []string{"test", "-count=1", "-run", "^" + strings.ReplaceAll(name, "/", "$/^") + "$"}
	if overlay != "" {
		args = append(args, "-overlay", overlay)
	}
	out, err := exec.Command("go", append(args, "./"+pkg)...).CombinedOutput()
	return string(out), err
}
