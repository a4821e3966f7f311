package inspection

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEachDocumentGetsItsVerdict(t *testing.T) {
	for _, s := range samples() {
		t.Run(s.name, func(t *testing.T) {
			r := inspected(s.data, Declared{})
			if r.Type != s.media {
				t.Errorf("type %q, want %q", r.Type, s.media)
			}
			if diff := cmp.Diff(s.codes, codesOf(r)); diff != "" {
				t.Errorf("reasons (-want +got):\n%s%v", diff, r.Reasons)
			}
			if r.Accepted() != (len(s.codes) == 0) {
				t.Errorf("accepted %v with %v", r.Accepted(), r.Reasons)
			}
		})
	}
}

// The PDFs were encrypted by pdfcpu (testdata/encrypted/make.go), in RC4 and
// AES, revisions 2 to 6.
func TestEncryptedPDFsAreOpenedWithoutAPasswordOrRefused(t *testing.T) {
	want := map[string][]string{
		"owner": nil, "owner-hidden-script": only(CodeActiveContent),
		"owner-malware": only(CodeMalware), "user": only(CodeEncrypted),
	}
	for _, way := range []string{"rc4-40", "rc4-128", "aes-128", "aes-256", "aes-256-r6"} {
		for name, codes := range want {
			t.Run(way+" "+name, func(t *testing.T) {
				data, err := os.ReadFile(filepath.Join("testdata", "encrypted", way+"-"+name+".pdf"))
				must(t, err)
				r := inspected(data, Declared{})
				if diff := cmp.Diff(codes, codesOf(r)); diff != "" {
					t.Errorf("reasons (-want +got):\n%s", diff)
				}
				if pages := 1; r.Pages != pages && name != "user" {
					t.Errorf("%d pages, want %d", r.Pages, pages)
				}
			})
		}
	}
}

func TestWhatWasDeclaredIsCompared(t *testing.T) {
	data := []byte("a,b\n")
	sum := sha256.Sum256(data)
	hash := hex.EncodeToString(sum[:])
	for _, c := range []struct {
		name     string
		declared Declared
		codes    []string
	}{
		{"nothing declared is nothing to differ", Declared{}, nil},
		{"the right declaration is accepted", Declared{CSV, 4, hash}, nil},
		{"parameters and case of a media type do not count", Declared{"Text/CSV; charset=Shift_JIS", 4, strings.ToUpper(hash)}, nil},
		{"a Windows browser calls a CSV an Excel file", Declared{Type: "application/vnd.ms-excel"}, nil},
		{"another size is named", Declared{Size: 5}, only(CodeSizeDiffers)},
		{"another hash is named", Declared{SHA256: strings.Repeat("0", 64)}, only(CodeHashDiffers)},
		{"another type is named", Declared{Type: PDF}, only(CodeTypeDiffers)},
		{"a type that is none is named", Declared{Type: "pdf"}, only(CodeTypeDiffers)},
		{"everything wrong is told at once", Declared{PNG, 1, "x"}, only(CodeSizeDiffers, CodeHashDiffers, CodeTypeDiffers)},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := inspected(data, c.declared)
			if diff := cmp.Diff(c.codes, codesOf(r)); diff != "" {
				t.Errorf("reasons (-want +got):\n%s", diff)
			}
			if r.SHA256 != hash || r.Size != 4 {
				t.Errorf("got %s of %d bytes", r.SHA256, r.Size)
			}
		})
	}
}

func TestAnEncryptedWorkbookIsNotSaidToBeOfAnotherType(t *testing.T) {
	if got := codesOf(inspected(ole("EncryptedPackage"), Declared{Type: XLSX})); !slices.Equal(got, only(CodeEncrypted)) {
		t.Error(got)
	}
}

func TestADocumentOverTheLimitIsHashedButNotLookedInto(t *testing.T) {
	data := append(onePage("/OpenAction << /S /JavaScript >>", ""), make([]byte, MaxDocument)...)
	r := inspected(data, Declared{Type: PDF})
	sum := sha256.Sum256(data)
	if got := codesOf(r); !slices.Equal(got, only(CodeTooLarge)) || r.Type != PDF || r.SHA256 != hex.EncodeToString(sum[:]) {
		t.Errorf("%v %s %s", got, r.Type, r.SHA256)
	}
	if r := inspected(data[:MaxDocument], Declared{}); slices.Contains(codesOf(r), CodeTooLarge) {
		t.Error("50 MiB are refused as too large")
	}
}

type failing struct{ io.ReaderAt }

func (failing) ReadAt([]byte, int64) (int, error) { return 0, errors.New("the disk is gone") }

func TestABytesThatCannotBeReadIsNotTheDocumentsFault(t *testing.T) {
	for name, r := range map[string]Report{
		"a failing reader": Inspect(failing{}, 10, Declared{}),
		"a short reader":   Inspect(bytes.NewReader([]byte("a,b")), 10, Declared{}),
	} {
		if got := codesOf(r); !slices.Equal(got, only(CodeUnreadable)) || r.SHA256 != "" {
			t.Errorf("%s: %v %q", name, got, r.SHA256)
		}
	}
}

func TestTheReportTellsPagesAndEncoding(t *testing.T) {
	for _, c := range []struct {
		name     string
		data     []byte
		pages    int
		encoding string
	}{
		{"a PDF of 7 pages", pagesOf(7), 7, ""},
		{"a PDF of 501 pages", pagesOf(501), 501, ""},
		{"a PDF of packed pages", packedPages(), 1, ""},
		{"an ASCII CSV", []byte("a,b"), 0, UTF8},
		{"a CSV with a byte order mark", []byte(bom + "a,b"), 0, UTF8},
		{"a CSV in Windows-31J", []byte("\xfb\xfc,b"), 0, Windows31J},
		{"a workbook", bookOf(), 0, ""},
	} {
		if r := inspected(c.data, Declared{}); r.Pages != c.pages || r.Encoding != c.encoding || !r.Accepted() && c.pages <= MaxPages {
			t.Errorf("%s: %d pages, %q, %v", c.name, r.Pages, r.Encoding, r.Reasons)
		}
	}
}

func TestMessagesNameWhatWasFound(t *testing.T) {
	for what, data := range map[string][]byte{
		"2 行目":    []byte("a,b\nc,\"d\n"),
		"2 行目に外字": []byte("a\x81\x40,b\n\xf0\x40,\n"),
		"501 ページ": pagesOf(501),
		"Word 文書": zipOf(member{name: contentTypes, text: "wordprocessingml."}),
		"JavaScript、開いたときの自動動作": onePage("/OpenAction << /S /JavaScript >>", ""),
		"HEIC": []byte("\x00\x00\x00\x18ftypheic"),
	} {
		if r := inspected(data, Declared{}); len(r.Reasons) == 0 || !strings.Contains(r.Reasons[0].Message, what) {
			t.Errorf("%v does not say %s", r.Reasons, what)
		}
	}
}

func TestEveryCodeHasOneMessageThatSaysWhatToDo(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range Codes {
		if seen[c.Code] || !strings.HasSuffix(c.Message, "ください。") || strings.Count(c.Message, "%s") > 1 {
			t.Errorf("%+v", c)
		}
		seen[c.Code] = true
	}
	for _, s := range samples() {
		for _, code := range s.codes {
			if !seen[code] {
				t.Errorf("%s has no message", code)
			}
		}
	}
}

func TestMalwareIsFoundAcrossTheBordersOfWrites(t *testing.T) {
	text := slicesConcat([]byte("xxx"), eicar, []byte("yyy"))
	for size := 1; size <= len(text); size++ {
		w := newWatch(eicar)
		for part := range slices.Chunk(text, size) {
			w.Write(part)
		}
		if !w.seen[0] {
			t.Errorf("not found in pieces of %d bytes", size)
		}
	}
}

func TestAWorkbookIsABombByTotalAndByRatio(t *testing.T) {
	for _, c := range []struct {
		name             string
		stored, inflated int64
		bomb             bool
	}{
		{"300 MiB from 40 MiB pass", 40 << 20, MaxInflated - 1, false},
		{"a byte more does not", 40 << 20, MaxInflated, true},
		{"11 MiB from 10 KiB do not pass", 10 << 10, 11 << 20, true},
		{"9 MiB from 10 KiB pass", 10 << 10, 9 << 20, false},
	} {
		b := book{findings: &findings{}, stored: c.stored, inflated: c.inflated, watch: newWatch(eicar)}
		if _, err := b.Write([]byte("x")); (err != nil) != c.bomb {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
