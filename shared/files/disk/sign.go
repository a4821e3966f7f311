package disk

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"time"

	"github.com/sasae-care/sasae/shared/files"
)

// What a signature covers besides method and key, as query parameters (PUT,
// GET) or as form fields before the file (POST). Sizes are bytes, expires is a
// Unix second.
const (
	fieldSignature = "signature"
	fieldExpires   = "expires"
	fieldType      = "Content-Type"
	fieldSize      = "size"
	fieldSHA256    = "sha256"
	fieldVersion   = "version"
	fieldName      = "name"
	fieldKey       = "key" // POST only
)

// headerSHA256 carries the base64 SHA-256 of the body, as with S3.
const headerSHA256 = "X-Amz-Checksum-Sha256"

var sumForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// SignPut signs one PUT; see files.Files. ErrRefused: the key, type, size or
// hash is none.
func (d *Disk) SignPut(ctx context.Context, u files.Upload) (files.Signed, error) {
	err := checkUpload(ctx, u)
	if err == nil && !sumForm.MatchString(u.SHA256) {
		err = fmt.Errorf("%w: the SHA-256 %.80q", ErrRefused, u.SHA256)
	}
	if err != nil {
		return files.Signed{}, fmt.Errorf("sign a put: %w", err)
	}
	v := uploadFields(u)
	v.Set(fieldSHA256, u.SHA256)
	return files.Signed{
		Method: http.MethodPut,
		URL:    d.url(http.MethodPut, u.Key, v),
		Headers: map[string]string{
			"Content-Type":  u.Type,
			"If-None-Match": "*",
			headerSHA256:    base64Of(u.SHA256),
		},
		Expires: second(u.Expires),
	}, nil
}

// SignForm signs form uploads of 1 to u.Size bytes; see files.Files. As with
// S3, a second upload to the key is a newer version, not a refusal.
func (d *Disk) SignForm(ctx context.Context, u files.Upload) (files.Signed, error) {
	if err := checkUpload(ctx, u); err != nil {
		return files.Signed{}, fmt.Errorf("sign a form: %w", err)
	}
	v := uploadFields(u)
	fields := map[string]string{fieldKey: u.Key, fieldSignature: d.mac(http.MethodPost, u.Key, v)}
	for name := range v {
		fields[name] = v.Get(name)
	}
	return files.Signed{Method: http.MethodPost, URL: d.o.BaseURL() + "/files/", Fields: fields, Expires: second(u.Expires)}, nil
}

// SignGet signs the reading of one version, which need not be there yet.
func (d *Disk) SignGet(ctx context.Context, l files.Download) (files.Signed, error) {
	err := checkKey(ctx, l.Key)
	switch {
	case err != nil:
	case l.Version == "":
		err = fmt.Errorf("%w: no version", ErrRefused)
	case l.Type != "" && !isType(l.Type):
		err = fmt.Errorf("%w: the type %.80q", ErrRefused, l.Type)
	}
	if err != nil {
		return files.Signed{}, fmt.Errorf("sign a get: %w", err)
	}
	v := url.Values{}
	v.Set(fieldExpires, unix(l.Expires))
	v.Set(fieldVersion, l.Version)
	v.Set(fieldName, l.Name)
	v.Set(fieldType, l.Type)
	return files.Signed{Method: http.MethodGet, URL: d.url(http.MethodGet, l.Key, v), Expires: second(l.Expires)}, nil
}

func checkUpload(ctx context.Context, u files.Upload) error {
	if err := checkKey(ctx, u.Key); err != nil {
		return err
	}
	if !isType(u.Type) {
		return fmt.Errorf("%w: the type %.80q", ErrRefused, u.Type)
	}
	if u.Size <= 0 {
		return fmt.Errorf("%w: a size of %d bytes", ErrRefused, u.Size)
	}
	return nil
}

func isType(s string) bool {
	_, _, err := mime.ParseMediaType(s)
	return err == nil
}

func uploadFields(u files.Upload) url.Values {
	v := url.Values{}
	v.Set(fieldExpires, unix(u.Expires))
	v.Set(fieldType, u.Type)
	v.Set(fieldSize, strconv.FormatInt(u.Size, 10))
	return v
}

// url signs v, adds the signature and makes the whole address. A key needs no
// escaping.
func (d *Disk) url(method, key string, v url.Values) string {
	v.Set(fieldSignature, d.mac(method, key, v))
	return d.o.BaseURL() + "/files/" + key + "?" + v.Encode()
}

// mac is HMAC-SHA256 over method, key and all of v; Encode sorts and escapes,
// so no line can be mistaken for another.
func (d *Disk) mac(method, key string, v url.Values) string {
	h := hmac.New(sha256.New, d.o.Secret)
	_, _ = fmt.Fprintf(h, "sasae files 1\n%s\n%s\n%s", method, key, v.Encode()) // a hash never fails
	return hex.EncodeToString(h.Sum(nil))
}

// verify checks the signature in v, in constant time, then the expiry.
func (d *Disk) verify(method, key string, v url.Values) error {
	signature := v.Get(fieldSignature)
	v.Del(fieldSignature)
	if !hmac.Equal([]byte(signature), []byte(d.mac(method, key, v))) {
		return urlInvalid
	}
	if d.o.Now().After(signedExpiry(v)) {
		return urlExpired
	}
	return nil
}

// The signed numbers are those we wrote, so they can be read.
func signedExpiry(v url.Values) time.Time {
	n, _ := strconv.ParseInt(v.Get(fieldExpires), 10, 64)
	return time.Unix(n, 0)
}

func signedSize(v url.Values) int64 {
	n, _ := strconv.ParseInt(v.Get(fieldSize), 10, 64)
	return n
}

func unix(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }

// second is the time as it is signed.
func second(t time.Time) time.Time { return time.Unix(t.Unix(), 0).UTC() }

func base64Of(hexSum string) string {
	sum, _ := hex.DecodeString(hexSum) // checked or signed by us
	return base64.StdEncoding.EncodeToString(sum)
}
