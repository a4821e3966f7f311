package inspection

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// BenchmarkInspect is the cost of what offices upload: a plan of two pages as
// PDF (60 KB, mostly an embedded font), a workbook of 20 KB, a list, a photo.
func BenchmarkInspect(b *testing.B) {
	for name, data := range map[string][]byte{
		"PDF60KB": typicalPDF(), "XLSX20KB": typicalBook(),
		"CSV20KB": bytes.Repeat([]byte("0123456789,熊本 太郎,要支援1,2026-04-20\n"), 400), "JPEG5MB": jpegOf(3400, 2700),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if r := Inspect(bytes.NewReader(data), int64(len(data)), Declared{}); !r.Accepted() {
					b.Fatal(r.Reasons)
				}
			}
		})
	}
}

// typicalPDF has what a word processor writes: two pages, packed objects, and
// a font that shrinks to half its size.
func typicalPDF() []byte {
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>",
		"<< /Type /Page /Parent 2 0 R /Contents 5 0 R /Resources << /Font << /F1 7 0 R >> >> >>",
		"<< /Type /Page /Parent 2 0 R /Contents 6 0 R /Resources << /Font << /F1 7 0 R >> >> >>",
		flateStream("", strings.Repeat("BT /F1 10.5 Tf 72 700 Td <0F0A1B2C> Tj ET\n", 800)),
		flateStream("", strings.Repeat("BT /F1 10.5 Tf 72 640 Td <0F0A1B2C> Tj ET\n", 800)),
		"<< /Type /Font /Subtype /Type0 /DescendantFonts [8 0 R] /ToUnicode 9 0 R >>",
		"<< /Type /Font /FontDescriptor << /FontFile2 10 0 R >> >>",
		flateStream("", strings.Repeat("<0F0A> <8A08>\n", 400)), flateStream("", glyphs(110<<10)),
	}
	for i := range 60 {
		objects = append(objects, fmt.Sprintf("<< /Type /StructElem /S /P /P %d 0 R /K [%d] /Pg 3 0 R >>", i+10, i))
	}
	return pdfOf(objects...)
}

func typicalBook() []byte {
	var rows strings.Builder
	for i := range 400 {
		fmt.Fprintf(&rows, `<row r="%d"><c r="A%d" s="3" t="s"><v>%d</v></c><c r="B%d"><v>%d</v></c></row>`, i+1, i+1, i*7919%997, i+1, i*104729%10007)
	}
	return bookOf(member{name: "xl/worksheets/sheet2.xml", text: "<worksheet><sheetData>" + rows.String() + "</sheetData></worksheet>"},
		member{name: "xl/styles.xml", text: glyphs(22 << 10)}, relation("hyperlink", "https://www.city.kumamoto.jp/", ` TargetMode="External"`))
}

// glyphs are n bytes of half the entropy of noise.
func glyphs(n int) string {
	r := rand.New(rand.NewPCG(3, 4))
	out := make([]byte, n)
	for i := range out {
		out[i] = byte(r.Uint32() & 0xf)
	}
	return string(out)
}
