package pdf

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"
	"sync"
	"unicode/utf16"
)

// The objects of every file, in their order; the pages follow, two objects each.
const (
	objCatalog = 1 + iota
	objPages
	objFont
	objCIDFont
	objDescriptor
	objFontFile
	objToUnicode
	objInfo
	objFirstPage
)

const baseFont = "SASAEA+SasaeSampleGothic"

type writer struct {
	bytes.Buffer
	offsets []int
	seal    *seal
}

// Bytes writes the paper out.
func (d *Doc) Bytes() []byte {
	w := &writer{}
	w.Grow(96 << 10)
	if d.Password != "" {
		w.seal = newSeal(d.Password)
	}
	w.WriteString("%PDF-1.4\n%\xe3\x81\x95\xe3\x81\x95\n")
	d.writeTree(w)
	d.writeFont(w)
	w.object(fmt.Sprintf("<< /Title %s /Producer %s >>", w.utf16(d.Title), w.utf16("sasae samples")))
	for i, p := range d.pages {
		w.object(fmt.Sprintf("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %.2f %.2f] /Resources << /Font << /F %d 0 R >> >> /Contents %d 0 R >>",
			objPages, p.width, p.height, objFont, objFirstPage+2*i+1))
		w.stream(p.ops)
	}
	if d.Stowaway != nil {
		w.raw("/Type /EmbeddedFile", d.Stowaway)
	}
	w.trailer()
	return w.Bytes()
}

func (d *Doc) writeTree(w *writer) {
	action := ""
	if d.Script != "" {
		action = fmt.Sprintf(" /OpenAction << /S /JavaScript /JS (%s) >>", d.Script)
	}
	w.object(fmt.Sprintf("<< /Type /Catalog /Pages %d 0 R /Lang %s%s >>", objPages, w.text("ja-JP"), action))
	var kids []byte
	for i := range d.pages {
		kids = fmt.Appendf(kids, "%d 0 R ", objFirstPage+2*i)
	}
	w.object(fmt.Sprintf("<< /Type /Pages /Count %d /Kids [%s] >>", len(d.pages), kids))
}

func (d *Doc) writeFont(w *writer) {
	w.object(fmt.Sprintf("<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>",
		baseFont, objCIDFont, objToUnicode))
	w.object(fmt.Sprintf("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo << /Registry %s /Ordering %s /Supplement 0 >> /FontDescriptor %d 0 R /CIDToGIDMap /Identity /DW 1000 /W [1 %s] >>",
		baseFont, w.text("Adobe"), w.text("Identity"), objDescriptor, d.widths()))
	w.object(fmt.Sprintf("<< /Type /FontDescriptor /FontName /%s /Flags 5 /FontBBox [0 %d 1000 %d] /ItalicAngle 0 /Ascent %d /Descent %d /CapHeight 740 /StemV 80 /FontFile2 %d 0 R >>",
		baseFont, d.font.Descent(), d.font.Ascent(), d.font.Ascent(), d.font.Descent(), objFontFile))
	file := d.font.Subset(d.runes)
	// Outlines hardly repeat: to compress them takes longer than all the rest of
	// the paper, and saves a quarter.
	w.raw(fmt.Sprintf("/Length1 %d", len(file)), file)
	w.stream(d.toUnicode())
}

func (d *Doc) widths() []byte {
	out := []byte{'['}
	for _, r := range d.runes {
		out = append(strconv.AppendInt(out, int64(d.font.Width(r)), 10), ' ')
	}
	return append(out, ']')
}

// toUnicode lets a reader search and copy the text.
func (d *Doc) toUnicode() []byte {
	out := []byte("/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n" +
		"/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n" +
		"1 begincodespacerange <0000> <FFFF> endcodespacerange\n")
	for from := 0; from < len(d.runes); from += 100 {
		part := d.runes[from:min(from+100, len(d.runes))]
		out = fmt.Appendf(out, "%d beginbfchar\n", len(part))
		for i, r := range part {
			c := from + i + 1
			out = hex.AppendEncode(append(out, '<'), []byte{byte(c >> 8), byte(c)})
			out = hex.AppendEncode(append(out, "> <"...), []byte{byte(r >> 8), byte(r)})
			out = append(out, ">\n"...)
		}
		out = append(out, "endbfchar\n"...)
	}
	return append(out, "endcmap CMapName currentdict /CMap defineresource pop end end\n"...)
}

func (w *writer) begin() int {
	w.offsets = append(w.offsets, w.Len())
	return len(w.offsets)
}

func (w *writer) object(body string) {
	fmt.Fprintf(w, "%d 0 obj\n%s\nendobj\n", w.begin(), body)
}

func (w *writer) stream(data []byte) {
	w.raw("/Filter /FlateDecode", deflate(data))
}

func (w *writer) raw(dict string, data []byte) {
	n := w.begin()
	data = w.seal.apply(n, data)
	fmt.Fprintf(w, "%d 0 obj\n<< %s /Length %d >>\nstream\n", n, dict, len(data))
	w.Write(data)
	w.WriteString("\nendstream\nendobj\n")
}

// text is a string of the object that is written next.
func (w *writer) text(s string) string {
	return fmt.Sprintf("<%X>", w.seal.apply(len(w.offsets)+1, []byte(s)))
}

func (w *writer) utf16(s string) string {
	b := []byte{0xFE, 0xFF}
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.BigEndian.AppendUint16(b, u)
	}
	return w.text(string(b))
}

func (w *writer) trailer() {
	lock := ""
	if w.seal != nil {
		lock = fmt.Sprintf(" /Encrypt %s /ID [<%X> <%X>]", w.seal.dict(), w.seal.id, w.seal.id)
	}
	at := w.Len()
	fmt.Fprintf(w, "xref\n0 %d\n0000000000 65535 f \n", len(w.offsets)+1)
	for _, o := range w.offsets {
		fmt.Fprintf(w, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(w, "trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R%s >>\nstartxref\n%d\n%%%%EOF\n",
		len(w.offsets)+1, objCatalog, objInfo, lock, at)
}

// deflaters are used again: each holds a megabyte.
var deflaters = sync.Pool{New: func() any {
	z, err := zlib.NewWriterLevel(nil, flate.BestSpeed)
	if err != nil {
		panic(err)
	}
	return z
}}

func deflate(data []byte) []byte {
	var out bytes.Buffer
	out.Grow(len(data)/2 + 64)
	z := deflaters.Get().(*zlib.Writer)
	defer deflaters.Put(z)
	z.Reset(&out)
	z.Write(data) // a Buffer takes everything
	z.Close()
	return out.Bytes()
}
