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
	"testing"

	"github.com/sasae-care/sasae/functions"
	"github.com/sasae-care/sasae/scripts/samples"
	"github.com/sasae-care/sasae/shared/standin"
)

// parts are what all worlds of this package share: the binaries, one stand-in
// for DynamoDB, one for S3. Each world has tables and buckets of its own.
type parts struct {
	dir     string // for all of it
	bin     string // one folder a step, with its bootstrap
	objects string // where versitygw keeps its buckets
	sample  samples.World
	dynamo  *standin.Dynamo
	s3      *standin.S3
}

var shared struct {
	sync.Once
	parts
	err error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if p := undisturbed.played; p != nil {
		_ = p.world.Close() // what it says, a test would have said
	}
	shared.stop()
	os.Exit(code)
}

// need gives the parts; a test without stand-ins, or a short one, is skipped.
func need(t testing.TB) *parts {
	t.Helper()
	if testing.Short() {
		t.Skip("plays a month on built binaries")
	}
	shared.Do(func() { shared.err = shared.start() })
	standin.Need(t, shared.err)
	return &shared.parts
}

func (p *parts) start() (err error) {
	ctx := context.Background()
	p.sample = samples.Make(seed, month, submissions) // before many do
	if p.dynamo, err = standin.Dynoxide(ctx); err != nil {
		return err
	}
	if p.dir, err = os.MkdirTemp("", "endtoend-*"); err != nil {
		return err
	}
	if err := p.startS3(ctx); err != nil {
		return err
	}
	p.bin = filepath.Join(p.dir, "bin")
	return p.build()
}

// startS3 lets the stand-in keep its folder in ours, so that stamp finds it.
func (p *parts) startS3(ctx context.Context) (err error) {
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
func (p *parts) build() error {
	root, err := standin.Root()
	if err != nil {
		return err
	}
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
func (p *parts) bootstrap(step string) string { return filepath.Join(p.bin, step, "bootstrap") }

func (p *parts) stop() {
	if p.s3 != nil {
		p.s3.Stop()
	}
	if p.dynamo != nil {
		p.dynamo.Stop()
	}
	if p.dir != "" {
		_ = os.RemoveAll(p.dir) // a folder of the system's temporary ones
	}
}
