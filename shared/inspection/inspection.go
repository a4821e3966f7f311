// Package inspection decides whether a document as it arrived may be kept.
//
//	bytes + what was declared → inspection → type, size, hash, pages, reasons
//
// It is pure: it knows no clock, network, file or configuration, and asks
// nothing but the bytes, so the same document always gets the same report. It
// trusts neither names nor declarations, and its work is bounded by limits.go
// whatever the bytes say. It does not replace the malware scanner, whose
// verdict is an event from outside; it finds what a scanner calls clean and a
// municipality still does not want to open.
//
// One file a format: pdf*.go, xlsx.go, csv.go, image.go; sniff.go tells them
// apart; codes.go holds every reason and limits.go every limit.
package inspection

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"mime"
	"strings"
)

// The media types that are accepted.
const (
	PDF  = "application/pdf"
	XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	CSV  = "text/csv"
	JPEG = "image/jpeg"
	PNG  = "image/png"
)

// The encodings a CSV may have.
const (
	UTF8       = "utf-8"
	Windows31J = "windows-31j"
)

// Declared is what the sender said about the document. A zero field was not
// declared, as everything is for the command.
type Declared struct {
	Type   string // media type, parameters allowed
	Size   int64  // bytes
	SHA256 string // hexadecimal, upper or lower case
}

// Report is what was found. The document is accepted when Reasons is empty.
type Report struct {
	Type     string   // media type by content; what could be told of a refused one
	Size     int64    // bytes
	SHA256   string   // hexadecimal, lower case; empty only when unreadable
	Pages    int      // of a PDF; 0 for every other type
	Encoding string   // of a CSV: UTF8 or Windows31J; else empty
	Reasons  []Reason // each code at most once, in the order of the rules
}

// Reason is one rule that the document breaks. Message is Japanese and says
// which rule, and what to do.
type Reason struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Accepted tells whether no rule is broken.
func (r Report) Accepted() bool { return len(r.Reasons) == 0 }

// Inspect looks at a document as it arrived: r holds size bytes. A failing r
// gives the reason CodeUnreadable, which says nothing about the document: the
// caller tries again.
func Inspect(r io.ReaderAt, size int64, declared Declared) Report {
	c, err := Read(io.NewSectionReader(r, 0, max(size, 0)), size)
	if err != nil {
		f := &findings{Report: Report{Size: max(size, 0)}}
		f.refuse(CodeUnreadable, "")
		return f.done()
	}
	return c.Inspect(declared)
}

// Content is a document as it was read.
type Content struct {
	Size   int64
	SHA256 string // hexadecimal, lower case
	data   []byte // no more than MaxDocument of it
	plague bool   // the malware scanners' test string stands in it
}

// Bytes are those of the document that were kept; nobody writes to them.
func (c Content) Bytes() []byte { return c.data }

// Read reads a document of size bytes once, from the start to the end. It hashes
// it, and looks for the malware scanners' test string, as it comes: what arrives
// by a network is hashed when its last byte is there. It keeps no more than
// MaxDocument bytes.
func Read(r io.Reader, size int64) (Content, error) {
	c := Content{Size: max(size, 0), data: make([]byte, min(max(size, 0), MaxDocument))}
	h, w := sha256.New(), newWatch(eicar)
	for at := 0; at < len(c.data); {
		n, err := r.Read(c.data[at:min(len(c.data), at+piece)])
		h.Write(c.data[at : at+n])
		_, _ = w.Write(c.data[at : at+n]) // never fails
		if at += n; err != nil && at < len(c.data) {
			return Content{}, short(err)
		}
	}
	n, err := io.Copy(h, io.LimitReader(r, c.Size-int64(len(c.data))+1))
	if err == nil && int64(len(c.data))+n != c.Size {
		err = io.ErrUnexpectedEOF
	}
	c.SHA256, c.plague = hex.EncodeToString(h.Sum(nil)), w.seen[0]
	return c, err
}

// piece is how much is read before it is hashed: it is still in the cache then.
const piece = 128 << 10

func short(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// Inspect looks at the content.
func (c Content) Inspect(declared Declared) Report {
	f := &findings{Report: Report{Size: c.Size, SHA256: c.SHA256}}
	switch {
	case c.Size == 0:
		f.refuse(CodeEmpty, "")
	case c.Size > MaxDocument:
		f.refuse(CodeTooLarge, fmt.Sprintf("%.1f MiB", float64(c.Size)/(1<<20)))
		c.data = c.data[:sniffed]
	}
	f.compare(declared)
	f.look(c, declared.Type)
	return f.done()
}

// findings is a report in the making.
type findings struct {
	Report
	codes []string            // in order of appearance
	found map[string][]string // code → what was found, each text once
}

// refuse notes that a rule is broken; what says what was found, in Japanese.
func (f *findings) refuse(code, what string) {
	if f.found == nil {
		f.found = map[string][]string{}
	}
	texts, seen := f.found[code]
	if !seen {
		f.codes = append(f.codes, code)
	}
	for _, t := range texts {
		if t == what {
			return
		}
	}
	f.found[code] = append(texts, what)
}

func (f *findings) refused(code string) bool { _, ok := f.found[code]; return ok }

func (f *findings) done() Report {
	for _, c := range f.codes {
		f.Reasons = append(f.Reasons, Reason{c, message(c, f.found[c])})
	}
	return f.Report
}

// compare holds size and hash against what was declared.
func (f *findings) compare(d Declared) {
	if d.Size != 0 && d.Size != f.Size {
		f.refuse(CodeSizeDiffers, fmt.Sprintf("申告 %d バイト、実際 %d バイト", d.Size, f.Size))
	}
	if d.SHA256 != "" && !strings.EqualFold(d.SHA256, f.SHA256) {
		f.refuse(CodeHashDiffers, "")
	}
}

// look tells the type from the content and inspects it by its own rules.
func (f *findings) look(c Content, declared string) {
	data := c.data
	if len(data) == 0 {
		return
	}
	k := sniff(data)
	f.Type = k.media
	if c.plague {
		f.refuse(CodeMalware, eicarName)
	}
	if k.refusal != "" {
		f.refuse(k.refusal, k.name)
	}
	if inspect := inspectors[k.media]; inspect != nil && k.refusal != CodeEncoding && !f.refused(CodeTooLarge) {
		f.guarded(inspect, data)
	}
	f.declaredType(declared)
}

var inspectors = map[string]func(*findings, []byte){
	PDF: (*findings).pdf, XLSX: (*findings).xlsx, CSV: (*findings).csv,
	JPEG: (*findings).jpeg, PNG: (*findings).png,
	typeXLSM: (*findings).xlsx, // refused as a type; what is in it is told as well
}

// guarded runs a parser; a parser that panics has met a broken document.
func (f *findings) guarded(inspect func(*findings, []byte), data []byte) {
	defer func() {
		if recover() != nil {
			f.refuse(CodeBroken, "内容を解析できません")
		}
	}()
	inspect(f, data)
}

// aliases are other names that browsers give to the accepted types. A Windows
// browser calls a CSV application/vnd.ms-excel once Excel is installed.
var aliases = map[string]string{
	"application/csv": CSV, "application/vnd.ms-excel": CSV,
	"application/x-pdf": PDF, "image/jpg": JPEG, "image/pjpeg": JPEG, "image/x-png": PNG,
}

// declaredType holds the declared media type against the content. An encrypted
// Office file is not compared: nobody can tell what is inside.
func (f *findings) declaredType(declared string) {
	if declared == "" || f.Type == typeOLE && f.refused(CodeEncrypted) {
		return
	}
	media, _, err := mime.ParseMediaType(declared)
	if err != nil {
		media = strings.ToLower(strings.TrimSpace(declared))
	}
	if media == f.Type || aliases[media] == f.Type {
		return
	}
	f.refuse(CodeTypeDiffers, fmt.Sprintf("申告は %s、中身は %s", nameOf(media), nameOf(f.Type)))
}
