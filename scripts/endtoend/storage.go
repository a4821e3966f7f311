package endtoend

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/scripts/host/template"
	"github.com/sasae-care/sasae/shared/standin"
)

// bucket is the name of the stage's bucket for something.
func (w *World) bucket(of string) string {
	b, _ := w.deployed.Bucket(of) // without one there is no world
	return b.Name
}

// buckets makes those of the template.
func (w *World) buckets(ctx context.Context) (err error) {
	for _, b := range w.deployed.Buckets {
		made := standin.Bucket{Name: b.Name, Lock: time.Duration(b.Lock) * 24 * time.Hour}
		if b.Told {
			made.Heard = func(raw []byte) { w.heard(b.Name, raw) }
		}
		err = errors.Join(err, w.s3.Make(ctx, made))
	}
	return err
}

// object is what an Object Created says.
type object struct {
	Detail struct {
		Object struct {
			Key, ETag string
			Version   string `json:"version-id"`
		}
	}
}

// heard passes the event of a new object on, and has the object scanned.
func (w *World) heard(bucket string, raw []byte) {
	var o object
	err := json.Unmarshal(raw, &o)
	if err == nil {
		err = w.stamp(bucket, o.Detail.Object.Key)
	}
	if err == nil {
		w.seen.notified()
		if err = w.put(template.DefaultBus, raw); err == nil {
			err = w.scan(bucket, o)
		}
	}
	w.arrived.done(o.Detail.Object.Key, err)
}

// stamp gives the object the time of the world's clock: versitygw tells the
// time of its file, and S3's would be that of the clock by which people act.
func (w *World) stamp(bucket, key string) error {
	now := w.Now()
	return os.Chtimes(filepath.Join(w.objects, bucket, filepath.FromSlash(key)), now, now)
}

// scan answers an Object Created as GuardDuty does, where the template has it
// scan.
func (w *World) scan(bucket string, o object) error {
	in := o.Detail.Object
	if !slices.ContainsFunc(w.deployed.Scans, func(s template.Scan) bool {
		return s.Bucket == bucket && slices.ContainsFunc(s.Prefixes, func(p string) bool { return strings.HasPrefix(in.Key, p) })
	}) {
		return nil
	}
	got, err := w.s3.Client().GetObject(context.Background(), &s3.GetObjectInput{Bucket: &bucket, Key: &in.Key, VersionId: &in.Version})
	if err != nil {
		return fmt.Errorf("scan: %w", err)
	}
	defer got.Body.Close()
	body, err := io.ReadAll(got.Body)
	if err != nil {
		return fmt.Errorf("scan: %w", err)
	}
	w.seen.scanned(len(body))
	result := w.stage.Scan(in.Key, body)
	if result == "" {
		return nil
	}
	raw, err := json.Marshal(map[string]any{
		"version": "0", "id": "scan-" + in.Version, "source": "aws.guardduty", "detail-type": "GuardDuty Malware Protection Object Scan Result",
		"account": "111122223333", "region": "ap-northeast-1", "time": w.Now().UTC().Format(time.RFC3339), "resources": []string{},
		"detail": events.MalwareVerdict{
			ScanStatus:      "COMPLETED",
			S3ObjectDetails: events.ScanObject{BucketName: bucket, ObjectKey: in.Key, ETag: in.ETag, VersionID: in.Version},
			ScanResult:      events.ScanResult{Status: result},
		},
	})
	if err == nil {
		err = w.put(template.DefaultBus, raw)
	}
	return err
}

// arrivals tells who uploaded when the event of the object, and its scan, are
// under way.
type arrivals struct {
	mu  sync.Mutex
	all map[string]*arrival
}

type arrival struct {
	once sync.Once
	come chan struct{}
	err  error
}

func (a *arrivals) of(key string) *arrival {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.all == nil {
		a.all = map[string]*arrival{}
	}
	if a.all[key] == nil {
		a.all[key] = &arrival{come: make(chan struct{})}
	}
	return a.all[key]
}

func (a *arrivals) done(key string, err error) {
	one := a.of(key)
	one.once.Do(func() { one.err = err; close(one.come) })
}

func (a *arrivals) wait(ctx context.Context, key string) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	one := a.of(key)
	select {
	case <-one.come:
		return one.err
	case <-ctx.Done():
		return fmt.Errorf("no event came of an upload: %w", ctx.Err())
	}
}

// serveHTTP passes signed URLs to the object store, all else to the API. Those of
// documents come by a host of their own, which hands them on to the one that is
// signed, as CloudFront does.
func (w *World) serveHTTP(rw http.ResponseWriter, r *http.Request) {
	store := strings.TrimPrefix(w.objectsAt, "http://")
	switch r.URL.Host {
	case store:
		w.toS3(rw, r)
	case w.documents():
		r.URL.Host, r.Host = store, store
		w.toS3(rw, r)
	default:
		w.toAPI(rw, r)
	}
}

// documents is the host that documents are given out from.
func (w *World) documents() string {
	for _, f := range w.deployed.Functions {
		if host := f.Env["SASAE_DOCUMENTS"]; host != "" {
			return host
		}
	}
	return ""
}

// toS3 does the request of a signed URL as a browser would.
func (w *World) toS3(rw http.ResponseWriter, r *http.Request) {
	out, err := http.NewRequestWithContext(r.Context(), r.Method, r.URL.String(), r.Body)
	if err == nil {
		out.Header, out.ContentLength = r.Header.Clone(), r.ContentLength
		err = w.roundTrip(rw, out)
	}
	if err != nil {
		http.Error(rw, err.Error(), http.StatusBadGateway)
	}
}

func (w *World) roundTrip(rw http.ResponseWriter, r *http.Request) error {
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if r.Method == http.MethodGet {
		w.seen.given(int(max(resp.ContentLength, 0)))
	}
	if key, ok := keyOf(r.URL, w.bucket("incoming")); ok && r.Method == http.MethodPut && resp.StatusCode/100 == 2 {
		if err := w.arrived.wait(r.Context(), key); err != nil {
			return err
		}
	}
	rw.WriteHeader(resp.StatusCode)
	_, err = io.Copy(rw, resp.Body)
	return err
}

// keyOf is the key of a URL of a bucket.
func keyOf(u *url.URL, bucket string) (string, bool) {
	return strings.CutPrefix(u.Path, "/"+bucket+"/")
}
