package sim

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/files"
)

// cabinet is the object store: versions under keys, in memory.
type cabinet struct {
	w      *world
	kept   map[string][]content
	signed map[string]files.Upload
	made   int
}

type content struct {
	files.Object
	body []byte
}

var _ files.Files = (*cabinet)(nil)

func newCabinet(w *world) *cabinet {
	return &cabinet{w: w, kept: map[string][]content{}, signed: map[string]files.Upload{}}
}

// SignPut implements files.Files. The request is written down, not signed: who
// holds it is a scene of ours.
func (c *cabinet) SignPut(_ context.Context, u files.Upload) (s files.Signed, err error) {
	err = call(c.w, files.ErrUnknown, files.ErrUnknown, func() error {
		c.made++
		s = files.Signed{Method: "PUT", URL: fmt.Sprintf("sim:%d", c.made), Expires: u.Expires}
		c.signed[s.URL] = u
		return nil
	})
	return s, err
}

// SignForm implements files.Files; no scene asks for one.
func (c *cabinet) SignForm(ctx context.Context, u files.Upload) (files.Signed, error) {
	return c.SignPut(ctx, u)
}

// SignGet implements files.Files.
func (c *cabinet) SignGet(_ context.Context, d files.Download) (s files.Signed, err error) {
	err = call(c.w, files.ErrUnknown, files.ErrUnknown, func() error {
		s = files.Signed{Method: "GET", URL: "sim:" + d.Version, Expires: d.Expires}
		return nil
	})
	return s, err
}

// Head implements files.Files.
func (c *cabinet) Head(_ context.Context, key string) (o files.Object, err error) {
	err = call(c.w, files.ErrUnknown, files.ErrUnknown, func() error {
		all := c.kept[key]
		if len(all) == 0 {
			return files.ErrNotFound
		}
		o = all[len(all)-1].Object
		return nil
	})
	return o, err
}

// Fetch implements files.Files; the call is made when it is waited for.
func (c *cabinet) Fetch(_ context.Context, key string) files.Fetched {
	return func() (o files.Object, r io.ReadCloser, err error) {
		err = call(c.w, files.ErrUnknown, files.ErrUnknown, func() error {
			all := c.kept[key]
			if len(all) == 0 {
				return files.ErrNotFound
			}
			newest := all[len(all)-1]
			o, r = newest.Object, io.NopCloser(bytes.NewReader(newest.body))
			return nil
		})
		return o, r, err
	}
}

// Open implements files.Files.
func (c *cabinet) Open(_ context.Context, key, version string) (r io.ReadCloser, err error) {
	err = call(c.w, files.ErrUnknown, files.ErrUnknown, func() error {
		for _, x := range c.kept[key] {
			if x.Version == version {
				r = io.NopCloser(bytes.NewReader(x.body))
				return nil
			}
		}
		return files.ErrNotFound
	})
	return r, err
}

// Copy implements files.Files.
func (c *cabinet) Copy(_ context.Context, from files.Object, to string) (o files.Object, err error) {
	err = call(c.w, files.ErrUnknown, files.ErrUnknown, func() (err error) {
		for _, x := range c.kept[from.Key] {
			if x.Version == from.Version && x.ETag == from.ETag {
				o, err = c.first(to, x.Type, x.body)
				return err
			}
		}
		return files.ErrNotFound
	})
	return o, err
}

// Put implements files.Files.
func (c *cabinet) Put(_ context.Context, key, mediaType string, body []byte) (o files.Object, err error) {
	err = call(c.w, files.ErrUnknown, files.ErrUnknown, func() (err error) { o, err = c.first(key, mediaType, body); return err })
	return o, err
}

// Delete implements files.Files; nobody may.
func (c *cabinet) Delete(context.Context, string) error { return files.ErrUnknown }

// first keeps the first version of a key; the same bytes again are a success.
func (c *cabinet) first(key, mediaType string, body []byte) (files.Object, error) {
	if all := c.kept[key]; len(all) > 0 {
		if bytes.Equal(all[0].body, body) {
			return all[0].Object, nil
		}
		return files.Object{}, files.ErrConflict
	}
	if s := c.w.busy(); s != nil && !strings.Contains(key, "/"+s.town+"/") {
		c.w.found("%s writes a file of another town: %s", s.worker.step, key)
	}
	return c.keep(key, mediaType, body), nil
}

func (c *cabinet) keep(key, mediaType string, body []byte) files.Object {
	c.made++
	sum := sha256.Sum256(body)
	o := files.Object{
		Key: key, Version: fmt.Sprintf("%016x-%08x", c.made, sum[:4]), ETag: hex.EncodeToString(sum[:16]), Size: int64(len(body)),
		Type: mediaType, SHA256: hex.EncodeToString(sum[:]), Arrived: c.w.now,
	}
	c.kept[key] = append(c.kept[key], content{o, body})
	return o
}

// upload is somebody's PUT to a signed URL; false when it came too late.
func (c *cabinet) upload(url string, body []byte, scan string) bool {
	u := c.signed[url]
	if c.w.now.After(u.Expires) {
		return false
	}
	if len(c.kept[u.Key]) > 0 {
		return true // it did arrive the first time
	}
	o := c.keep(u.Key, u.Type, body)
	town := strings.Split(u.Key, "/")[1]
	if scan == "" {
		return true // the scanner never answers
	}
	c.w.after(time.Second+c.w.upTo(10*time.Minute), func() {
		c.w.spread(c.w.event(o.Version+"-scan", town, events.MalwareVerdict{
			ScanStatus:      "COMPLETED",
			S3ObjectDetails: events.ScanObject{BucketName: "sim", ObjectKey: o.Key, ETag: o.ETag, VersionID: o.Version},
			ScanResult:      events.ScanResult{Status: scan},
		}))
	})
	return true
}

// event puts a body into an envelope, now.
func (w *world) event(id, town string, b events.Body) events.Event {
	e, err := events.New(id, town, w.now, b)
	if err != nil {
		w.found("the event %s cannot be written: %v", id, err)
	}
	return e
}
