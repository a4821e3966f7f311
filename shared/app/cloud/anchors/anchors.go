// Package anchors keeps the copies of the anchors in a write-once bucket (S3
// Object Lock), where audit verify finds what the table once said.
//
//	audit.Anchor → Copy → anchors/<town>/<number>.json, once
//	town → Read → all of its anchors in order, each as it was first written
//
// Object Lock keeps every version that was written, but lets whoever may write
// put a newer one or a delete marker over it. So what counts is the oldest
// version: nothing that is done afterwards changes what Read gives.
package anchors

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/audit"
)

// ErrOther: another anchor was written under the number. Test with errors.Is.
var ErrOther = errors.New("another anchor was written under this number")

// Witness is the write-once place in a bucket that keeps versions. It is safe
// for concurrent use.
type Witness struct {
	client *s3.Client
	bucket string
}

var _ app.Witness = (*Witness)(nil)

// New is the witness in a bucket, whose own default retention locks what is
// written. To write it needs s3:PutObject, and to compare and to read
// s3:ListBucketVersions and s3:GetObjectVersion.
func New(client *s3.Client, bucket string) *Witness { return &Witness{client, bucket} }

// Copy writes an anchor; one that is there already is a success. ErrOther. Any
// other error leaves open whether it was written; the same Copy again is safe.
func (w *Witness) Copy(ctx context.Context, a audit.Anchor) error {
	if err := w.copy(ctx, a); err != nil {
		return fmt.Errorf("write anchor %d of %s: %w", a.Seq, a.Town, err)
	}
	return nil
}

func (w *Witness) copy(ctx context.Context, a audit.Anchor) error {
	if !townForm().MatchString(a.Town) || a.Seq < 1 || a.Seq >= 1e12 {
		return errors.New("it has no municipality or no number")
	}
	body, err := json.Marshal(a)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body) // Object Lock wants a checksum
	key := keyOf(a.Town, a.Seq)
	_, err = w.client.PutObject(ctx, &s3.PutObjectInput{
		Bucket: &w.bucket, Key: &key, Body: bytes.NewReader(body), ContentType: aws.String("application/json"),
		ChecksumSHA256: aws.String(base64.StdEncoding.EncodeToString(sum[:])), IfNoneMatch: aws.String("*"),
	})
	if !taken(err) {
		return err
	}
	return w.compare(ctx, key, a)
}

// taken tells whether the key is taken, or another writer is at it.
func taken(err error) bool {
	var r *smithyhttp.ResponseError
	return errors.As(err, &r) && (r.HTTPStatusCode() == http.StatusPreconditionFailed || r.HTTPStatusCode() == http.StatusConflict)
}

func (w *Witness) compare(ctx context.Context, key string, a audit.Anchor) error {
	there, err := w.read(ctx, key)
	if err != nil {
		return err
	}
	switch {
	case len(there) == 0:
		return errors.New("somebody else is writing it")
	case there[0].Hash != a.Hash:
		return ErrOther
	}
	return nil
}

// Read gives all anchors of a town, each as it was first written, from the
// lowest number. A number that nobody wrote is simply not there; an object that
// is no anchor of its place is an error.
func (w *Witness) Read(ctx context.Context, town string) ([]audit.Anchor, error) {
	if !townForm().MatchString(town) {
		return nil, fmt.Errorf("read the anchors of %.20q: no municipality", town)
	}
	out, err := w.read(ctx, "anchors/"+town+"/")
	if err != nil {
		return nil, fmt.Errorf("read the anchors of %s: %w", town, err)
	}
	return out, nil
}

// atOnce is how many objects are read at a time: years of hours are many.
const atOnce = 16

// read gives the anchors under a prefix, in order.
func (w *Witness) read(ctx context.Context, prefix string) ([]audit.Anchor, error) {
	oldest, err := w.oldest(ctx, prefix)
	if err != nil {
		return nil, err
	}
	out, errs := make([]audit.Anchor, len(oldest)), make([]error, len(oldest))
	var all sync.WaitGroup
	free := make(chan struct{}, atOnce)
	for i, v := range oldest {
		free <- struct{}{}
		all.Go(func() { out[i], errs[i] = w.get(ctx, v); <-free })
	}
	all.Wait()
	return out, errors.Join(errs...)
}

// oldest are the first versions of all keys under a prefix, in order.
func (w *Witness) oldest(ctx context.Context, prefix string) ([]types.ObjectVersion, error) {
	first := map[string]types.ObjectVersion{}
	pages := s3.NewListObjectVersionsPaginator(w.client, &s3.ListObjectVersionsInput{Bucket: &w.bucket, Prefix: &prefix})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, v := range page.Versions {
			first[aws.ToString(v.Key)] = v // a key's versions come newest first
		}
	}
	out := make([]types.ObjectVersion, 0, len(first))
	for _, v := range first {
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b types.ObjectVersion) int { return cmp.Compare(*a.Key, *b.Key) })
	return out, nil
}

// most is more than any anchor has: 1,500 heads.
const most = 1 << 20

func (w *Witness) get(ctx context.Context, v types.ObjectVersion) (a audit.Anchor, err error) {
	key := aws.ToString(v.Key)
	out, err := w.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &w.bucket, Key: &key, VersionId: v.VersionId, ChecksumMode: types.ChecksumModeEnabled})
	if err != nil {
		return a, err
	}
	defer func() { _ = out.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(out.Body, most))
	if err != nil {
		return a, fmt.Errorf("read %s: %w", key, err)
	}
	if err := json.Unmarshal(body, &a); err != nil || keyOf(a.Town, a.Seq) != key {
		return audit.Anchor{}, fmt.Errorf("%s is no anchor of its place", key)
	}
	return a, nil
}

var townForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9]{6}$`) })

func keyOf(town string, seq int64) string { return fmt.Sprintf("anchors/%s/%012d.json", town, seq) }
