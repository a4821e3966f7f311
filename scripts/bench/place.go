package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/scripts/host"
	"github.com/sasae-care/sasae/shared/access"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/files/s3"
	"github.com/sasae-care/sasae/shared/seal"
	"github.com/sasae-care/sasae/shared/standin"
	"github.com/sasae-care/sasae/shared/store/dynamo"
	"github.com/sasae-care/sasae/shared/town/invented"
)

// code is the municipality of the measurements.
const code = "999997"

// place is an account in small: stand-ins with the reference data of a town,
// each behind TLS.
type place struct {
	front *front
	env   []string // of every function there
	in    app.Scope
	whole *app.App // writes as a step that may write everything of a case
	stops []func()
}

// settle opens a place. What is wrong closes it again.
func settle(ctx context.Context) (p *place, err error) {
	p = &place{front: &front{}}
	defer func() {
		if err != nil {
			p.close()
			p = nil
		}
	}()
	dir, err := os.MkdirTemp("", "bench-place-*")
	if err != nil {
		return p, err
	}
	p.stops = append(p.stops, func() { _ = os.RemoveAll(dir) }) // a folder of the system's temporary ones
	if p.in, err = app.Delivered(events.Event{ID: "bench", Town: code}); err != nil {
		return p, err
	}
	return p, p.start(ctx, dir)
}

// start starts what stands in for AWS.
func (p *place) start(ctx context.Context, dir string) error {
	d, err := standin.Dynoxide(ctx)
	if err != nil {
		return err
	}
	p.stops = append(p.stops, d.Stop)
	s, err := standin.Versity(ctx)
	if err != nil {
		return err
	}
	p.stops = append(p.stops, s.Stop)
	addresses := map[string]string{"DYNAMODB": d.Endpoint, "S3": s.Endpoint}
	if err := p.secure(dir, addresses); err != nil {
		return err
	}
	return p.furnish(ctx, d, s)
}

// secure puts a front before each stand-in, and says so in the settings. The
// functions read as many roots as in an account: ours, and those of Amazon.
func (p *place) secure(dir string, addresses map[string]string) error {
	server, root, err := authority()
	if err != nil {
		return err
	}
	amazon, err := os.ReadFile("shared/app/cloud/amazon.pem")
	if err != nil {
		return fmt.Errorf("run from the root of the module: %w", err)
	}
	roots := filepath.Join(dir, "roots.pem")
	if err := os.WriteFile(roots, append(root, amazon...), 0o600); err != nil {
		return err
	}
	p.env = settings("SSL_CERT_FILE="+roots, "SSL_CERT_DIR="+filepath.Join(dir, "none"))
	p.stops = append(p.stops, p.front.close)
	for name, address := range addresses {
		url, err := p.front.before(address, server)
		if err != nil {
			return err
		}
		p.env = append(p.env, "AWS_ENDPOINT_URL_"+name+"="+url)
	}
	return nil
}

// furnish imports the reference data. It goes round the fronts.
func (p *place) furnish(ctx context.Context, d *standin.Dynamo, s *standin.S3) error {
	ring, err := seal.NewRing(secret)
	if err != nil {
		return err
	}
	client := dynamodb.NewFromConfig(d.Config())
	if err := dynamo.Create(ctx, client, "sasae"); err != nil {
		return err
	}
	for _, name := range []string{"incoming", "clean", "months"} {
		if err := s.Make(ctx, standin.Bucket{Name: name}); err != nil {
			return err
		}
	}
	objects := sdk.NewFromConfig(s.Config(), func(o *sdk.Options) { o.UsePathStyle = true })
	p.whole = app.New(app.App{
		Now: time.Now, Ring: ring, Step: "bench", Store: dynamo.New(client, "sasae", dynamo.Options{}),
		Files: s3.New(objects, s3.Options{Buckets: map[string]string{"incoming/": "incoming", "clean/": "clean"}}),
	})
	return p.whole.SaveBook(ctx, p.in, "bench", invented.Book(code))
}

// function is a step's function in this place.
func (p *place) function(ctx context.Context, step string) (host.Function, error) {
	path, err := program(ctx, step)
	return host.Function{Name: step, Path: path, Env: p.env, Timeout: 20 * time.Second}, err
}

// token is a development token of a person of the town.
func token(staff string) (string, error) {
	ring, err := seal.NewRing(secret)
	return access.Issue(ring, code, staff, time.Now().Add(time.Hour)), err
}

func (p *place) close() {
	for i := len(p.stops) - 1; i >= 0; i-- {
		p.stops[i]()
	}
}
