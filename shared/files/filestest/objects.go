package filestest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/sasae-care/sasae/shared/files"
)

func (b *bench) signGet(o files.Object, name string, expires time.Time) files.Signed {
	b.Helper()
	s, err := b.Files.SignGet(b.Context(), files.Download{Key: o.Key, Version: o.Version, Name: name, Type: pdf, Expires: expires})
	if err != nil {
		b.Fatalf("sign a get: %v", err)
	}
	return s
}

var gets = []sentence{
	{"a signed get reads the version as an attachment with its name and type", func(b *bench) {
		o := b.uploaded(key, content)
		for _, name := range []string{"plan.pdf", "居宅サービス計画書 第1表.pdf", `a "quoted"; name.pdf`} {
			status, header, body := b.send(b.signGet(o, name, b.soon()), nil)
			b.accepted(status)
			if !bytes.Equal(body, content) || header.Get("Content-Type") != pdf {
				b.Errorf("a %s of %.40q", header.Get("Content-Type"), body)
			}
			kind, params, err := mime.ParseMediaType(header.Get("Content-Disposition"))
			if err != nil || kind != "attachment" || params["filename"] != name {
				b.Errorf("Content-Disposition is %q, %v, want the attachment %q", header.Get("Content-Disposition"), err, name)
			}
		}
	}},
	{"a signed get is for its key, version and method alone", func(b *bench) {
		o := b.uploaded(key, content)
		other := b.uploaded(strings.Replace(key, "doc_1", "doc_2", 1), []byte("another's"))
		s := b.signGet(o, "plan.pdf", b.soon())
		for what, url := range map[string]string{
			"another key":     strings.Replace(s.URL, "doc_1", "doc_2", 1),
			"another version": strings.Replace(s.URL, o.Version, other.Version, 1),
			"another name":    strings.Replace(s.URL, "plan.pdf", "plan.exe", 1),
			"no signature":    strings.Split(s.URL, "?")[0],
		} {
			if url == s.URL {
				b.Fatalf("%s: the URL holds none", what)
			}
			changed := s
			changed.URL = url
			status, _, _ := b.send(changed, nil)
			b.refused(what, status)
		}
		for _, method := range []string{http.MethodPut, http.MethodDelete} {
			changed := s
			changed.Method = method
			status, _, _ := b.send(changed, []byte("x"))
			b.refused(method, status)
		}
		b.unchanged(o, content)
	}},
	{"a get after its time is refused", func(b *bench) {
		s := b.signGet(b.uploaded(key, content), "plan.pdf", b.Now().Add(time.Second))
		b.Pass(3 * time.Second)
		status, _, body := b.send(s, nil)
		b.refused("too late", status)
		if bytes.Contains(body, content) {
			b.Error("the content is in the refusal")
		}
	}},
	{"a get of a version that was deleted is refused", func(b *bench) {
		o := b.uploaded(key, content)
		s := b.signGet(o, "plan.pdf", b.soon())
		b.delete(o)
		status, _, _ := b.send(s, nil)
		b.refused("deleted", status)
	}},
}

func (b *bench) copied(from files.Object, to string) files.Object {
	b.Helper()
	o, err := b.Files.Copy(b.Context(), from, to)
	if err != nil {
		b.Fatalf("copy: %v", err)
	}
	return o
}

func (b *bench) fails(what string, err, want error) {
	b.Helper()
	if err == nil || want != nil && !errors.Is(err, want) {
		b.Errorf("%s: says %v, want %v", what, err, want)
	}
}

const clean = "clean/431001/01J-doc_1.pdf"

var copies = []sentence{
	{"a copy has the bytes and type of what it was made from", func(b *bench) {
		from := b.uploaded(key, content)
		to := b.copied(from, clean)
		if now := b.holds(clean, content); to.Key != clean || to.Version != now.Version || to.ETag != now.ETag {
			b.Errorf("copy says %+v, head %+v", to, now)
		}
		b.unchanged(from, content)
	}},
	{"the same copy again is a silent success and changes nothing", func(b *bench) {
		from := b.uploaded(key, content)
		first := b.copied(from, clean)
		if second := b.copied(from, clean); second.Version != first.Version {
			b.Errorf("the second copy says %+v, the first %+v", second, first)
		}
		b.unchanged(first, content)
	}},
	{"a copy over other bytes conflicts and changes nothing", func(b *bench) {
		there := b.uploaded(clean, []byte("something else"))
		_, err := b.Files.Copy(b.Context(), b.uploaded(key, content), clean)
		b.fails("copy", err, files.ErrConflict)
		b.unchanged(there, []byte("something else"))
	}},
	{"a copy takes the version it names, not the newest", func(b *bench) {
		b.accepted(b.form(b.atMost(1<<20), content))
		old := b.holds(key, content)
		b.accepted(b.form(b.atMost(1<<20), []byte("newer")))
		b.holds(key, []byte("newer"))
		b.copied(old, clean)
		b.holds(clean, content)
		b.reads(old, content)
	}},
	{"a copy of what is not there fails and writes nothing", func(b *bench) {
		from := b.uploaded(key, content)
		other := from
		other.ETag = "0123456789abcdef0123456789abcdef"
		_, err := b.Files.Copy(b.Context(), other, clean)
		b.fails("another ETag", err, nil)
		b.delete(from)
		_, err = b.Files.Copy(b.Context(), from, clean)
		b.fails("a deleted version", err, files.ErrNotFound)
		b.lacks(clean)
	}},
}

func (b *bench) delete(o files.Object) {
	b.Helper()
	if err := b.Files.Delete(b.Context(), o.Key); err != nil {
		b.Fatalf("delete: %v", err)
	}
}

const export = "exports/431001/2026-04.csv"

var writes = []sentence{
	{"a put object is there with its type", func(b *bench) {
		o, err := b.Files.Put(b.Context(), export, pdf, content)
		if now := b.holds(export, content); err != nil || o.Version != now.Version || o.Key != export || o.ETag != now.ETag {
			b.Errorf("put says %+v, %v", o, err)
		}
	}},
	{"the same put object again is a silent success and changes nothing", func(b *bench) {
		first, err := b.Files.Put(b.Context(), export, pdf, content)
		if err != nil {
			b.Fatal(err)
		}
		second, err := b.Files.Put(b.Context(), export, pdf, content)
		if err != nil || second.Version != first.Version {
			b.Errorf("the second put says %+v, %v, the first %+v", second, err, first)
		}
		b.unchanged(first, content)
	}},
	{"a put object over other bytes conflicts and changes nothing", func(b *bench) {
		first, err := b.Files.Put(b.Context(), export, pdf, content)
		if err != nil {
			b.Fatal(err)
		}
		_, err = b.Files.Put(b.Context(), export, pdf, []byte("other"))
		b.fails("put", err, files.ErrConflict)
		b.unchanged(first, content)
	}},
	{"what is not there is not found", func(b *bench) {
		o := b.uploaded(key, content)
		b.delete(o)
		b.lacks(key, "incoming/431001/none")
		_, err := b.Files.Open(b.Context(), key, o.Version)
		b.fails("open a deleted version", err, files.ErrNotFound)
	}},
	{"a fetch reads the newest version and describes it", func(b *bench) {
		b.accepted(b.form(b.atMost(1<<20), []byte("older")))
		b.accepted(b.form(b.atMost(1<<20), content))
		o, r, err := b.Files.Fetch(b.Context(), key)()
		if err != nil {
			b.Fatalf("fetch: %v", err)
		}
		defer func() { _ = r.Close() }()
		if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, content) {
			b.Errorf("read %.40q, %v", got, err)
		}
		if now := b.holds(key, content); o != now {
			b.Errorf("fetch says %+v, head %+v", o, now)
		}
	}},
	{"a fetch of what is not there says so, and one that nobody waits for does no harm", func(b *bench) {
		ctx, cancel := context.WithCancel(b.Context())
		b.Files.Fetch(ctx, key)
		cancel()
		_, r, err := b.Files.Fetch(b.Context(), key)()
		if b.fails("fetch", err, files.ErrNotFound); r != nil {
			b.Error("there is something to read")
		}
		_, _, err = b.Files.Fetch(ctx, key)()
		b.fails("fetch after the end", err, nil)
	}},
	{"a deleted object is gone, and deleting it again is a success", func(b *bench) {
		o := b.uploaded(key, content)
		kept := b.uploaded(clean, content)
		b.delete(o)
		b.lacks(key)
		b.delete(o)
		b.unchanged(kept, content)
	}},
	{"a key whose object was deleted can be written anew", func(b *bench) {
		b.delete(b.uploaded(key, content))
		b.uploaded(key, []byte("new"))
	}},
	{"deleting takes every version, and no key that only begins alike", func(b *bench) {
		beside := key + "-2"
		kept := b.uploaded(beside, content)
		b.accepted(b.form(b.atMost(1<<20), content))
		old := b.holds(key, content)
		b.accepted(b.form(b.atMost(1<<20), []byte("newer")))
		b.delete(b.holds(key, []byte("newer")))
		b.lacks(key)
		_, err := b.Files.Open(b.Context(), key, old.Version)
		b.fails("open the version before", err, files.ErrNotFound)
		b.unchanged(kept, content)
	}},
	{"an ended context fails and writes nothing", func(b *bench) {
		o := b.uploaded(key, content)
		ended, cancel := context.WithCancel(b.Context())
		cancel()
		_, err := b.Files.Put(ended, export, pdf, content)
		b.fails("put", err, nil)
		_, err = b.Files.Copy(ended, o, clean)
		b.fails("copy", err, nil)
		b.fails("delete", b.Files.Delete(ended, key), nil)
		b.lacks(export, clean)
		b.unchanged(o, content)
	}},
}
