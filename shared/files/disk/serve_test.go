package disk_test

import (
	"bufio"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/files/disk"
)

func TestEachRefusalHasItsStatusAndCode(t *testing.T) {
	const body, key = "%PDF-1.7 plan", "incoming/a.pdf"
	header := func(name, value string) func(*shop) *http.Request {
		return func(s *shop) *http.Request {
			r := s.put(s.signPut(key, body), body)
			r.Header.Set(name, value)
			return r
		}
	}
	for _, c := range []struct {
		name    string
		request func(s *shop) *http.Request
		status  int
		code    string
	}{
		{"other bytes of the same length", func(s *shop) *http.Request { return s.put(s.signPut(key, body), strings.ToUpper(body)) }, 400, "body-differs"},
		{"another checksum header", header("X-Amz-Checksum-Sha256", "AAAA"), 400, "body-differs"},
		{"a longer body", func(s *shop) *http.Request { return s.put(s.signPut(key, body), body+"x") }, 400, "length-differs"},
		{"a much longer body", func(s *shop) *http.Request { return s.put(s.signPut(key, body), strings.Repeat("x", 8<<20)) }, 400, "length-differs"},
		{"a shorter body", func(s *shop) *http.Request { return s.put(s.signPut(key, body), body[1:]) }, 400, "length-differs"},
		{"a body of unknown length", func(s *shop) *http.Request {
			r := s.put(s.signPut(key, body), body)
			r.ContentLength, r.Body = -1, io.NopCloser(strings.NewReader(body))
			return r
		}, 400, "length-differs"},
		{"another type", header("Content-Type", "text/html"), 400, "type-differs"},
		{"a condition on another ETag", header("If-None-Match", `"x"`), 403, "url-invalid"},
		{"a changed signature", func(s *shop) *http.Request {
			signed := s.signPut(key, body)
			signed.URL = strings.Replace(signed.URL, "signature=", "signature=0", 1)
			return s.put(signed, body)
		}, 403, "url-invalid"},
		{"a parameter more", func(s *shop) *http.Request {
			signed := s.signPut(key, body)
			signed.URL += "&size=1"
			return s.put(signed, body)
		}, 403, "url-invalid"},
		{"the signature of a put for a get", func(s *shop) *http.Request {
			r := s.put(s.signPut(key, body), "")
			r.Method = http.MethodGet
			return r
		}, 403, "url-invalid"},
		{"an old signature", func(s *shop) *http.Request {
			signed := s.signPut(key, body)
			s.pass(2 * time.Minute)
			return s.put(signed, body)
		}, 403, "url-expired"},
		{"an object that exists, with a long body", func(s *shop) *http.Request {
			long := strings.Repeat("x", 8<<20)
			signed := s.signPut(key, long)
			s.do(s.put(signed, long))
			return s.put(signed, long)
		}, 412, "already-uploaded"},
		{"a form too large", func(s *shop) *http.Request { return s.post(s.signForm(key, 5), file(strings.Repeat("x", 8<<20))) }, 400, "too-large"},
		{"an empty form file", func(s *shop) *http.Request { return s.post(s.signForm(key, 5), file("")) }, 400, "length-differs"},
		{"a form without a file", func(s *shop) *http.Request { return s.post(s.signForm(key, 5), func(*multipart.Writer) {}) }, 400, "file-missing"},
		{"a form with a field more", func(s *shop) *http.Request {
			return s.post(s.signForm(key, 5), func(w *multipart.Writer) { _ = w.WriteField("acl", "public"); file("x")(w) })
		}, 403, "url-invalid"},
		{"a form with a field too long", func(s *shop) *http.Request {
			return s.post(s.signForm(key, 5), func(w *multipart.Writer) { _ = w.WriteField("x", strings.Repeat("x", 5000)); file("x")(w) })
		}, 403, "url-invalid"},
		{"an old form", func(s *shop) *http.Request {
			signed := s.signForm(key, 5)
			s.pass(2 * time.Minute)
			return s.post(signed, file("x"))
		}, 403, "url-expired"},
		{"a form that is none", func(s *shop) *http.Request {
			r := s.post(s.signForm(key, 5), file("x"))
			r.Header.Set("Content-Type", "text/plain")
			return r
		}, 403, "url-invalid"},
		{"a get of nothing", func(s *shop) *http.Request {
			signed, err := s.SignGet(s.Context(), files.Download{Key: key, Version: "none", Expires: s.clock().Add(time.Minute)})
			if err != nil {
				s.Fatal(err)
			}
			r, _ := http.NewRequestWithContext(s.Context(), http.MethodGet, signed.URL, nil)
			return r
		}, 404, "not-found"},
		{"another method", func(s *shop) *http.Request {
			r := s.put(s.signPut(key, body), body)
			r.Method = http.MethodDelete
			return r
		}, 405, "method-not-allowed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := open(t, disk.Options{NoSync: true})
			r := c.request(s)
			before := len(s.arrived)
			status, code, _ := s.do(r)
			if status != c.status || code != c.code {
				t.Errorf("answered %d %s, want %d %s", status, code, c.status, c.code)
			}
			if len(s.arrived) != before {
				t.Error("an arrival was told")
			}
			if left, _ := os.ReadDir(filepath.Join(s.dir, "staged")); len(left) != 0 {
				t.Errorf("%d staged folders were left behind", len(left))
			}
		})
	}
}

func TestAnAttachmentIsServedSoThatNoBrowserRunsIt(t *testing.T) {
	s := open(t, disk.Options{NoSync: true})
	o, err := s.Put(t.Context(), "clean/a.html", "text/html", []byte("<script>"))
	if err != nil {
		t.Fatal(err)
	}
	signed, err := s.SignGet(t.Context(), files.Download{Key: o.Key, Version: o.Version, Name: "a.html", Expires: s.clock().Add(time.Minute)})
	if err != nil {
		t.Fatal(err)
	}
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, signed.URL, nil)
	status, _, h := s.do(r)
	got := map[string]string{}
	for _, name := range []string{"Content-Disposition", "X-Content-Type-Options", "Content-Security-Policy", "Cache-Control", "Content-Type", "Content-Length"} {
		got[name] = h.Get(name)
	}
	want := map[string]string{"Content-Disposition": "attachment; filename=a.html", "X-Content-Type-Options": "nosniff",
		"Content-Security-Policy": "sandbox; default-src 'none'", "Cache-Control": "no-store", "Content-Type": "text/html", "Content-Length": "8"}
	if diff := cmp.Diff(want, got); status != 200 || diff != "" {
		t.Error(status, diff)
	}
}

func TestOfTwoUnderWayToOneKeyOneWins(t *testing.T) {
	s := open(t, disk.Options{NoSync: true})
	var statuses [2]int
	var all sync.WaitGroup
	var rest []*io.PipeWriter
	for n := range statuses {
		body := fmt.Sprintf("body %02d", n)
		r := s.put(s.signPut("incoming/a.pdf", body), body)
		reader, writer := io.Pipe()
		r.Body, rest = reader, append(rest, writer)
		all.Go(func() { statuses[n], _, _ = s.do(r) })
		_, _ = writer.Write([]byte("body"))
	}
	for begun := 0; begun < 2; time.Sleep(time.Millisecond) { // both have found the key free
		staged, _ := os.ReadDir(filepath.Join(s.dir, "staged"))
		begun = len(staged)
	}
	for n, w := range rest {
		_, _ = fmt.Fprintf(w, " %02d", n)
		_ = w.Close()
	}
	all.Wait()
	if statuses != [2]int{204, 412} && statuses != [2]int{412, 204} || len(s.arrived) != 1 {
		t.Errorf("answered %v, arrived %d", statuses, len(s.arrived))
	}
}

// A browser sends its whole file before it looks at the answer.
func TestAClientThatReadsOnlyAfterSendingGetsTheAnswer(t *testing.T) {
	s := open(t, disk.Options{NoSync: true})
	long := strings.Repeat("x", 20<<20)
	signed := s.signPut("incoming/a.pdf", long)
	s.pass(2 * time.Minute)
	conn, err := net.Dial("tcp", s.server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	r := s.put(signed, long)
	if err := r.Write(conn); err != nil {
		t.Fatalf("the connection broke while sending: %v", err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), r)
	if err != nil || resp.StatusCode != 403 {
		t.Fatalf("answered %v, %v", resp, err)
	}
	_ = resp.Body.Close()
}

// No request without a signature of ours succeeds or breaks the handler.
func FuzzServeHTTP(f *testing.F) {
	f.Add("PUT", "/files/incoming/a.pdf?expires=99999999999&size=1&sha256=00&signature=00", "", "x")
	f.Add("GET", "/files/../../etc/passwd?version=0&signature=", "", "")
	f.Add("POST", "/files/", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\na\r\n--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n--b--\r\n")
	d, err := disk.Open(f.TempDir(), disk.Options{Secret: secret, NoSync: true})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, method, target, contentType, body string) {
		r, err := http.NewRequestWithContext(t.Context(), method, "http://localhost/", strings.NewReader(body))
		if err != nil {
			t.Skip("no method of HTTP: nothing to serve")
		}
		if u, err := r.URL.Parse(target); err == nil {
			r.URL = u
		}
		r.Header.Set("Content-Type", contentType)
		w := httptest.NewRecorder()
		d.ServeHTTP(w, r)
		if w.Code/100 != 4 {
			t.Errorf("answered %d", w.Code)
		}
	})
}
