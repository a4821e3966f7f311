package disk

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/sasae-care/sasae/shared/files"
)

// ServeHTTP serves /files/ for the holders of signed URLs.
//
// Refusals are application/problem+json with a code: url-invalid, url-expired
// (403), body-differs, length-differs, too-large, type-differs, file-missing
// (400), already-uploaded (412), not-found (404), method-not-allowed (405),
// storage-failed (500).
func (d *Disk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	key := strings.TrimPrefix(r.URL.Path, "/files/")
	var err error
	switch r.Method {
	case http.MethodPut:
		err = d.servePut(w, r, key)
	case http.MethodPost:
		err = d.servePost(w, r)
	case http.MethodGet:
		err = d.serveGet(w, r, key)
	default:
		h.Set("Allow", "GET, PUT, POST")
		err = wrongMethod
	}
	if err != nil {
		refuse(w, r, err)
	}
}

func (d *Disk) servePut(w http.ResponseWriter, r *http.Request, key string) error {
	v := r.URL.Query()
	if err := d.verify(http.MethodPut, key, v); err != nil {
		return err
	}
	switch {
	case r.Header.Get("If-None-Match") != "*":
		return urlInvalid
	case r.Header.Get("Content-Type") != v.Get(fieldType):
		return typeDiffers
	case r.Header.Get(headerSHA256) != base64Of(v.Get(fieldSHA256)):
		return bodyDiffers
	case r.ContentLength != signedSize(v):
		return lengthDiffers
	}
	if _, err := d.newest(r.Context(), key); err == nil {
		return alreadyUploaded
	}
	s, err := d.stage(r.Body) // the server gives ContentLength bytes and no more
	if err != nil {
		return err
	}
	defer s.discard()
	if s.sum != v.Get(fieldSHA256) {
		return bodyDiffers
	}
	return d.arrive(w, s, files.Object{Key: key, Type: v.Get(fieldType)}, false)
}

// arrive publishes an upload, tells of it and answers.
func (d *Disk) arrive(w http.ResponseWriter, s *staging, o files.Object, over bool) error {
	o, err := d.publish(s, o, over)
	if err != nil {
		return err
	}
	if d.o.OnArrive != nil {
		d.o.OnArrive(o)
	}
	w.Header().Set("ETag", `"`+o.ETag+`"`)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// servePost reads the fields up to the file, as S3 does; what follows the file
// is not read.
func (d *Disk) servePost(w http.ResponseWriter, r *http.Request) error {
	form, err := r.MultipartReader()
	if err != nil {
		return urlInvalid
	}
	v, file, err := fields(form)
	if err != nil {
		return err
	}
	key := v.Get(fieldKey)
	v.Del(fieldKey)
	if err := d.verify(http.MethodPost, key, v); err != nil {
		return err
	}
	if file == nil {
		return fileMissing
	}
	s, err := d.stage(io.LimitReader(file, signedSize(v)+1))
	if err != nil {
		return err
	}
	defer s.discard()
	switch {
	case s.size > signedSize(v):
		return tooLarge
	case s.size == 0:
		return lengthDiffers
	}
	return d.arrive(w, s, files.Object{Key: key, Type: v.Get(fieldType)}, true)
}

// Bounds of what is read of a form before its signature is known.
const (
	mostFields = 20
	mostField  = 4 << 10
)

// fields reads the fields before the part called file, and gives that part, or
// nil when the form ends without one.
func fields(form *multipart.Reader) (url.Values, *multipart.Part, error) {
	v := url.Values{}
	for range mostFields {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return v, nil, nil
		}
		if err != nil {
			return nil, nil, urlInvalid
		}
		if part.FormName() == "file" {
			return v, part, nil
		}
		text, err := io.ReadAll(io.LimitReader(part, mostField))
		if err != nil || len(text) == mostField {
			return nil, nil, urlInvalid
		}
		v.Add(part.FormName(), string(text))
	}
	return nil, nil, urlInvalid
}

func (d *Disk) serveGet(w http.ResponseWriter, r *http.Request, key string) error {
	v := r.URL.Query()
	if err := d.verify(http.MethodGet, key, v); err != nil {
		return err
	}
	o, err := d.describe(r.Context(), key, v.Get(fieldVersion))
	if err != nil {
		return err
	}
	f, err := d.open(r.Context(), key, o.Version)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	h := w.Header()
	h.Set("Content-Disposition", attachment(v.Get(fieldName)))
	h.Set("Content-Type", firstOf(v.Get(fieldType), o.Type, "application/octet-stream"))
	h.Set("ETag", `"`+o.ETag+`"`)
	http.ServeContent(w, r, "", time.Time{}, f)
	return nil
}

// attachment names the file by RFC 6266, also in Japanese.
func attachment(name string) string {
	if name == "" {
		return "attachment"
	}
	return mime.FormatMediaType("attachment", map[string]string{"filename": name})
}

func firstOf(ss ...string) string {
	for _, s := range ss {
		if s != "" {
			return s
		}
	}
	return ""
}
