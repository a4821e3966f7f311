//go:build ignore

// Make writes the encrypted PDFs of this folder with pdfcpu, an implementation
// that is not ours. It needs a go.mod with all that pdfcpu needs; nothing else
// in this repository does:
//
//	go run shared/inspection/testdata/encrypted/make.go shared/inspection/testdata/encrypted
package main

import (
	"bytes"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
)

// hidden is an object stream that holds a script; eicar the malware test string.
// Both are seen only by who decrypts streams.
const (
	calm   = "q 1 0 0 1 10 10 cm 0 0 100 100 re f Q"
	hidden = "90 0 << /S /JavaScript /JS (app.alert\\(1\\)) >>"
	eicar  = `X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-`
)

func main() {
	api.DisableConfigDir()
	ways := []struct {
		name, version string
		aes           bool
		bits          int
	}{
		{"rc4-40", "1.7", false, 40}, {"rc4-128", "1.7", false, 128},
		{"aes-128", "1.7", true, 128}, {"aes-256", "1.7", true, 256}, {"aes-256-r6", "2.0", true, 256},
	}
	for _, w := range ways {
		make := func(name, dict, content, user string) {
			write(w.name+"-"+name, source(w.version, dict, content), w.aes, w.bits, user)
		}
		make("owner", "", calm, "")
		make("owner-hidden-script", "/Type /ObjStm /N 1 /First 5 ", hidden, "")
		make("owner-malware", "", eicar+"STANDARD"+`-ANTIVIRUS-TEST-FILE!$H+H*`, "")
		make("user", "", calm, "himitsu")
	}
}

func write(name string, pdf []byte, aes bool, bits int, user string) {
	c := model.NewDefaultConfiguration()
	c.OwnerPW, c.UserPW, c.EncryptUsingAES, c.EncryptKeyLength = "owner", user, aes, bits
	c.OptimizeBeforeWriting = false
	var out bytes.Buffer
	if err := api.Encrypt(bytes.NewReader(pdf), &out, c); err != nil {
		log.Fatal(name, ": ", err)
	}
	if err := os.WriteFile(filepath.Join(os.Args[1], name+".pdf"), out.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
}

// source is a PDF of one page, one of whose two streams has dict and content.
func source(version, dict, content string) []byte {
	var b bytes.Buffer
	var at []int
	b.WriteString("%PDF-" + version + "\n")
	for i, o := range []string{
		"<< /Type /Catalog /Pages 2 0 R /OpenAction [3 0 R /Fit] >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents [4 0 R 5 0 R] /Resources << >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(calm), calm),
		fmt.Sprintf("<< %s/Length %d >>\nstream\n%s\nendstream", dict, len(content), content),
	} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 6\n0000000000 65535 f \n")
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", xref)
	return b.Bytes()
}
