package inspection

import (
	"bytes"
	"slices"
)

// sniffed is how many bytes from the start decide the type. Readers of PDF
// accept the header anywhere in the first 1024 bytes (ISO 32000-1 Annex H,
// implementation note 13).
const sniffed = 1024

const (
	typeOLE     = "application/x-ole-storage"
	typeZIP     = "application/zip"
	typeUnknown = "application/octet-stream"
	typeText    = "text/plain"
)

// kind is what the content of a document is.
type kind struct {
	media   string // media type
	name    string // what a clerk calls it
	refusal string // code that refuses the kind as such; "" for accepted ones
}

// signature is a start that no accepted type has.
type signature struct {
	offset int
	magic  string
	kind   kind
}

func notAllowed(media, name string) kind { return kind{media, name, CodeTypeNotAllowed} }

// signatures are recognised only to tell the clerk what was sent. What is
// binary and not here is "unknown" and refused all the same.
var signatures = []signature{
	{0, "\x7fELF", notAllowed("application/x-elf", "実行ファイル(プログラム)")},
	{0, "MZ", notAllowed("application/vnd.microsoft.portable-executable", "実行ファイル(プログラム)")},
	{0, "Rar!\x1a\x07", notAllowed("application/vnd.rar", "RAR の圧縮ファイル")},
	{0, "7z\xbc\xaf\x27\x1c", notAllowed("application/x-7z-compressed", "7-Zip の圧縮ファイル")},
	{0, "\x1f\x8b", notAllowed("application/gzip", "gzip の圧縮ファイル")},
	{0, "GIF8", notAllowed("image/gif", "GIF 画像")},
	{0, "BM", notAllowed("image/bmp", "BMP 画像")},
	{0, "II*\x00", notAllowed("image/tiff", "TIFF 画像")},
	{0, "MM\x00*", notAllowed("image/tiff", "TIFF 画像")},
	{4, "ftypheic", notAllowed("image/heic", "iPhone の HEIC 写真")},
	{4, "ftypheix", notAllowed("image/heic", "iPhone の HEIC 写真")},
	{4, "ftypmif1", notAllowed("image/heif", "HEIF 写真")},
	{4, "ftyp", notAllowed("video/mp4", "動画")},
	{8, "WEBP", notAllowed("image/webp", "WebP 画像")},
	{0, "{\\rtf", notAllowed("application/rtf", "リッチテキスト(RTF)")},
	{0, "%!PS", notAllowed("application/postscript", "PostScript")},
	{0, "#!", notAllowed("text/x-script", "スクリプト")},
}

// sniff tells what data is, by its content alone.
func sniff(data []byte) kind {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		return kind{media: JPEG}
	case bytes.HasPrefix(data, []byte(pngMagic)):
		return kind{media: PNG}
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("PK\x05\x06")):
		return sniffZIP(data)
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return sniffOLE(data)
	}
	if k, ok := sniffSignature(data); ok {
		return k
	}
	// Some printers and mail gateways put a few bytes before the header.
	if bytes.Contains(data[:min(len(data), sniffed)], []byte("%PDF-")) && !markup(data) {
		return kind{media: PDF}
	}
	return sniffText(data)
}

// sniffSignature compares with signatures. A short one that is also the start
// of a possible text ("BM") counts only in binary data.
func sniffSignature(data []byte) (kind, bool) {
	binary := bytes.IndexByte(data[:min(len(data), sniffed)], 0) >= 0
	for _, s := range signatures {
		long := len(s.magic) > 2 || s.magic == "#!" || s.magic == "\x1f\x8b"
		if (long || binary) && len(data) >= s.offset && bytes.HasPrefix(data[s.offset:], []byte(s.magic)) {
			return s.kind, true
		}
	}
	return kind{}, false
}

// sniffText decides what is left: CSV is text with a comma; everything else is
// refused. UTF-16 is told apart because Excel writes it as "Unicode text".
func sniffText(data []byte) kind {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		return kind{CSV, "UTF-16", CodeEncoding}
	case slices.ContainsFunc(trimEOF(data), control):
		return notAllowed(typeUnknown, "種類の分からないファイル")
	case markup(data):
		return notAllowed("text/html", "ウェブページ(HTML)または XML")
	case bytes.IndexByte(data, ',') < 0:
		return notAllowed(typeText, "区切りのカンマがない文字だけのファイル")
	}
	return kind{media: CSV}
}

// markup tells whether a text starts like HTML or XML.
func markup(data []byte) bool {
	data = bytes.TrimLeft(bytes.TrimPrefix(data, []byte(bom)), " \t\r\n")
	return bytes.HasPrefix(data, []byte("<"))
}

// control tells a byte that no CSV holds. It is right for UTF-8 and for
// Windows-31J, whose second bytes begin at 0x40 and leave out 0x7F.
func control(b byte) bool {
	return b < ' ' && b != '\t' && b != '\r' && b != '\n' || b == 0x7f
}

// trimEOF drops the 0x1A with which older Japanese software ends a text file.
func trimEOF(data []byte) []byte { return bytes.TrimSuffix(data, []byte{0x1a}) }

// sniffOLE looks into a compound file without parsing it: the names of its
// streams are in UTF-16. An encrypted .xlsx is such a file, and so are .xls,
// .doc and 一太郎 (MS-OFFCRYPTO 2.3.1, MS-CFB 2.6.1).
func sniffOLE(data []byte) kind {
	switch {
	case bytes.Contains(data, utf16LE("EncryptedPackage")):
		return kind{typeOLE, "パスワード付きの Office 文書", CodeEncrypted}
	case bytes.Contains(data, utf16LE("Workbook")):
		return notAllowed("application/vnd.ms-excel", "古い形式の Excel ブック(.xls)")
	case bytes.Contains(data, utf16LE("WordDocument")):
		return notAllowed("application/msword", "古い形式の Word 文書(.doc)")
	}
	return notAllowed(typeOLE, "古い形式の Office 文書や一太郎文書など")
}

func utf16LE(ascii string) []byte {
	var b []byte
	for i := range len(ascii) {
		b = append(b, ascii[i], 0)
	}
	return b
}

// nameOf is what a clerk calls a media type.
func nameOf(media string) string {
	switch media {
	case PDF:
		return "PDF"
	case XLSX:
		return "Excel ブック(.xlsx)"
	case CSV:
		return "CSV"
	case JPEG:
		return "JPEG"
	case PNG:
		return "PNG"
	case typeUnknown:
		return "種類の分からないファイル"
	}
	for _, s := range signatures {
		if s.kind.media == media {
			return s.kind.name
		}
	}
	for _, m := range mainTypes {
		if m.kind.media == media && m.kind.name != "" {
			return m.kind.name
		}
	}
	return media
}
