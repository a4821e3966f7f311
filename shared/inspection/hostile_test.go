package inspection

import (
	"bytes"
	"crypto/md5"
	"slices"
	"strings"
	"testing"
)

// Documents that would cost the square of their size, or more memory than the
// function has, if the work were not bounded. There is nothing to measure: an
// unbounded reader does not come back.
func TestHostilePDFsAreRefusedAfterBoundedWork(t *testing.T) {
	many := func(s string, n int) string { return "%PDF-1.7\n" + strings.Repeat(s, n) }
	script := "<< /S /JavaScript >>"
	for _, c := range []struct{ name, data, code string }{
		{"strings that never end, an object in each", many("1 0 obj (", 1<<18), CodeBroken},
		{"dictionaries very deep", many("1 0 obj ", 1) + strings.Repeat("<</A", 1<<18), CodeBroken},
		{"arrays very deep", many("1 0 obj ", 1) + strings.Repeat("[", 1<<18), CodeBroken},
		{"streams without an end", many("1 0 obj <<>> stream\n", 1<<18), CodeBroken},
		{"more objects than any document has", many("1 0 obj 1 endobj\n", maxObjects+1), CodeBomb},
		{"more trailers than any document has", many("trailer<<>>", maxObjects+1), CodeBomb},
		{"objects that refer to each other", many("1 0 obj 2 0 R endobj 2 0 obj 1 0 R endobj\n", 1<<16), CodeBroken},
		{"200 streams of 2 MiB each", many("1 0 obj "+streamOf("/Filter /FlateDecode", zeros(2))+" endobj\n", 200), CodeBomb},
		{"100,000 streams of one and the same data", many("1 0 obj <</Filter/AHx>> stream\n", 100_000) + strings.Repeat("x", 1<<18) + "endstream", CodeBroken},
		{"an object stream with a million entries at one place", string(onePage("", "", flateStream("/Type /ObjStm /N 1000000 /First 4000000", strings.Repeat("1 0 ", 1000000)+"("+strings.Repeat("x", 1<<16)))), CodeBroken},
		{"a page that is there 600,000 times", string(replaced(onePage("", ""), "/Kids [3 0 R]", "/Kids ["+strings.Repeat("3 0 R ", 600_000)+"]")), CodeTooManyPages},
		{"a script behind many brackets", string(onePage("", "", strings.Repeat("[", 1<<18)+script)), CodeActiveContent},
		{"a number longer than a number", many("1 0 obj "+strings.Repeat("9", 1<<18), 1), CodeBroken},
	} {
		t.Run(c.name, func(t *testing.T) {
			if r := inspected([]byte(c.data), Declared{}); !slices.Contains(codesOf(r), c.code) {
				t.Errorf("%v, want %s", r.Reasons, c.code)
			}
		})
	}
}

func TestAParserThatPanicsHasMetABrokenDocument(t *testing.T) {
	f := &findings{}
	f.guarded(func(*findings, []byte) { panic("out of range") }, nil)
	if r := f.done(); !slices.Equal(codesOf(r), only(CodeBroken)) {
		t.Error(r.Reasons)
	}
}

func TestNamesAndStringsAreDecodedAsReadersDo(t *testing.T) {
	for raw, want := range map[string]string{"A#42C": "ABC", "A#4": "A#4", "#": "#", "#zz1": "#zz1", "A#00": "A\x00", "": ""} {
		if got := string(decodeName([]byte(raw))); got != want {
			t.Errorf("/%s is %q, want %q", raw, got, want)
		}
	}
	for raw, want := range map[string]string{
		`(a\(b\)c)`: "a(b)c", `(a(b)c)`: "a(b)c", `(\101\7\0053)`: "A\a\x053", "(a\\\r\nb\\\nc)": "abc",
		`(\n\t\\)`: "\n\t\\", "<414>": "A@", "<4 1\n42>": "AB", `(a\`: "a\\", "(a": "a", "<41": "A", "<": "",
	} {
		v, _ := (&lexer{data: []byte(raw)}).value(0)
		if s, ok := v.(text); !ok || !bytes.Equal(s.bytes(), []byte(want)) {
			t.Errorf("%s is %q, want %q", raw, s.bytes(), want)
		}
	}
}

// A crypt filter can leave the streams, or one of them, as they are.
func TestStreamsThatEncryptionLeavesPlainAreReadAsTheyAre(t *testing.T) {
	e := security{revision: 4, length: 128, permissions: -4, owner: make([]byte, 32), metadata: true}
	e.user = userEntry(e)
	for name, c := range map[string]struct{ method, dict string }{
		"all by the document":   {"Identity", ""},
		"all by a named filter": {"None", ""},
		"one by its own filter": {"V2", "/Filter [/Crypt /FlateDecode]"},
	} {
		encrypt := "/Encrypt << /Filter /Standard /V 4 /R 4 /P -4 /Length 128 /O <" + hexOf(string(e.owner)) + "> /U <" + hexOf(string(e.user)) +
			"> /StmF /StdCF /CF << /StdCF << /CFM /" + c.method + " >> >> >>"
		if c.method == "Identity" {
			encrypt = string(replaced([]byte(encrypt), "/StmF /StdCF", "/StmF /Identity"))
		}
		stream := streamOf(c.dict, deflated(string(eicar)))
		if c.dict == "" {
			stream = flateStream("", string(eicar))
		}
		data := replaced(onePage("", "", stream), "/Root 1 0 R", "/Root 1 0 R "+encrypt)
		if got := codesOf(inspected(data, Declared{})); !slices.Equal(got, only(CodeMalware)) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// userEntry is the U of an empty password (algorithm 5), found from the key
// that the reader derives before it compares.
func userEntry(e security) []byte {
	h := md5.New()
	h.Write(padding)
	h.Write(e.owner)
	h.Write([]byte{0xfc, 0xff, 0xff, 0xff})
	key := h.Sum(nil)
	for range 50 {
		sum := md5.Sum(key)
		key = sum[:]
	}
	sum := md5.Sum(padding)
	check := sum[:]
	for i := range 20 {
		check = xorRC4(key, check, byte(i))
	}
	return append(check, make([]byte, 16)...)
}
