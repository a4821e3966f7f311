package endtoend

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/sasae-care/sasae/functions"
	"github.com/sasae-care/sasae/shared/standin"
)

// Parts are what several worlds share: the binaries, the templates, and one
// stand-in for S3. Each world has an account of its own: its buckets, and a
// stand-in for DynamoDB.
type Parts struct {
	dir       string // for all of it
	bin       string // one folder a step, with its bootstrap
	objects   string // where versitygw keeps its buckets
	templates []string
	s3        *standin.S3
}

// Start builds the functions and starts what is shared; standin.ErrAbsent. It
// must run inside the module.
func Start(ctx context.Context) (*Parts, error) {
	p := &Parts{}
	if err := p.start(ctx); err != nil {
		p.Stop()
		return nil, err
	}
	return p, nil
}

func (p *Parts) start(ctx context.Context) error {
	root, err := standin.Root()
	if err != nil {
		return err
	}
	p.templates = Templates(root)
	if p.dir, err = os.MkdirTemp("", "endtoend-*"); err != nil {
		return err
	}
	if err := p.startS3(ctx); err != nil {
		return err
	}
	p.bin = filepath.Join(p.dir, "bin")
	return p.build(root)
}

// Templates are those of the sample stage, which the tests of infra hold to be
// what is synthesized: what is kept, and what does something.
func Templates(root string) []string {
	golden := filepath.Join(root, "infra", "testdata")
	return []string{filepath.Join(golden, "data.json"), filepath.Join(golden, "steps.json")}
}

// startS3 lets the stand-in keep its folder in ours, so that stamp finds it.
func (p *Parts) startS3(ctx context.Context) (err error) {
	before, had := os.LookupEnv("TMPDIR")
	if err := os.Setenv("TMPDIR", p.dir); err != nil {
		return err
	}
	p.s3, err = standin.Versity(ctx)
	if had {
		err = errors.Join(err, os.Setenv("TMPDIR", before))
	} else {
		err = errors.Join(err, os.Unsetenv("TMPDIR"))
	}
	if err != nil {
		return err
	}
	found, err := filepath.Glob(filepath.Join(p.dir, "versity-*", "objects"))
	if err == nil && len(found) != 1 {
		err = fmt.Errorf("%d folders of buckets", len(found))
	}
	if err == nil {
		p.objects = found[0]
	}
	return err
}

// build builds every function as for Lambda, but for this machine.
func (p *Parts) build(root string) error {
	errs := make([]error, len(functions.Steps))
	two := make(chan struct{}, 2)
	var all sync.WaitGroup
	for i, s := range functions.Steps {
		all.Go(func() {
			two <- struct{}{}
			defer func() { <-two }()
			errs[i] = build(root, s.Name, p.bootstrap(s.Name))
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

func build(root, step, to string) error {
	cmd := exec.Command("go", "build", "-trimpath", "-tags", "lambda.norpc", "-ldflags", "-s -w -buildid=", "-o", to, "./functions/"+step+"/bootstrap")
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH)
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w\n%s", step, err, said)
	}
	return nil
}

// bootstrap is the binary of a step.
func (p *Parts) bootstrap(step string) string { return filepath.Join(p.bin, step, "bootstrap") }

// Stop ends what is shared and removes its folder.
func (p *Parts) Stop() {
	if p.s3 != nil {
		p.s3.Stop()
	}
	if p.dir != "" {
		_ = os.RemoveAll(p.dir) // a folder of the system's temporary ones
	}
}
