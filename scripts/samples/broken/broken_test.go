package broken

import (
	"archive/zip"
	"bytes"
	"crypto/md5"
	"fmt"
	"io"
	"testing"

	"github.com/sasae-care/sasae/scripts/samples/pdf"
)

func paper() *pdf.Doc {
	d := pdf.New("見出し")
	d.Portrait()
	d.Text(20, 20, 10, "介護予防サービス・支援計画書")
	return d
}

func TestEICARIsTheKnownFile(t *testing.T) {
	if got := fmt.Sprintf("%x", md5.Sum(EICAR())); got != "44d88612fea8a8f36de82e1278abb02f" || len(EICAR()) != 68 {
		t.Errorf("%d bytes with MD5 %s", len(EICAR()), got)
	}
}

func TestEachPDFHasItsFault(t *testing.T) {
	good := paper().Bytes()
	if b := Encrypted(paper()); !bytes.Contains(b, []byte("/Encrypt")) {
		t.Error("the encrypted paper has no /Encrypt")
	}
	if b := Truncated(paper()); bytes.Contains(b, []byte("%%EOF")) || !bytes.HasPrefix(good, b) {
		t.Error("the truncated paper is whole")
	}
	if b := Scripted(paper()); !bytes.Contains(b, []byte("/JavaScript")) {
		t.Error("the scripted paper has no script")
	}
	if b := Infected(paper()); !bytes.Contains(b, EICAR()) {
		t.Error("the infected paper has no EICAR string")
	}
	if b := Altered(good); len(b) != len(good) || bytes.Equal(b, good) {
		t.Error("the altered paper is not altered, or has another length")
	}
	if len(Empty()) != 0 {
		t.Error("the empty file has bytes")
	}
}

func TestAMacroWorkbookHasAProjectAndSaysSo(t *testing.T) {
	b := Macros("基本チェックリスト")
	if !bytes.Equal(b, Macros("基本チェックリスト")) {
		t.Error("two copies differ")
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(text)
	}
	if parts["xl/vbaProject.bin"] == "" || !bytes.Contains([]byte(parts["[Content_Types].xml"]), []byte("macroEnabled")) {
		t.Errorf("no project among %d parts, or the type does not say so", len(parts))
	}
}
