package s3

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/sasae-care/sasae/shared/files"
)

// errFreeAgain: somebody else wrote the key and deleted it.
var errFreeAgain = fmt.Errorf("%w: the key was taken and is free again", files.ErrUnknown)

// onlyNew is the condition that a key does not exist yet.
var onlyNew = aws.String("*")

// Put writes a new object; see files.Files. files.ErrUnknown: a try was not
// answered, or S3 failed inside; the same Put again is safe.
func (s *Store) Put(ctx context.Context, key, mediaType string, body []byte) (files.Object, error) {
	o, err := s.put(ctx, key, mediaType, body)
	if err != nil {
		return files.Object{}, fmt.Errorf("put %s: %w", key, err)
	}
	return o, nil
}

func (s *Store) put(ctx context.Context, key, mediaType string, body []byte) (files.Object, error) {
	bucket, err := s.bucket(ctx, key)
	if err != nil {
		return files.Object{}, err
	}
	sum := sha256.Sum256(body)
	var t tries
	out, err := s.client.PutObject(ctx, &sdk.PutObjectInput{
		Bucket: &bucket, Key: &key, Body: bytes.NewReader(body), ContentLength: aws.Int64(int64(len(body))), ContentType: &mediaType,
		ChecksumSHA256: aws.String(base64.StdEncoding.EncodeToString(sum[:])), IfNoneMatch: onlyNew,
	}, t.watch)
	if taken(err) {
		return s.same(ctx, key, files.Object{Size: int64(len(body)), SHA256: hex.EncodeToString(sum[:])})
	}
	if err != nil {
		return files.Object{}, t.meaning(err)
	}
	o, err := s.describe(ctx, key, out.VersionId)
	if err != nil {
		return files.Object{}, fmt.Errorf("%w: written, but not described: %w", files.ErrUnknown, err)
	}
	return o, nil
}

// Copy copies one version inside S3; see files.Files. files.ErrConflict also
// when the version's ETag is another than from says. files.ErrUnknown as Put's.
// What was copied before stays a success when from is gone, if from says the
// SHA-256. The copy takes the media type along, and no tags. A from that tells
// size and type saves the question after them.
func (s *Store) Copy(ctx context.Context, from files.Object, to string) (files.Object, error) {
	o, err := s.copy(ctx, from, to)
	if err != nil {
		return files.Object{}, fmt.Errorf("copy %s to %s: %w", from.Key, to, err)
	}
	return o, nil
}

// copy copies on condition, and looks only when S3 says no: the key is taken, or
// the source is gone or another.
func (s *Store) copy(ctx context.Context, from files.Object, to string) (o files.Object, err error) {
	source := from
	if !told(from) {
		source, err = s.source(ctx, from)
	}
	if err == nil {
		o, err = s.copyNew(ctx, source, to) // S3 holds the version against its ETag
	}
	if err == nil || !taken(err) && !errors.Is(err, files.ErrNotFound) && !errors.Is(err, files.ErrConflict) {
		return o, err
	}
	there, none := s.describe(ctx, to, nil)
	switch {
	case none == nil && from.SHA256 != "" && from.SHA256 == there.SHA256:
		return there, nil
	case none != nil && !errors.Is(none, files.ErrNotFound):
		return files.Object{}, none
	case !taken(err):
		return files.Object{}, err
	}
	if source, err = s.source(ctx, from); err != nil {
		return files.Object{}, err
	}
	if none != nil {
		return files.Object{}, errFreeAgain
	}
	return s.equal(ctx, there, source)
}

// told tells whether an object names a version, and what a copy of it will be.
func told(o files.Object) bool { return o.Version != "" && o.ETag != "" && o.Size > 0 && o.Type != "" }

// source describes the version that from names; files.ErrConflict when it has
// another ETag.
func (s *Store) source(ctx context.Context, from files.Object) (files.Object, error) {
	o, err := s.version(ctx, from.Key, from.Version)
	if err == nil && o.ETag != from.ETag {
		err = fmt.Errorf("%w: version %s has another ETag", files.ErrConflict, from.Version)
	}
	return o, err
}

// copyNew copies a version to a key that was not there. S3 says the same of a
// key that is taken meanwhile and of a version with another ETag.
func (s *Store) copyNew(ctx context.Context, source files.Object, to string) (files.Object, error) {
	fromBucket, err := s.bucket(ctx, source.Key)
	if err != nil {
		return files.Object{}, err
	}
	toBucket, err := s.bucket(ctx, to)
	if err != nil {
		return files.Object{}, err
	}
	var t tries
	out, err := s.client.CopyObject(ctx, &sdk.CopyObjectInput{
		Bucket: &toBucket, Key: &to, IfNoneMatch: onlyNew, ChecksumAlgorithm: types.ChecksumAlgorithmSha256,
		CopySource:        aws.String(fromBucket + "/" + source.Key + "?versionId=" + url.QueryEscape(source.Version)),
		CopySourceIfMatch: aws.String(`"` + source.ETag + `"`), TaggingDirective: types.TaggingDirectiveReplace,
	}, t.watch)
	switch {
	case taken(err):
		return files.Object{}, err
	case err != nil:
		return files.Object{}, t.meaning(missing(err))
	case aws.ToString(out.VersionId) == "":
		return files.Object{}, errNoVersions
	}
	made := out.CopyObjectResult
	return files.Object{
		Key: to, Version: *out.VersionId, ETag: bare(made.ETag), Size: source.Size, Type: source.Type,
		SHA256: hexOf(made.ChecksumSHA256), Arrived: aws.ToTime(made.LastModified).UTC(),
	}, nil
}

// same is what a key holds, if that is the content of want; files.ErrConflict.
func (s *Store) same(ctx context.Context, key string, want files.Object) (files.Object, error) {
	there, err := s.describe(ctx, key, nil)
	if errors.Is(err, files.ErrNotFound) {
		return files.Object{}, errFreeAgain
	}
	if err != nil {
		return files.Object{}, err
	}
	return s.equal(ctx, there, want)
}

// equal gives there back if it has the content of want; files.ErrConflict.
func (s *Store) equal(ctx context.Context, there, want files.Object) (files.Object, error) {
	if there.Size != want.Size {
		return files.Object{}, files.ErrConflict
	}
	a, err := s.sum(ctx, there)
	if err != nil {
		return files.Object{}, err
	}
	b, err := s.sum(ctx, want)
	if err != nil {
		return files.Object{}, err
	}
	if a != b {
		return files.Object{}, files.ErrConflict
	}
	return there, nil
}

// sum is the SHA-256 of an object in hex. The content is read where S3 does not
// know it: a form upload that meets a copy of the same size.
func (s *Store) sum(ctx context.Context, o files.Object) (string, error) {
	if o.SHA256 != "" {
		return o.SHA256, nil
	}
	r, err := s.open(ctx, o.Key, o.Version)
	if err != nil {
		return "", fmt.Errorf("compare: %w", err)
	}
	defer func() { _ = r.Close() }()
	h := sha256.New()
	if _, err := io.Copy(h, r); err != nil {
		return "", fmt.Errorf("compare: %w", err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
