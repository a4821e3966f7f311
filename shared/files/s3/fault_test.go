package s3_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/files/s3"
	"github.com/sasae-care/sasae/shared/standin"
	"github.com/sasae-care/sasae/shared/standin/trouble"
)

// bench is a bucket with a document in it, reached once without trouble and
// once with.
type bench struct {
	*testing.T
	srv    *standin.S3
	bucket string
	plain  *s3.Store
	from   files.Object
}

func newBench(t *testing.T) *bench {
	srv, name := bucket(t, standin.Bucket{})
	b := &bench{T: t, srv: srv, bucket: name, plain: over(srv.Client(), name)}
	b.from = put(t, b.plain, key, body)
	return b
}

// in is a store that tries up to tries times, with these troubles in turn at
// requests of a method; the last one stays.
func (b *bench) in(tries int, method string, ts ...trouble.Trouble) *s3.Store {
	n := 0
	plan := func(_ int, r *http.Request) trouble.Trouble {
		if r.Method != method {
			return nil
		}
		n++
		return ts[min(n, len(ts))-1]
	}
	cfg := b.srv.Config()
	cfg.HTTPClient = trouble.New(plan, nil).Client()
	cfg.Retryer = func() aws.Retryer {
		return retry.NewStandard(func(o *retry.StandardOptions) { o.MaxAttempts, o.MaxBackoff = tries, time.Millisecond })
	}
	return over(sdk.NewFromConfig(cfg), b.bucket)
}

// write is a write of the contract, and where its result is.
type write struct {
	name, method, to string
	do               func(ctx context.Context, s *s3.Store, b *bench) error
}

var writes = []write{
	{"put", http.MethodPut, "months/x", func(ctx context.Context, s *s3.Store, _ *bench) error {
		_, err := s.Put(ctx, "months/x", pdf, body)
		return err
	}},
	{"copy", http.MethodPut, clean, func(ctx context.Context, s *s3.Store, b *bench) error {
		_, err := s.Copy(ctx, b.from, clean)
		return err
	}},
	{"delete", http.MethodDelete, key, func(ctx context.Context, s *s3.Store, b *bench) error {
		return s.Delete(ctx, b.from.Key)
	}},
}

// done tells whether the write has happened, and that it did not happen twice.
func (b *bench) done(w write) bool {
	b.Helper()
	found := versions(b.T, b.srv, b.bucket, w.to)
	if len(found) > 1 {
		b.Errorf("there are %v", found)
	}
	return len(found) == 1 == (w.method != http.MethodDelete)
}

func TestAfterAFailedWriteTheStateIsWhatTheErrorSaid(t *testing.T) {
	const no, yes, maybe = "no", "yes", "maybe"
	for _, c := range []struct {
		name string
		t    trouble.Trouble
		says string // whether it happened, as far as an error can
		done bool
	}{
		{"the request is lost", trouble.Reset, maybe, false},
		{"the answer is lost", trouble.After(trouble.Reset), maybe, true},
		{"no answer in time", trouble.Timeout, maybe, false},
		{"done, and no answer in time", trouble.After(trouble.Timeout), maybe, true},
		{"a failure inside", trouble.Fail, maybe, false},
		{"done, and a failure inside", trouble.After(trouble.Fail), maybe, true},
		{"a failure in an answer that begins well", trouble.Answer(200, "InternalError", "Internal error"), maybe, false},
		{"too many requests", trouble.Throttle, no, false},
		{"no right to", trouble.Answer(403, "AccessDenied", "Access Denied"), no, false},
		{"no trouble", nil, yes, true},
	} {
		for _, w := range writes {
			if c.name == "a failure in an answer that begins well" && w.name != "copy" {
				continue // S3 answers only a copy so: it begins before it ends
			}
			t.Run(w.name+": "+c.name, func(t *testing.T) {
				t.Parallel()
				b := newBench(t)
				err := w.do(t.Context(), b.in(1, w.method, c.t), b)
				says := map[bool]string{true: no, false: yes}[err != nil]
				if errors.Is(err, files.ErrUnknown) {
					says = maybe
				}
				if says != c.says || b.done(w) != c.done {
					t.Errorf("it says %s (%v), and it happened: %t", says, err, b.done(w))
				}
				if err := w.do(t.Context(), b.plain, b); err != nil || !b.done(w) {
					t.Errorf("the same again says %v, and it happened: %t", err, b.done(w))
				}
			})
		}
	}
}

// taken is the answer of S3 to a write on condition that the key is new.
var taken = trouble.Answer(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold")

func TestAWriteWhoseFirstTryWasNotHeardIsMadeOnce(t *testing.T) {
	for _, w := range writes {
		for name, first := range map[string]trouble.Trouble{
			"lost": trouble.Reset, "throttled": trouble.Throttle, "failed": trouble.Fail,
			"the answer lost": trouble.After(trouble.Reset), "failed when done": trouble.After(trouble.Fail),
		} {
			t.Run(w.name+": "+name, func(t *testing.T) {
				t.Parallel()
				b := newBench(t)
				if err := w.do(t.Context(), b.in(3, w.method, first, nil), b); err != nil || !b.done(w) {
					t.Errorf("it says %v, and it happened: %t", err, b.done(w))
				}
			})
		}
	}
}

func TestOfManyCopiesToOneKeyOneWins(t *testing.T) {
	b := newBench(t)
	var won, lost atomic.Int64
	var all sync.WaitGroup
	for i := range 8 {
		from := put(t, b.plain, fmt.Sprintf("%s-%d", key, i), []byte{byte(i / 2)}) // two are the same
		all.Go(func() {
			switch _, err := b.plain.Copy(t.Context(), from, clean); {
			case err == nil:
				won.Add(1)
			case errors.Is(err, files.ErrConflict):
				lost.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if found := versions(t, b.srv, b.bucket, clean); won.Load() != 2 || lost.Load() != 6 || len(found) != 1 {
		t.Errorf("%d won, %d lost, there are %d versions", won.Load(), lost.Load(), len(found))
	}
}

func TestARefusalOfTheSecondTrySaysNothingOfTheFirst(t *testing.T) {
	for _, w := range writes {
		b := newBench(t)
		err := w.do(t.Context(), b.in(3, w.method, trouble.After(trouble.Reset), trouble.Answer(403, "AccessDenied", "Access Denied")), b)
		if !errors.Is(err, files.ErrUnknown) || !b.done(w) {
			t.Errorf("%s: it says %v, and it happened: %t", w.name, err, b.done(w))
		}
	}
}

func TestACallerWhoGivesUpDoesNotKnow(t *testing.T) {
	for _, w := range writes {
		b := newBench(t)
		ctx, cancel := context.WithCancel(t.Context())
		giveUp := func(r *http.Request, send http.RoundTripper) (*http.Response, error) {
			cancel()
			return trouble.Hang(r, send)
		}
		if err := w.do(ctx, b.in(3, w.method, giveUp), b); !errors.Is(err, files.ErrUnknown) || !errors.Is(err, context.Canceled) {
			t.Errorf("%s: it says %v", w.name, err)
		}
	}
}

func TestAnotherWriterAtTheSameKeyIsLookedAt(t *testing.T) {
	for _, busy := range []trouble.Trouble{taken, trouble.Answer(409, "ConditionalRequestConflict", "The conditional request cannot succeed due to a conflicting operation")} {
		b := newBench(t)
		for _, w := range writes[:2] { // the conditional ones
			if err := w.do(t.Context(), b.in(1, w.method, busy), b); !errors.Is(err, files.ErrUnknown) {
				t.Errorf("%s where nothing is left says %v", w.name, err)
			}
		}
		b.from.SHA256 = ""
		if _, err := b.plain.Put(t.Context(), clean, pdf, []byte("another's")); err != nil {
			t.Fatal(err)
		}
		if err := writes[1].do(t.Context(), b.in(1, http.MethodPut, busy), b); !errors.Is(err, files.ErrConflict) {
			t.Errorf("copy over another's says %v", err)
		}
	}
}

func TestAFailedReadIsNeitherAbsenceNorContent(t *testing.T) {
	b := newBench(t)
	for name, bad := range map[string]trouble.Trouble{"reset": trouble.Reset, "failed": trouble.Fail, "throttled": trouble.Throttle, "refused": trouble.Answer(403, "AccessDenied", "Access Denied")} {
		if o, err := b.in(1, http.MethodHead, bad).Head(t.Context(), key); err == nil || isNotFound(err) {
			t.Errorf("%s: head says %+v, %v", name, o, err)
		}
		if r, err := b.in(1, http.MethodGet, bad).Open(t.Context(), key, b.from.Version); err == nil || isNotFound(err) {
			t.Errorf("%s: open says %v, %v", name, r, err)
		}
		if o, r, err := b.in(1, http.MethodGet, bad).Fetch(t.Context(), key)(); err == nil || isNotFound(err) {
			t.Errorf("%s: fetch says %+v, %v, %v", name, o, r, err)
		}
		if o, err := b.in(1, http.MethodHead, bad).Copy(t.Context(), b.from, key); err == nil || isNotFound(err) || errors.Is(err, files.ErrConflict) {
			t.Errorf("%s: copy to a key that is taken says %+v, %v", name, o, err)
		}
	}
}

func TestWhatCannotBeComparedIsNotTakenForTheSame(t *testing.T) {
	b := newBench(t)
	from := form(t, b.plain, "incoming/form", []byte("1"))
	form(t, b.plain, clean, []byte("2"))
	cut := func(r *http.Request, send http.RoundTripper) (*http.Response, error) {
		resp, err := send.RoundTrip(r)
		if err == nil {
			resp.Body = io.NopCloser(iotest.ErrReader(io.ErrUnexpectedEOF))
		}
		return resp, err
	}
	for name, bad := range map[string]trouble.Trouble{"refused": trouble.Answer(403, "AccessDenied", "Access Denied"), "cut off": cut} {
		if o, err := b.in(1, http.MethodGet, bad).Copy(t.Context(), from, clean); err == nil || errors.Is(err, files.ErrConflict) {
			t.Errorf("%s: copy says %+v, %v", name, o, err)
		}
	}
}

func TestAWrittenObjectThatCannotBeDescribedIsUnknown(t *testing.T) {
	b := newBench(t)
	if o, err := b.in(1, http.MethodHead, trouble.Fail).Put(t.Context(), "months/x", pdf, body); !errors.Is(err, files.ErrUnknown) || !b.done(writes[0]) {
		t.Errorf("put says %+v, %v", o, err)
	}
}

func TestAFetchAsksAtOnceAndHashesNothing(t *testing.T) {
	b := newBench(t)
	asked := make(chan bool, 1)
	tell := func(r *http.Request, send http.RoundTripper) (*http.Response, error) {
		asked <- r.Header.Get("X-Amz-Checksum-Mode") == "ENABLED"
		return send.RoundTrip(r)
	}
	fetched := b.in(1, http.MethodGet, tell).Fetch(t.Context(), key)
	if !<-asked {
		t.Error("it does not ask for the checksum")
	}
	o, r, err := fetched()
	if err != nil || o != b.from {
		t.Fatalf("fetch says %+v, %v, head %+v", o, err, b.from)
	}
	defer func() { _ = r.Close() }()
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, body) {
		t.Errorf("read %q, %v", got, err)
	}
}

func TestContentThatChangedOnItsWayIsAnError(t *testing.T) {
	b := newBench(t)
	flip := func(r *http.Request, send http.RoundTripper) (*http.Response, error) {
		resp, err := send.RoundTrip(r)
		if err == nil {
			content, _ := io.ReadAll(resp.Body)
			content[0] ^= 1
			resp.Body = io.NopCloser(bytes.NewReader(content))
		}
		return resp, err
	}
	r, err := b.in(1, http.MethodGet, flip).Open(t.Context(), key, b.from.Version)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	if got, err := io.ReadAll(r); err == nil {
		t.Errorf("read %q", got)
	}
}
