package s3

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/sasae-care/sasae/shared/files"
)

// longest is the longest life that S3 gives a signed URL. One that is signed
// with a role's passing credentials ends with them, if that is earlier.
const longest = 7 * 24 * time.Hour

var sumForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9a-f]{64}$`) })

// SignPut signs one PUT; see files.Files. Its headers are all signed: S3
// refuses a request that changes one or leaves one out. ErrRefused: the key,
// type, size, hash or expiry is none.
func (s *Store) SignPut(ctx context.Context, u files.Upload) (files.Signed, error) {
	bucket, life, err := s.checkUpload(ctx, u)
	if err == nil && !sumForm().MatchString(u.SHA256) {
		err = fmt.Errorf("%w: the SHA-256 %.80q", ErrRefused, u.SHA256)
	}
	if err != nil {
		return files.Signed{}, fmt.Errorf("sign a put: %w", err)
	}
	r, err := s.presign.PresignPutObject(ctx, &sdk.PutObjectInput{
		Bucket: &bucket, Key: &u.Key, ContentType: &u.Type, ContentLength: &u.Size,
		ChecksumSHA256: aws.String(base64Of(u.SHA256)), IfNoneMatch: onlyNew,
	}, sdk.WithPresignExpires(life))
	if err != nil {
		return files.Signed{}, fmt.Errorf("sign a put: %w", err)
	}
	return files.Signed{Method: r.Method, URL: r.URL, Headers: toSend(r.SignedHeader), Expires: second(u.Expires)}, nil
}

// toSend are the signed headers but those that every HTTP client makes itself
// and a browser does not let a page set.
func toSend(signed http.Header) map[string]string {
	out := map[string]string{}
	for name := range signed {
		if name = http.CanonicalHeaderKey(name); name != "Host" && name != "Content-Length" {
			out[name] = signed.Get(name)
		}
	}
	return out
}

// SignForm signs form uploads of 1 to u.Size bytes; see files.Files. A second
// upload to the key is a newer version, not a refusal: a POST policy knows no
// If-None-Match.
func (s *Store) SignForm(ctx context.Context, u files.Upload) (files.Signed, error) {
	bucket, life, err := s.checkUpload(ctx, u)
	if err != nil {
		return files.Signed{}, fmt.Errorf("sign a form: %w", err)
	}
	r, err := s.presign.PresignPostObject(ctx, &sdk.PutObjectInput{Bucket: &bucket, Key: &u.Key}, func(o *sdk.PresignPostOptions) {
		o.Expires = life
		o.Conditions = []any{
			[]any{"content-length-range", 1, u.Size},
			map[string]string{"Content-Type": u.Type},
			map[string]string{"key": u.Key},
		}
	})
	if err != nil {
		return files.Signed{}, fmt.Errorf("sign a form: %w", err)
	}
	r.Values["Content-Type"] = u.Type // the SDK gives the fields of its own conditions only
	return files.Signed{Method: http.MethodPost, URL: r.URL, Fields: r.Values, Expires: second(u.Expires)}, nil
}

// SignGet signs the reading of one version, which need not be there yet.
// ErrRefused: the key, version, type or expiry is none.
func (s *Store) SignGet(ctx context.Context, d files.Download) (files.Signed, error) {
	bucket, err := s.bucket(ctx, d.Key)
	switch {
	case err != nil:
	case d.Version == "":
		err = fmt.Errorf("%w: no version", ErrRefused)
	case d.Type != "" && !isType(d.Type):
		err = fmt.Errorf("%w: the type %.80q", ErrRefused, d.Type)
	}
	if err != nil {
		return files.Signed{}, fmt.Errorf("sign a get: %w", err)
	}
	life, err := s.life(d.Expires)
	if err != nil {
		return files.Signed{}, fmt.Errorf("sign a get: %w", err)
	}
	in := &sdk.GetObjectInput{Bucket: &bucket, Key: &d.Key, VersionId: &d.Version, ResponseContentDisposition: aws.String(attachment(d.Name))}
	if d.Type != "" {
		in.ResponseContentType = &d.Type
	}
	r, err := s.presign.PresignGetObject(ctx, in, sdk.WithPresignExpires(life))
	if err != nil {
		return files.Signed{}, fmt.Errorf("sign a get: %w", err)
	}
	at, err := s.given(r.URL)
	if err != nil {
		return files.Signed{}, fmt.Errorf("sign a get: %w", err)
	}
	return files.Signed{Method: r.Method, URL: at, Headers: toSend(r.SignedHeader), Expires: second(d.Expires)}, nil
}

// given is a signed URL under the host that documents are given out from.
func (s *Store) given(signed string) (string, error) {
	if s.o.Host == "" {
		return signed, nil
	}
	u, err := url.Parse(signed)
	if err != nil {
		return "", fmt.Errorf("read the URL: %w", err)
	}
	u.Host = s.o.Host
	return u.String(), nil
}

func (s *Store) checkUpload(ctx context.Context, u files.Upload) (bucket string, life time.Duration, err error) {
	if bucket, err = s.bucket(ctx, u.Key); err != nil {
		return "", 0, err
	}
	if !isType(u.Type) {
		return "", 0, fmt.Errorf("%w: the type %.80q", ErrRefused, u.Type)
	}
	if u.Size <= 0 {
		return "", 0, fmt.Errorf("%w: a size of %d bytes", ErrRefused, u.Size)
	}
	life, err = s.life(u.Expires)
	return bucket, life, err
}

// life is how long a URL lives that is signed now. S3 counts whole seconds from
// the whole second of signing, so it ends at the whole second of expires.
func (s *Store) life(expires time.Time) (time.Duration, error) {
	life := second(expires).Sub(second(s.o.Now()))
	if life <= 0 || life > longest {
		return 0, fmt.Errorf("%w: a life of %s", ErrRefused, life)
	}
	return life, nil
}

// second is the time as it is signed.
func second(t time.Time) time.Time { return time.Unix(t.Unix(), 0).UTC() }

func isType(s string) bool {
	_, _, err := mime.ParseMediaType(s)
	return err == nil
}

// attachment names the file by RFC 6266, also in Japanese.
func attachment(name string) string {
	if name == "" {
		return "attachment"
	}
	return mime.FormatMediaType("attachment", map[string]string{"filename": name})
}

func base64Of(hexSum string) string {
	sum, _ := hex.DecodeString(hexSum) // its form was checked
	return base64.StdEncoding.EncodeToString(sum)
}
