package s3_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/files/s3"
	"github.com/sasae-care/sasae/shared/standin"
)

func isNotFound(err error) bool { return errors.Is(err, files.ErrNotFound) }

func sum(body []byte) string {
	h := sha256.Sum256(body)
	return hex.EncodeToString(h[:])
}

// put sends a signed PUT.
func put(t *testing.T, s *s3.Store, key string, body []byte) files.Object {
	t.Helper()
	signed, err := s.SignPut(t.Context(), files.Upload{Key: key, Type: pdf, Size: int64(len(body)), SHA256: sum(body), Expires: time.Now().Add(time.Minute)})
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), signed.Method, signed.URL, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range signed.Headers {
		r.Header.Set(name, value)
	}
	return sent(t, s, key, r)
}

// form sends a signed form.
func form(t *testing.T, s *s3.Store, key string, body []byte) files.Object {
	t.Helper()
	signed, err := s.SignForm(t.Context(), files.Upload{Key: key, Type: pdf, Size: 1 << 20, Expires: time.Now().Add(time.Minute)})
	if err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	for name, value := range signed.Fields {
		_ = w.WriteField(name, value) // a buffer takes all
	}
	part, _ := w.CreateFormFile("file", "scan.pdf")
	_, _ = part.Write(body)
	_ = w.Close()
	r, err := http.NewRequestWithContext(t.Context(), signed.Method, signed.URL, &buf)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	return sent(t, s, key, r)
}

func sent(t *testing.T, s *s3.Store, key string, r *http.Request) files.Object {
	t.Helper()
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if said, _ := io.ReadAll(resp.Body); resp.StatusCode/100 != 2 {
		t.Fatalf("answered %s: %s", resp.Status, said)
	}
	o, err := s.Head(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestTheStoreKnowsTheHashOfWhatWasPutOrCopied(t *testing.T) {
	srv, name := bucket(t, standin.Bucket{})
	s := over(srv.Client(), name)
	if o := put(t, s, key, body); o.SHA256 != sum(body) {
		t.Errorf("of a signed put it says %+v", o)
	}
	uploaded := form(t, s, "incoming/form", body)
	if uploaded.SHA256 != "" {
		t.Errorf("of a form nobody said the hash, and it says %+v", uploaded)
	}
	copied, err := s.Copy(t.Context(), uploaded, clean)
	if err != nil || copied.SHA256 != sum(body) {
		t.Errorf("copy says %+v, %v", copied, err)
	}
	if now, err := s.Head(t.Context(), clean); err != nil || now != copied {
		t.Errorf("head says %+v, %v, copy %+v", now, err, copied)
	}
	written, err := s.Put(t.Context(), "months/x", pdf, body)
	if now, e := s.Head(t.Context(), "months/x"); err != nil || e != nil || written != now || now.SHA256 != sum(body) {
		t.Errorf("put says %+v, %v, head %+v, %v", written, err, now, e)
	}
}

func TestTheSameBytesAreTheSameHoweverTheyCame(t *testing.T) {
	srv, name := bucket(t, standin.Bucket{})
	s := over(srv.Client(), name)
	ctx := t.Context()
	first, err := s.Copy(ctx, form(t, s, key, body), clean)
	if err != nil {
		t.Fatal(err)
	}
	for what, from := range map[string]files.Object{
		"a newer version of the same form": form(t, s, key, body), "a put of the same bytes": put(t, s, "incoming/put", body),
	} {
		if o, err := s.Copy(ctx, from, clean); err != nil || o.Version != first.Version {
			t.Errorf("%s: copy says %+v, %v", what, o, err)
		}
	}
	other := bytes.Clone(body)
	other[9] ^= 1
	for what, from := range map[string]files.Object{"a form": form(t, s, key, other), "a put": put(t, s, "incoming/other", other)} {
		if o, err := s.Copy(ctx, from, clean); !errors.Is(err, files.ErrConflict) {
			t.Errorf("%s of as many other bytes: copy says %+v, %v", what, o, err)
		}
	}
	uploaded := form(t, s, "months/form", body)
	if o, err := s.Put(ctx, "months/form", pdf, body); err != nil || o.Version != uploaded.Version {
		t.Errorf("put over the same bytes of a form says %+v, %v", o, err)
	}
}

func TestWhatWasCopiedStaysASuccessWhenItsSourceIsGone(t *testing.T) {
	srv, name := bucket(t, standin.Bucket{})
	s := over(srv.Client(), name)
	from := put(t, s, key, body)
	first, err := s.Copy(t.Context(), from, clean)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Delete(t.Context(), from.Key); err != nil {
		t.Fatal(err)
	}
	if o, err := s.Copy(t.Context(), from, clean); err != nil || o != first {
		t.Errorf("copy says %+v, %v, before %+v", o, err, first)
	}
}

func TestTheTypeAndTheArrivalAreThoseOfTheStore(t *testing.T) {
	srv, name := bucket(t, standin.Bucket{})
	s := over(srv.Client(), name)
	o, err := s.Put(t.Context(), key, "text/csv; charset=utf-8", body)
	if err != nil || o.Type != "text/csv; charset=utf-8" || o.Arrived.Location() != time.UTC || time.Since(o.Arrived).Abs() > time.Minute {
		t.Errorf("put says %+v, %v", o, err)
	}
}

func TestOfManyWritersOfOneKeyOneWins(t *testing.T) {
	srv, name := bucket(t, standin.Bucket{})
	s := over(srv.Client(), name)
	var won, lost atomic.Int64
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			switch _, err := s.Put(t.Context(), "months/x", pdf, []byte{byte(i / 2)}); { // two say the same
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
	if found := versions(t, srv, name, "months/x"); won.Load() != 2 || lost.Load() != 6 || len(found) != 1 {
		t.Errorf("%d won, %d lost, there are %d versions", won.Load(), lost.Load(), len(found))
	}
}
