package inspection

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// seeds are the documents of the tests that are small enough to be changed in
// many ways; bombs are left out, since each run of one takes its time.
func seeds(f *testing.F, add func(data []byte)) {
	for _, s := range samples() {
		if len(s.data) < 64<<10 && !slices.Contains(s.codes, CodeBomb) {
			add(s.data)
		}
	}
	files, err := filepath.Glob(filepath.Join("testdata", "encrypted", "*.pdf"))
	must(f, err)
	for _, name := range files {
		data, err := os.ReadFile(name)
		must(f, err)
		add(data)
	}
}

// sound tells what holds for the report of any document at all.
func sound(t *testing.T, data []byte) {
	t.Helper()
	start := time.Now()
	r := inspected(data, Declared{})
	if took := time.Since(start); took > 8*time.Second {
		t.Errorf("took %v for %d bytes", took, len(data))
	}
	sum := sha256.Sum256(data)
	if r.SHA256 != hex.EncodeToString(sum[:]) || r.Size != int64(len(data)) {
		t.Errorf("hash %s, size %d", r.SHA256, r.Size)
	}
	known := slices.Contains([]string{PDF, XLSX, CSV, JPEG, PNG}, r.Type)
	if r.Accepted() && !known || r.Type == CSV && r.Accepted() != (r.Encoding != "" && r.Accepted()) {
		t.Errorf("accepted as %q in %q", r.Type, r.Encoding)
	}
	if codes := codesOf(r); len(slices.Compact(slices.Sorted(slices.Values(codes)))) != len(codes) {
		t.Errorf("a code comes twice: %v", codes)
	}
	if diff := cmp.Diff(r, inspected(data, Declared{})); diff != "" {
		t.Errorf("the second report differs:\n%s", diff)
	}
}

func FuzzInspect(f *testing.F) {
	seeds(f, func(data []byte) { f.Add(data) })
	f.Fuzz(sound)
}

func FuzzPDF(f *testing.F) {
	seeds(f, func(data []byte) {
		if sniff(append(data, 0)).media == PDF {
			f.Add(data)
		}
	})
	f.Fuzz(func(t *testing.T, data []byte) { sound(t, append([]byte("%PDF-1.7\n"), data...)) })
}

// FuzzObject gives the PDF reader an object that is compressed, so that the
// bytes that change are those that are read.
func FuzzObject(f *testing.F) {
	f.Add("90 0 << /S /JavaScript /JS (app.alert(1)) >>", "/N 1 /First 5")
	f.Add("1 0 2 3 [] <</A<</B[1 0 R(\\051)<4>]>>>>", "/N 2 /First 8 /DecodeParms [null]")
	f.Fuzz(func(t *testing.T, content, dict string) {
		sound(t, onePage("", "", flateStream("/Type /ObjStm "+dict, content)))
	})
}

// FuzzBook gives the workbook reader parts whose checksums are right.
func FuzzBook(f *testing.F) {
	f.Add("xl/vbaProject.bin", "x", typesOf(sheetMain, "").text, relation("image", "x", "").text)
	f.Add("../x", "<!DOCTYPE a>", "<Types>"+sheetMain, `<Relationship Type="a/hyperlink" TargetMode="External"/>`)
	f.Fuzz(func(t *testing.T, name, text, types, links string) {
		sound(t, bookWith(member{name: contentTypes, text: types}, member{name: name, text: text}, member{name: "x.rels", text: links}))
	})
}

func FuzzCSV(f *testing.F) {
	for _, s := range csvSamples() {
		f.Add(s.data)
	}
	f.Fuzz(func(t *testing.T, data []byte) { sound(t, append([]byte("a,b\n"), data...)) })
}

func FuzzImage(f *testing.F) {
	for _, s := range imageSamples() {
		f.Add(s.data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		sound(t, append([]byte("\xff\xd8\xff"), data...))
		sound(t, append([]byte(pngMagic), data...))
	})
}
