// Package s3 keeps documents in S3 buckets that keep versions.
//
//	Upload → SignPut, SignForm → Signed → PUT, POST to S3 → Object (S3 tells EventBridge)
//	Download → SignGet → Signed → GET from S3 → attachment
//	Object → Copy → CopyObject bound to version and ETag → Object
//
// S3 itself checks length, type and SHA-256 of what comes in, and that a key is
// new. Signed PUTs, Put and Copy all make S3 store the SHA-256, so that only a
// form upload has none until it is copied.
//
// The role needs s3:ListBucket on the buckets that it reads: without it S3
// answers 403 where nothing is, and files.ErrNotFound is never seen.
package s3

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/sasae-care/sasae/shared/files"
)

// ErrRefused: the key, type, size, hash or expiry is not one that can be signed
// or stored. A key is 1 to 1024 of [0-9A-Za-z._/-], its parts between slashes
// neither empty nor with "..", and begins with a prefix that has a bucket.
var ErrRefused = errors.New("the object store refuses this")

// Options of New.
type Options struct {
	// Buckets names the bucket of each key prefix, such as "incoming/". The
	// longest prefix that fits counts; "" fits every key.
	Buckets map[string]string
	// Now is the clock that every Expires is meant on; nil is time.Now. A URL
	// ends as long after it is signed as Expires is after Now.
	Now func() time.Time
	// Host is what signed GETs name instead of the bucket's host; it hands them
	// on to the bucket under the bucket's name, which is the one that is signed.
	// Empty: the bucket's own.
	Host string
}

// Store is the object store in S3. It is safe for concurrent use.
type Store struct {
	client  *sdk.Client
	presign *sdk.PresignClient
	o       Options
}

var _ files.Files = (*Store)(nil)

// New is the store that a client reaches. The client's retries are kept: each
// write is one that may be made twice.
func New(client *sdk.Client, o Options) *Store {
	if o.Now == nil {
		o.Now = time.Now
	}
	client = sdk.New(client.Options(), func(o *sdk.Options) {
		o.ResponseChecksumValidation = aws.ResponseChecksumValidationWhenRequired // a signed GET does not ask for it; Head and Open do
		o.DisableLogOutputChecksumValidationSkipped = true
	})
	return &Store{client: client, presign: sdk.NewPresignClient(client), o: o}
}

// Head describes the newest version; see files.Files. Its SHA-256 is there when
// S3 stored one; the content is never read for it.
func (s *Store) Head(ctx context.Context, key string) (files.Object, error) {
	o, err := s.describe(ctx, key, nil)
	if err != nil {
		return files.Object{}, fmt.Errorf("head %s: %w", key, err)
	}
	return o, nil
}

// version describes one version; files.ErrNotFound also when it has no name.
func (s *Store) version(ctx context.Context, key, version string) (files.Object, error) {
	if version == "" {
		return files.Object{}, files.ErrNotFound
	}
	return s.describe(ctx, key, &version)
}

// describe describes a version; nil: the newest.
func (s *Store) describe(ctx context.Context, key string, version *string) (files.Object, error) {
	bucket, err := s.bucket(ctx, key)
	if err != nil {
		return files.Object{}, err
	}
	out, err := s.client.HeadObject(ctx, &sdk.HeadObjectInput{
		Bucket: &bucket, Key: &key, VersionId: version, ChecksumMode: types.ChecksumModeEnabled,
	})
	if err != nil {
		return files.Object{}, missing(err)
	}
	o := files.Object{
		Key: key, Version: aws.ToString(out.VersionId), ETag: bare(out.ETag),
		Size: aws.ToInt64(out.ContentLength), Type: aws.ToString(out.ContentType),
		SHA256: hexOf(out.ChecksumSHA256), Arrived: aws.ToTime(out.LastModified).UTC(),
	}
	if o.Version == "" {
		return files.Object{}, errNoVersions
	}
	return o, nil
}

// Fetch asks for the newest version at once; see files.Files.
func (s *Store) Fetch(ctx context.Context, key string) files.Fetched {
	type answer struct {
		o   files.Object
		r   io.ReadCloser
		err error
	}
	came := make(chan answer, 1)
	go func() {
		o, r, err := s.fetch(ctx, key)
		came <- answer{o, r, err}
	}()
	return func() (files.Object, io.ReadCloser, error) {
		a := <-came
		if a.err != nil {
			return files.Object{}, nil, fmt.Errorf("fetch %s: %w", key, a.err)
		}
		return a.o, a.r, nil
	}
}

func (s *Store) fetch(ctx context.Context, key string) (files.Object, io.ReadCloser, error) {
	bucket, err := s.bucket(ctx, key)
	if err != nil {
		return files.Object{}, nil, err
	}
	out, err := s.client.GetObject(ctx, &sdk.GetObjectInput{Bucket: &bucket, Key: &key}, told256)
	if err != nil {
		return files.Object{}, nil, missing(err)
	}
	o := files.Object{
		Key: key, Version: aws.ToString(out.VersionId), ETag: bare(out.ETag),
		Size: aws.ToInt64(out.ContentLength), Type: aws.ToString(out.ContentType),
		SHA256: hexOf(out.ChecksumSHA256), Arrived: aws.ToTime(out.LastModified).UTC(),
	}
	if o.Version == "" {
		_ = out.Body.Close() // nobody will read it
		return files.Object{}, nil, errNoVersions
	}
	return o, out.Body, nil
}

// told256 asks for the checksum that S3 stored, without the client's holding the
// content against it: that would hash it twice.
func told256(o *sdk.Options) {
	o.APIOptions = append(o.APIOptions, smithyhttp.SetHeaderValue("X-Amz-Checksum-Mode", "ENABLED"))
}

// Open reads one version from its beginning. A read fails at the end when what
// came is not what the checksum says.
func (s *Store) Open(ctx context.Context, key, version string) (io.ReadCloser, error) {
	r, err := s.open(ctx, key, version)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", key, err)
	}
	return r, nil
}

func (s *Store) open(ctx context.Context, key, version string) (io.ReadCloser, error) {
	bucket, err := s.bucket(ctx, key)
	if err != nil {
		return nil, err
	}
	if version == "" {
		return nil, files.ErrNotFound // S3 would give the newest
	}
	out, err := s.client.GetObject(ctx, &sdk.GetObjectInput{
		Bucket: &bucket, Key: &key, VersionId: &version, ChecksumMode: types.ChecksumModeEnabled,
	})
	if err != nil {
		return nil, missing(err)
	}
	return out.Body, nil
}

// Delete removes every version by its name: S3 would hide the whole object behind
// a delete marker; see files.Files.
func (s *Store) Delete(ctx context.Context, key string) error {
	bucket, err := s.bucket(ctx, key)
	if err != nil {
		return fmt.Errorf("delete %s: %w", key, err)
	}
	pages := sdk.NewListObjectVersionsPaginator(s.client, &sdk.ListObjectVersionsInput{Bucket: &bucket, Prefix: &key})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return fmt.Errorf("delete %s: %w", key, err)
		}
		for _, v := range page.Versions {
			if *v.Key == key {
				err = errors.Join(err, s.remove(ctx, bucket, key, v.VersionId))
			}
		}
		if err != nil {
			return fmt.Errorf("delete %s: %w", key, err)
		}
	}
	return nil
}

// remove removes one version; an absent one is a success.
func (s *Store) remove(ctx context.Context, bucket, key string, version *string) error {
	var t tries
	_, err := s.client.DeleteObject(ctx, &sdk.DeleteObjectInput{Bucket: &bucket, Key: &key, VersionId: version}, t.watch)
	if err = t.meaning(err); absent(err) {
		return nil
	}
	return err
}

var keyForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9A-Za-z._-]+(/[0-9A-Za-z._-]+)*$`) })

// bucket checks a key, and that there is still time, and finds its bucket.
func (s *Store) bucket(ctx context.Context, key string) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if len(key) > 1024 || !keyForm().MatchString(key) || strings.Contains(key, "..") {
		return "", fmt.Errorf("%w: the key %.40q", ErrRefused, key)
	}
	longest, bucket := -1, ""
	for prefix, b := range s.o.Buckets {
		if strings.HasPrefix(key, prefix) && len(prefix) > longest {
			longest, bucket = len(prefix), b
		}
	}
	if bucket == "" {
		return "", fmt.Errorf("%w: no bucket for the key %.40q", ErrRefused, key)
	}
	return bucket, nil
}

// bare is an ETag without its quotes.
func bare(etag *string) string { return strings.Trim(aws.ToString(etag), `"`) }

// hexOf is a base64 SHA-256 in hex; "" when it is not that of a whole content.
func hexOf(sum *string) string {
	b, err := base64.StdEncoding.DecodeString(aws.ToString(sum))
	if err != nil || len(b) != 32 {
		return ""
	}
	return hex.EncodeToString(b)
}
