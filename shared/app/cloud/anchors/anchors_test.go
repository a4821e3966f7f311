package anchors_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go/middleware"
	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/shared/app/cloud/anchors"
	"github.com/sasae-care/sasae/shared/audit"
	"github.com/sasae-care/sasae/shared/standin"
	"github.com/sasae-care/sasae/shared/standin/trouble"
)

var server = sync.OnceValues(func() (*standin.S3, error) {
	s, err := standin.Versity(context.Background())
	if err == nil {
		stop = s.Stop
	}
	return s, err
})

var stop = func() {}

func TestMain(m *testing.M) {
	code := m.Run()
	stop()
	os.Exit(code)
}

var buckets atomic.Int64

// place is a write-once bucket of its own.
type place struct {
	*testing.T
	*anchors.Witness
	srv    *standin.S3
	bucket string
}

func open(t *testing.T) *place {
	t.Helper()
	srv, err := server()
	standin.Need(t, err)
	p := &place{T: t, srv: srv, bucket: fmt.Sprintf("anchors-%d", buckets.Add(1))}
	if err := srv.Make(t.Context(), standin.Bucket{Name: p.bucket, Lock: 24 * time.Hour}); err != nil {
		t.Fatal(err)
	}
	p.Witness = anchors.New(srv.Client(), p.bucket)
	return p
}

const town = "431001"

type signer struct{ ed25519.PrivateKey }

func (s signer) Sign(hash []byte) ([]byte, error) { return ed25519.Sign(s.PrivateKey, hash), nil }

var private = ed25519.NewKeyFromSeed(make([]byte, 32))

// chain is n anchors of a town.
func chain(t *testing.T, town string, n int) (out []audit.Anchor) {
	t.Helper()
	var last *audit.Anchor
	for i := range n {
		a, err := audit.NextAnchor(audit.Anchor{Town: town, At: time.Date(2026, 4, 1, i, 0, 0, 0, time.UTC), Heads: []audit.Head{{Chain: "c", Seq: int64(i + 1), Hash: "h"}}}, last, signer{private})
		if err != nil {
			t.Fatal(err)
		}
		out, last = append(out, a), &a
	}
	return out
}

func (p *place) copied(as ...audit.Anchor) {
	p.Helper()
	for _, a := range as {
		if err := p.Copy(p.Context(), a); err != nil {
			p.Fatal(err)
		}
	}
}

func (p *place) holds(town string, want []audit.Anchor) {
	p.Helper()
	got, err := p.Read(p.Context(), town)
	if err != nil {
		p.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		p.Error(diff)
	}
}

func key(seq int) string { return fmt.Sprintf("anchors/%s/%012d.json", town, seq) }

// over writes an object past the witness.
func (p *place) over(key string, body []byte) {
	p.Helper()
	if _, err := p.srv.Client().PutObject(p.Context(), &s3.PutObjectInput{Bucket: &p.bucket, Key: &key, Body: bytes.NewReader(body)}); err != nil {
		p.Fatal(err)
	}
}

func TestAnchorsAreReadInOrderTownByTown(t *testing.T) {
	p := open(t)
	mine, others := chain(t, town, 12), chain(t, "999997", 2)
	p.holds(town, []audit.Anchor{})
	p.copied(others...)
	for i := range mine {
		p.copied(mine[len(mine)-1-i])
	}
	p.holds(town, mine)
	p.holds("999997", others)
	if b := audit.Anchors(mine, mine, private.Public().(ed25519.PublicKey)); b != nil {
		t.Errorf("what was read does not verify: %+v", b)
	}
}

func TestTheSameAnchorAgainIsASuccessAndAnotherIsAnError(t *testing.T) {
	p := open(t)
	as := chain(t, town, 2)
	p.copied(as...)
	p.copied(as...)
	other := as[1]
	other.Hash = "another"
	if err := p.Copy(t.Context(), other); !errors.Is(err, anchors.ErrOther) {
		t.Errorf("another anchor under the number says %v", err)
	}
	p.holds(town, as)
}

func TestWhatIsNoAnchorIsRefused(t *testing.T) {
	p := open(t)
	for _, a := range []audit.Anchor{{}, {Town: town}, {Town: "../../x", Seq: 1}, {Town: town, Seq: 1e12}} {
		if err := p.Copy(t.Context(), a); err == nil {
			t.Errorf("%+v was taken", a)
		}
	}
	if _, err := p.Read(t.Context(), "4310"); err == nil {
		t.Error("the anchors of no municipality were read")
	}
}

func TestAnAnchorCannotBeRemoved(t *testing.T) {
	p := open(t)
	as := chain(t, town, 2)
	p.copied(as...)
	c := p.srv.Client()
	out, err := c.ListObjectVersions(t.Context(), &s3.ListObjectVersionsInput{Bucket: &p.bucket})
	if err != nil || len(out.Versions) != 2 {
		t.Fatalf("%+v, %v", out, err)
	}
	for _, v := range out.Versions {
		if _, err := c.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: &p.bucket, Key: v.Key, VersionId: v.VersionId}); err == nil {
			t.Errorf("%s was removed", *v.Key)
		}
	}
	p.holds(town, as)
}

func TestWhatIsWrittenOverAnAnchorLaterDoesNotCount(t *testing.T) {
	p := open(t)
	as := chain(t, town, 3)
	p.copied(as...)
	forged := as[1]
	forged.Hash = "forged"
	body, err := json.Marshal(forged)
	if err != nil {
		t.Fatal(err)
	}
	p.over(key(2), body)
	if _, err := p.srv.Client().DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: &p.bucket, Key: aws.String(key(3))}); err != nil {
		t.Fatal(err)
	}
	p.holds(town, as)
	if err := p.Copy(t.Context(), forged); !errors.Is(err, anchors.ErrOther) {
		t.Errorf("the forged anchor says %v", err)
	}
	p.copied(as...)
	p.holds(town, as)
}

func TestAnObjectThatIsNoAnchorOfItsPlaceIsAnError(t *testing.T) {
	for name, body := range map[string]string{"no JSON": "x", "the anchor of another number": `{"town":"431001","seq":2}`, "of another town": `{"town":"999997","seq":1}`} {
		p := open(t)
		p.over(key(1), []byte(body))
		if got, err := p.Read(t.Context(), town); err == nil {
			t.Errorf("%s: read %+v", name, got)
		}
	}
}

func TestACopyThatFailsIsMadeByTheNextOne(t *testing.T) {
	for name, bad := range map[string]trouble.Trouble{
		"lost": trouble.Reset, "the answer lost": trouble.After(trouble.Reset), "throttled": trouble.Throttle,
		"failed": trouble.Fail, "failed when done": trouble.After(trouble.Fail),
		"another writer": trouble.Answer(409, "ConditionalRequestConflict", "A conflicting operation"),
	} {
		t.Run(name, func(t *testing.T) {
			p := open(t)
			a := chain(t, town, 1)
			cfg := p.srv.Config()
			puts := func(_ int, r *http.Request) trouble.Trouble {
				if r.Method != http.MethodPut {
					return nil
				}
				return bad
			}
			cfg.HTTPClient = trouble.New(puts, nil).Client()
			cfg.Retryer = func() aws.Retryer { return retry.AddWithMaxAttempts(aws.NopRetryer{}, 1) }
			if err := anchors.New(s3.NewFromConfig(cfg), p.bucket).Copy(t.Context(), a[0]); err == nil || errors.Is(err, anchors.ErrOther) {
				t.Errorf("copy says %v", err)
			}
			p.copied(a...)
			p.holds(town, a)
		})
	}
}

func TestManyReadersAndWritersAgree(t *testing.T) {
	p := open(t)
	as := chain(t, town, 40)
	var all sync.WaitGroup
	for i := range 4 {
		all.Go(func() {
			for n := range as {
				if err := p.Copy(t.Context(), as[(n+i*10)%len(as)]); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	p.holds(town, as)
}

// twoByTwo lets a client list two versions a page.
func twoByTwo(o *s3.Options) {
	o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
		return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("TwoByTwo", func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
			if list, ok := in.Parameters.(*s3.ListObjectVersionsInput); ok {
				list.MaxKeys = aws.Int32(2)
			}
			return next.HandleInitialize(ctx, in)
		}), middleware.Before)
	})
}

func TestAnchorsOnManyPagesAreReadAsOnOne(t *testing.T) {
	p := open(t)
	as := chain(t, town, 7)
	p.copied(as...)
	for range 3 {
		p.over(key(3), []byte("later"))
	}
	p.Witness = anchors.New(s3.New(p.srv.Client().Options(), twoByTwo), p.bucket)
	p.holds(town, as)
}
