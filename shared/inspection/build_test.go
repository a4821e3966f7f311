package inspection

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"io/fs"
	"math/rand/v2"
	"strings"
	"testing"
)

// The documents of the tests, made by hand so that each shows one thing.

// pdfOf numbers objects from 1 and adds a right cross-reference table; the
// first one is the catalog.
func pdfOf(objects ...string) []byte {
	var b bytes.Buffer
	var at []int
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, xref)
	return b.Bytes()
}

// onePage is a PDF of one page. catalog and page are added to those two
// dictionaries; more objects are numbered from 5.
func onePage(catalog, page string, more ...string) []byte {
	return pdfOf(append([]string{
		"<< /Type /Catalog /Pages 2 0 R " + catalog + " >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R " + page + " >>",
		streamOf("", "BT /F1 12 Tf (plan) Tj ET"),
	}, more...)...)
}

func pagesOf(n int) []byte {
	objects := []string{"<< /Type /Catalog /Pages 2 0 R >>", ""}
	var kids strings.Builder
	for i := range n {
		fmt.Fprintf(&kids, "%d 0 R ", i+3)
		objects = append(objects, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>")
	}
	objects[1] = fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", kids.String(), n)
	return pdfOf(objects...)
}

func streamOf(dict, data string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(data), data)
}

func flateStream(dict, data string) string {
	return streamOf(dict+" /Filter /FlateDecode", deflated(data))
}

func deflated(data string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	w.Write([]byte(data))
	w.Close()
	return b.String()
}

// zeros is a zlib stream of n MiB of zeros, made in no time: one flushed block
// over and over.
func zeros(mib int) string {
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, flate.BestCompression)
	w.Write(make([]byte, 1<<20))
	w.Flush()
	return "\x78\x9c" + strings.Repeat(b.String(), mib) + "\x01\x00\x00\xff\xff"
}

// shifted moves everything but the header without telling the table.
func shifted(pdf []byte, by int) []byte {
	at := bytes.IndexByte(pdf, '\n') + 1
	return slicesConcat(pdf[:at], bytes.Repeat([]byte("%\n"), by), pdf[at:])
}

func slicesConcat(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func replaced(data []byte, old, with string) []byte {
	if !bytes.Contains(data, []byte(old)) {
		panic("the test document does not contain " + old)
	}
	return bytes.Replace(data, []byte(old), []byte(with), 1)
}

type member struct {
	name, text string
	mode       fs.FileMode
}

func zipOf(members ...member) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range members {
		h := &zip.FileHeader{Name: m.name, Method: zip.Deflate}
		if m.mode != 0 {
			h.SetMode(m.mode)
		}
		part, err := w.CreateHeader(h)
		if err != nil {
			panic(err)
		}
		part.Write([]byte(m.text))
	}
	w.Close()
	return b.Bytes()
}

const (
	sheetMain = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
	relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
)

func typesOf(main, more string) member {
	return member{name: contentTypes, text: `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` +
		`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="` + main + `"/>` + more + `</Types>`}
}

func relation(kind, target, mode string) member {
	return member{name: "xl/worksheets/_rels/sheet1.xml.rels", text: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="` + relations + kind + `" Target="` + target + `"` + mode + `/></Relationships>`}
}

// bookOf is a workbook of one sheet with more members.
func bookOf(more ...member) []byte { return bookWith(typesOf(sheetMain, ""), more...) }

func bookWith(types member, more ...member) []byte {
	return zipOf(append([]member{types,
		{name: "_rels/.rels", text: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + relations + `officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{name: workbook, text: `<workbook><sheets><sheet name="計画" sheetId="1"/></sheets></workbook>`},
		{name: "xl/worksheets/sheet1.xml", text: `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>計画</t></is></c></row></sheetData></worksheet>`},
	}, more...)...)
}

// ole is the start of a compound file with a stream of this name.
func ole(stream string) []byte {
	return slicesConcat([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 504), utf16LE(stream), make([]byte, 512))
}

func jpegOf(width, height int) []byte {
	var b bytes.Buffer
	jpeg.Encode(&b, noise(width, height), nil)
	return b.Bytes()
}

func pngOf(width, height int) []byte {
	var b bytes.Buffer
	png.Encode(&b, noise(width, height))
	return b.Bytes()
}

func noise(width, height int) image.Image {
	r := rand.New(rand.NewPCG(1, 2))
	m := image.NewGray(image.Rect(0, 0, width, height))
	for i := range m.Pix {
		m.Pix[i] = byte(r.Uint32())
	}
	return m
}

// widePNG has the header of a PNG of width × height, and its CRC.
func widePNG(width, height uint32) []byte {
	p := pngOf(8, 8)
	binary.BigEndian.PutUint32(p[16:], width)
	binary.BigEndian.PutUint32(p[20:], height)
	binary.BigEndian.PutUint32(p[29:], crc32.ChecksumIEEE(p[12:29]))
	return p
}

func inspected(data []byte, d Declared) Report {
	return Inspect(bytes.NewReader(data), int64(len(data)), d)
}

func codesOf(r Report) []string {
	var codes []string
	for _, reason := range r.Reasons {
		codes = append(codes, reason.Code)
	}
	return codes
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
