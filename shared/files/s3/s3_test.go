package s3_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/files/filestest"
	"github.com/sasae-care/sasae/shared/files/s3"
	"github.com/sasae-care/sasae/shared/standin"
)

// server is one S3 server for all tests, each with its bucket.
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

// bucket makes a bucket with a name of its own.
func bucket(t *testing.T, b standin.Bucket) (*standin.S3, string) {
	t.Helper()
	srv, err := server()
	standin.Need(t, err)
	b.Name = fmt.Sprintf("town-%d", buckets.Add(1))
	if err := srv.Make(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	return srv, b.Name
}

// over is a store whose keys are all in one bucket.
func over(c *sdk.Client, bucket string) *s3.Store {
	return s3.New(c, s3.Options{Buckets: map[string]string{"": bucket}})
}

func TestTheContract(t *testing.T) {
	filestest.Run(t, func(t *testing.T) filestest.Target {
		t.Parallel() // some wait for a signature to end, on the real clock
		srv, name := bucket(t, standin.Bucket{})
		return filestest.Target{Files: over(srv.Client(), name), Client: &http.Client{Transport: &http.Transport{}}}
	})
}

const (
	pdf   = "application/pdf"
	key   = "incoming/431001/01KR9T3WZ5Q8M2X7N4V6B1C0HD/d1"
	clean = "clean/431001/01KR9T3WZ5Q8M2X7N4V6B1C0HD/d1"
)

var body = []byte("%PDF-1.7 これは書類です")

func TestEachPrefixHasItsBucket(t *testing.T) {
	srv, incoming := bucket(t, standin.Bucket{})
	_, other := bucket(t, standin.Bucket{})
	s := s3.New(srv.Client(), s3.Options{Buckets: map[string]string{"incoming/": incoming, "clean/": other, "clean/999997/": incoming}})
	from, err := s.Put(t.Context(), key, pdf, body)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Copy(t.Context(), from, clean); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(t.Context(), "clean/999997/x", pdf, body); err != nil {
		t.Fatal(err)
	}
	for b, want := range map[string][]string{incoming: {"clean/999997/x", key}, other: {clean}} {
		if got := versions(t, srv, b, ""); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s holds %v, want %v", b, got, want)
		}
	}
}

// versions are the keys of all versions in a bucket.
func versions(t *testing.T, srv *standin.S3, bucket, prefix string) (keys []string) {
	t.Helper()
	out, err := srv.Client().ListObjectVersions(t.Context(), &sdk.ListObjectVersionsInput{Bucket: &bucket, Prefix: &prefix})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range out.Versions {
		keys = append(keys, *v.Key)
	}
	return keys
}

func TestWhatNamesNoVersionIsNotThere(t *testing.T) {
	srv, name := bucket(t, standin.Bucket{})
	s := over(srv.Client(), name)
	o, err := s.Put(t.Context(), key, pdf, body)
	if err != nil {
		t.Fatal(err)
	}
	for _, version := range []string{"", "no-version", "01KR9T3WZ5Q8M2X7N4V6B1C0HD"} {
		if r, err := s.Open(t.Context(), key, version); !isNotFound(err) {
			t.Errorf("open %q: %v, %v", version, r, err)
		}
	}
	if _, err := s.Copy(t.Context(), files.Object{Key: key, ETag: o.ETag}, clean); !isNotFound(err) {
		t.Errorf("copy of no version: %v", err)
	}
	if now, err := s.Head(t.Context(), key); err != nil || now != o {
		t.Errorf("it is %+v, %v now, was %+v", now, err, o)
	}
}

func TestABucketWithoutVersionsIsAnError(t *testing.T) {
	srv, err := server()
	standin.Need(t, err)
	name := fmt.Sprintf("town-%d", buckets.Add(1))
	if _, err := srv.Client().CreateBucket(t.Context(), &sdk.CreateBucketInput{Bucket: &name}); err != nil {
		t.Fatal(err)
	}
	for what, s := range map[string]*s3.Store{"no versions": over(srv.Client(), name), "no bucket": over(srv.Client(), "no-bucket")} {
		if o, err := s.Put(t.Context(), key, pdf, body); err == nil || isNotFound(err) {
			t.Errorf("%s: put says %+v, %v", what, o, err)
		}
	}
	if o, err := over(srv.Client(), name).Head(t.Context(), key); err == nil || isNotFound(err) {
		t.Errorf("head says %+v, %v", o, err)
	}
	if r, err := over(srv.Client(), "no-bucket").Open(t.Context(), key, "01KR9T3WZ5Q8M2X7N4V6B1C0HD"); err == nil || isNotFound(err) {
		t.Errorf("open says %v, %v", r, err)
	}
}
