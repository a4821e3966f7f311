package standin_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/sasae-care/sasae/shared/standin"
)

// versity is an S3 server with its folder where a test can look.
func versity(t *testing.T) (s *standin.S3, dir string) {
	t.Helper()
	dir = t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Setenv("TZ", "Asia/Tokyo")
	s, err := standin.Versity(t.Context())
	standin.Need(t, err)
	t.Cleanup(s.Stop)
	return s, dir
}

// mailbox is what was heard, in order.
type mailbox chan []byte

func (m mailbox) hear(raw []byte) { m <- raw }

func (m mailbox) next(t *testing.T) (e heard) {
	t.Helper()
	select {
	case raw := <-m:
		if err := json.Unmarshal(raw, &e); err != nil {
			t.Fatal(err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("nothing was heard")
	}
	return e
}

type heard struct {
	ID         string
	DetailType string `json:"detail-type"`
	Source     string
	Time       time.Time
	Detail     struct {
		Bucket struct{ Name string }
		Object struct {
			Key, ETag string
			Size      int64
			Version   string `json:"version-id"`
		}
		Reason string
	}
}

func put(t *testing.T, c *s3.Client, bucket, key, body string) *s3.PutObjectOutput {
	t.Helper()
	out, err := c.PutObject(t.Context(), &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: bytes.NewReader([]byte(body))})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAnObjectIsToldOfAsS3TellsEventBridge(t *testing.T) {
	s, _ := versity(t)
	box, other := make(mailbox, 9), make(mailbox, 9)
	for name, b := range map[string]mailbox{"town": box, "other": other} {
		if err := s.Make(t.Context(), standin.Bucket{Name: name, Heard: b.hear}); err != nil {
			t.Fatal(err)
		}
	}
	c := s.Client()
	out := put(t, c, "town", "incoming/431001/c=1/d.1", "12345")
	e := box.next(t)
	o := e.Detail.Object
	if e.Source != "aws.s3" || e.DetailType != "Object Created" || e.ID == "" || e.Time.Location() != time.UTC || e.Detail.Bucket.Name != "town" || e.Detail.Reason != "PutObject" {
		t.Errorf("heard %+v", e)
	}
	if o.Key != "incoming/431001/c=1/d.1" || o.Size != 5 || o.Version != *out.VersionId || `"`+o.ETag+`"` != *out.ETag {
		t.Errorf("heard of %+v, put %v %v", o, *out.VersionId, *out.ETag)
	}
	if _, err := c.CopyObject(t.Context(), &s3.CopyObjectInput{Bucket: aws.String("town"), Key: aws.String("clean/d"), CopySource: aws.String("town/" + o.Key)}); err != nil {
		t.Fatal(err)
	}
	if e := box.next(t); e.Detail.Reason != "CopyObject" || e.Detail.Object.Size != 5 || e.Detail.Object.Version == "" {
		t.Errorf("of the copy it says %+v", e)
	}
	newer := put(t, c, "town", o.Key, "newer")
	if e := box.next(t); e.Detail.Object.Version != *newer.VersionId {
		t.Errorf("of the newer version it says %+v", e)
	}
	if len(other) != 0 {
		t.Errorf("the other bucket heard %s", <-other)
	}
}

func TestEventsAreDoubledLateAndLostAsPlanned(t *testing.T) {
	s, _ := versity(t)
	box := make(mailbox, 9)
	fates := map[int]standin.Fate{1: {Doubled: true}, 2: {Lost: true}, 3: {After: time.Hour}, 4: {After: time.Millisecond}}
	asked := make(chan int, 9)
	err := s.Make(t.Context(), standin.Bucket{Name: "town", Heard: box.hear, Fate: func(n int) standin.Fate { asked <- n; return fates[n] }})
	if err != nil {
		t.Fatal(err)
	}
	for n, key := range []string{"doubled", "lost", "in an hour", "late"} {
		put(t, s.Client(), "town", key, key)
		if got := <-asked; got != n+1 {
			t.Errorf("%s was event %d", key, got)
		}
	}
	first, second, third := box.next(t), box.next(t), box.next(t)
	if first != second || first.Detail.Object.Key != "doubled" || third.Detail.Object.Key != "late" {
		t.Errorf("heard %+v, %+v and %+v", first, second, third)
	}
	s.Stop() // the hour is not waited for
	if len(box) != 0 {
		t.Errorf("heard %s as well", <-box)
	}
}

func TestALockedVersionCannotBeRemoved(t *testing.T) {
	s, _ := versity(t)
	if err := s.Make(t.Context(), standin.Bucket{Name: "town", Lock: 24 * time.Hour}); err != nil {
		t.Fatal(err)
	}
	c := s.Client()
	out := put(t, c, "town", "a", "kept")
	if _, err := c.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: aws.String("town"), Key: aws.String("a"), VersionId: out.VersionId}); err == nil {
		t.Error("it was removed")
	}
	if _, err := c.HeadObject(t.Context(), &s3.HeadObjectInput{Bucket: aws.String("town"), Key: aws.String("a"), VersionId: out.VersionId}); err != nil {
		t.Errorf("it is not there: %v", err)
	}
}

func TestNothingIsLeftWhenItHasStopped(t *testing.T) {
	s, dir := versity(t)
	if err := s.Make(t.Context(), standin.Bucket{Name: "town"}); err != nil {
		t.Fatal(err)
	}
	put(t, s.Client(), "town", "a", "x")
	s.Stop()
	s.Stop()
	if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) != 0 {
		t.Errorf("left are %v", left)
	}
	if resp, err := http.Get(s.Endpoint); err == nil {
		_ = resp.Body.Close()
		t.Errorf("it answers %s", resp.Status)
	}
}

func TestAnAbsentToolIsSaidToBeAbsent(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("go.mod", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := standin.Versity(t.Context()); !errors.Is(err, standin.ErrAbsent) {
		t.Errorf("%v, %v", s, err)
	}
}

func TestOfManyObjectsAtOnceEachIsToldOf(t *testing.T) {
	s, _ := versity(t)
	const writers, each = 8, 40
	box := make(mailbox, writers*each)
	if err := s.Make(t.Context(), standin.Bucket{Name: "town", Heard: box.hear}); err != nil {
		t.Fatal(err)
	}
	c := s.Client()
	var work sync.WaitGroup
	for w := range writers {
		work.Go(func() {
			for n := range each {
				put(t, c, "town", fmt.Sprintf("incoming/431001/c%d/d%d", n, w), "12345")
			}
		})
	}
	work.Wait()
	told := map[string]bool{}
	for range writers * each {
		told[box.next(t).Detail.Object.Key] = true
	}
	if len(told) != writers*each {
		t.Errorf("told of %d objects", len(told))
	}
}
