package filestest

import (
	"bytes"
	"maps"
	"net/http"
	"strings"
	"time"

	"github.com/sasae-care/sasae/shared/files"
)

var puts = []sentence{
	{"a signed put stores exactly its bytes", func(b *bench) {
		b.lacks(key)
		b.uploaded(key, content)
	}},
	{"a signed put says until when it may be made", func(b *bench) {
		s := b.signPut(b.upload(key, content))
		if s.Method != http.MethodPut || s.Expires.After(b.soon()) || s.Expires.Before(b.soon().Add(-2*time.Second)) {
			b.Errorf("signed is %+v", s)
		}
	}},
	{"the same put again is refused and the object stays", func(b *bench) {
		s := b.signPut(b.upload(key, content))
		status, _, _ := b.send(s, content)
		b.accepted(status)
		o := b.holds(key, content)
		status, _, _ = b.send(s, content)
		b.refused("the same bytes again", status)
		b.unchanged(o, content)
	}},
	{"another put to a key that exists is refused and the object stays", func(b *bench) {
		o := b.uploaded(key, content)
		other := []byte("other")
		status, _, _ := b.send(b.signPut(b.upload(key, other)), other)
		b.refused("other bytes", status)
		b.unchanged(o, content)
	}},
	{"a put of other bytes is refused and writes nothing", func(b *bench) {
		s := b.signPut(b.upload(key, content))
		other := bytes.Clone(content)
		other[len(other)-1] ^= 1
		for what, body := range map[string][]byte{
			"one bit changed": other, "a byte more": append(bytes.Clone(content), 'x'), "a byte less": content[:len(content)-1], "nothing": nil,
		} {
			status, _, _ := b.send(s, body)
			b.refused(what, status)
			b.lacks(key)
		}
		status, _, _ := b.send(s, content)
		b.accepted(status)
	}},
	{"a put with another header is refused and writes nothing", func(b *bench) {
		s := b.signPut(b.upload(key, content))
		for name := range s.Headers {
			if strings.EqualFold(name, "Content-Length") || strings.EqualFold(name, "Host") {
				continue
			}
			for what, value := range map[string]string{"without ": "", "another ": "text/html"} {
				changed := s
				changed.Headers = maps.Clone(s.Headers)
				changed.Headers[name] = value
				if value == "" {
					delete(changed.Headers, name)
				}
				status, _, _ := b.send(changed, content)
				b.refused(what+name, status)
				b.lacks(key)
			}
		}
	}},
	{"a signature is for its key and method alone", func(b *bench) {
		s := b.signPut(b.upload(key, content))
		other := strings.Replace(key, "doc_1", "doc_2", 1)
		moved := s
		moved.URL = strings.Replace(s.URL, "doc_1", "doc_2", 1)
		status, _, _ := b.send(moved, content)
		b.refused("another key", status)
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodDelete} {
			changed := s
			changed.Method = method
			status, _, _ := b.send(changed, content)
			b.refused(method, status)
		}
		b.lacks(key, other)
	}},
	{"a put without a signature is refused", func(b *bench) {
		s := b.signPut(b.upload(key, content))
		s.URL, _, _ = strings.Cut(s.URL, "?")
		status, _, _ := b.send(s, content)
		b.refused("no signature", status)
		b.lacks(key)
	}},
	{"a put after its time is refused and writes nothing", func(b *bench) {
		u := b.upload(key, content)
		u.Expires = b.Now().Add(time.Second)
		s := b.signPut(u)
		b.Pass(3 * time.Second)
		status, _, _ := b.send(s, content)
		b.refused("too late", status)
		b.lacks(key)
	}},
}

func (b *bench) signForm(u files.Upload) files.Signed {
	b.Helper()
	s, err := b.Files.SignForm(b.Context(), u)
	if err != nil {
		b.Fatalf("sign a form: %v", err)
	}
	return s
}

// atMost signs a form for up to size bytes.
func (b *bench) atMost(size int64) files.Signed {
	return b.signForm(files.Upload{Key: key, Type: pdf, Size: size, Expires: b.soon()})
}

var forms = []sentence{
	{"a signed form stores exactly the file's bytes", func(b *bench) {
		b.accepted(b.form(b.atMost(1<<20), content))
		b.holds(key, content)
	}},
	{"a form takes any size from 1 to the signed one", func(b *bench) {
		most := bytes.Repeat([]byte("x"), 70_000)
		b.accepted(b.form(b.atMost(int64(len(most))), most))
		b.holds(key, most)
		b.accepted(b.form(b.atMost(int64(len(most))), most[:1]))
		b.holds(key, most[:1])
	}},
	{"a form with a file too large, empty or missing is refused and writes nothing", func(b *bench) {
		s := b.atMost(int64(len(content)))
		b.refused("a byte too many", b.form(s, append(bytes.Clone(content), 'x')))
		b.refused("much too many", b.form(s, bytes.Repeat([]byte("x"), 1<<20)))
		b.refused("an empty file", b.form(s, []byte{}))
		b.refused("no file", b.form(s, nil))
		b.lacks(key)
	}},
	{"a form with a field changed or left out is refused and writes nothing", func(b *bench) {
		s := b.atMost(1 << 20)
		for name, value := range s.Fields {
			changed := s
			changed.Fields = maps.Clone(s.Fields)
			changed.Fields[name] = value + "1"
			b.refused("another "+name, b.form(changed, content))
			b.lacks(key, key+"1")
			delete(changed.Fields, name)
			b.refused("without "+name, b.form(changed, content))
			b.lacks(key)
		}
	}},
	{"a form after its time is refused and writes nothing", func(b *bench) {
		s := b.signForm(files.Upload{Key: key, Type: pdf, Size: 1 << 20, Expires: b.Now().Add(time.Second)})
		b.Pass(3 * time.Second)
		b.refused("too late", b.form(s, content))
		b.lacks(key)
	}},
}
