package inspection

import (
	"bytes"
	"fmt"
	"strings"
	"sync"

	"golang.org/x/text/encoding/japanese"
)

// sample is one document of the table: a sentence, and what must come out.
type sample struct {
	name  string
	data  []byte
	media string   // type by content
	codes []string // none: accepted
}

func only(codes ...string) []string { return codes }

var samples = sync.OnceValue(func() []sample {
	var all []sample
	for _, part := range [][]sample{typeSamples(), pdfSamples(), activeSamples(), bookSamples(), csvSamples(), imageSamples()} {
		all = append(all, part...)
	}
	return all
})

func typeSamples() []sample {
	text := func(s string) []byte { return []byte(s) }
	return []sample{
		{"a document without a byte is empty", nil, "", only(CodeEmpty)},
		{"a web page is not allowed", text("<!DOCTYPE html><html>a,b</html>"), "text/html", only(CodeTypeNotAllowed)},
		{"a web page that carries a PDF header is not allowed", text("<html>%PDF-1.7, </html>"), "text/html", only(CodeTypeNotAllowed)},
		{"a program is not allowed", text("MZ\x90\x00\x03\x00%PDF-1.4"), "application/vnd.microsoft.portable-executable", only(CodeTypeNotAllowed)},
		{"a plain letter is not allowed", text("拝啓 計画書を送ります。"), typeText, only(CodeTypeNotAllowed)},
		{"bytes nobody knows are not allowed", text("\x00\x01\x02\x03,"), typeUnknown, only(CodeTypeNotAllowed)},
		{"a photo of an iPhone in HEIC is not allowed", text("\x00\x00\x00\x18ftypheic\x00\x00"), "image/heic", only(CodeTypeNotAllowed)},
		{"a fax image in TIFF is not allowed", text("II*\x00\x08\x00\x00\x00"), "image/tiff", only(CodeTypeNotAllowed)},
		{"an archive is not allowed", zipOf(member{name: "plan.pdf", text: "x"}), typeZIP, only(CodeTypeNotAllowed)},
		{"a Word document is not allowed", zipOf(member{name: contentTypes, text: `<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`}),
			"application/vnd.openxmlformats-officedocument.wordprocessingml.document", only(CodeTypeNotAllowed)},
		{"a workbook of Excel 97 is not allowed", ole("Workbook"), "application/vnd.ms-excel", only(CodeTypeNotAllowed)},
		{"a document of Word 97 is not allowed", ole("WordDocument"), "application/msword", only(CodeTypeNotAllowed)},
		{"another compound file is not allowed", ole("DocumentText"), typeOLE, only(CodeTypeNotAllowed)},
		{"an Excel workbook with a password is encrypted", ole("EncryptedPackage"), typeOLE, only(CodeEncrypted)},
		{"the malware test string alone is malware", eicar, typeText, only(CodeMalware, CodeTypeNotAllowed)},
	}
}

func pdfSamples() []sample {
	plain := onePage("", "")
	noTable := plain[:bytes.Index(plain, []byte("xref"))]
	page := bytes.Index(plain, []byte("3 0 obj"))
	return []sample{
		{"a PDF of one page is accepted", plain, PDF, nil},
		{"a PDF whose table is shifted is accepted", shifted(plain, 40), PDF, nil},
		{"a PDF whose table points nowhere is accepted", replaced(plain, "startxref\n", "startxref\n99"), PDF, nil},
		{"a PDF without a table is accepted", noTable, PDF, nil},
		{"a PDF behind the commands of a printer is accepted", slicesConcat([]byte("\x1b%-12345X@PJL\r\n"), plain), PDF, nil},
		{"a PDF with zeros behind its end is accepted", slicesConcat(plain, make([]byte, 5000)), PDF, nil},
		{"a PDF with numbers and keywords of a careless writer is accepted", onePage("/A --5 /B foo /C", "/D [0.-1 true null]"), PDF, nil},
		{"a PDF with packed objects is accepted", onePage("", "", flateStream("/Type /ObjStm /N 2 /First 9", "90 0 91 5 123  << /A /B >>")), PDF, nil},
		{"a PDF whose pages are packed is accepted", packedPages(), PDF, nil},
		{"a PDF cut inside its page is broken", plain[:page+30], PDF, only(CodeBroken)},
		{"a PDF cut inside the content of its page is broken", plain[:bytes.Index(plain, []byte("(plan)"))], PDF, only(CodeBroken)},
		{"a PDF cut before a font that its page names is broken", cutBefore(onePage("", "/Resources << /Font << /F1 5 0 R >> >>", "<< /Type /Font >>"), "5 0 obj"), PDF, only(CodeBroken)},
		{"a PDF of nothing but a header is broken", []byte("%PDF-1.7\n"), PDF, only(CodeBroken)},
		{"a PDF without a page is broken", pagesOf(0), PDF, only(CodeBroken)},
		{"a PDF whose page tree runs in circles is broken", replaced(plain, "/Kids [3 0 R]", "/Kids [2 0 R 3 0 R]"), PDF, only(CodeBroken)},
		{"a PDF of 500 pages is accepted", pagesOf(500), PDF, nil},
		{"a PDF of 501 pages has too many", pagesOf(501), PDF, only(CodeTooManyPages)},
		{"a PDF with a stream of 301 MiB is a bomb", onePage("", "", streamOf("/Filter /FlateDecode", zeros(301))), PDF, only(CodeBomb)},
		{"a PDF with an object stream of 33 MiB is a bomb", onePage("", "", streamOf("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", zeros(33))), PDF, only(CodeBomb)},
		{"a PDF with an image of a gigapixel is a bomb", onePage("", "", flateStream("/Subtype /Image /Width 40000 /Height 30000", "x")), PDF, only(CodeBomb)},
		{"malware in a compressed stream of a PDF is found", onePage("", "", flateStream("", "xx"+string(eicar))), PDF, only(CodeMalware)},
		{"malware in a stream compressed twice is found", onePage("", "", streamOf("/Filter [/Fl /FlateDecode]", deflated(deflated(string(eicar))))), PDF, only(CodeMalware)},
		{"malware compressed and written in digits is found", onePage("", "", streamOf("/Filter [/AHx /FlateDecode]", hexOf(deflated(string(eicar)))+">")), PDF, only(CodeMalware)},
		{"a PDF with a key that is not ours is encrypted", replaced(plain, "/Root 1 0 R", "/Root 1 0 R /Encrypt << /Filter /Adobe.PubSec >>"), PDF, only(CodeEncrypted)},
		{"a PDF with an archive behind it has active content", slicesConcat(plain, zipOf(member{name: "a.js", text: "x"})), PDF, only(CodeActiveContent)},
	}
}

func cutBefore(data []byte, what string) []byte { return data[:bytes.Index(data, []byte(what))] }

func hexOf(s string) string {
	const digits = "0123456789abcdef"
	var b strings.Builder
	for i := range len(s) {
		b.WriteByte(digits[s[i]>>4])
		b.WriteByte(digits[s[i]&15])
	}
	return b.String()
}

// packedPages has its catalog and pages in an object stream, and no table.
func packedPages() []byte {
	pages := packed("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", "<< /Type /Page /Parent 2 0 R >>")
	return slicesConcat([]byte("%PDF-1.5\n5 0 obj\n"+pages),
		[]byte("\nendobj\n6 0 obj\n"+streamOf("/Type /XRef /W [1 2 1] /Root 1 0 R /Size 7", "garbage")+"\nendobj\nstartxref\n0\n%%EOF\n"))
}

// packed is an object stream of objects numbered from 1.
func packed(objects ...string) string {
	var index, content strings.Builder
	for i, o := range objects {
		fmt.Fprintf(&index, "%d %d ", i+1, content.Len())
		content.WriteString(o + " ")
	}
	dict := fmt.Sprintf("/Type /ObjStm /N %d /First %d", len(objects), index.Len())
	return flateStream(dict, index.String()+content.String())
}

func activeSamples() []sample {
	script := "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
	active := func(name string, data []byte) sample { return sample{name, data, PDF, only(CodeActiveContent)} }
	calm := func(name string, data []byte) sample { return sample{name, data, PDF, nil} }
	annot := func(s string) []byte { return onePage("", "/Annots [<< /Type /Annot /Rect [0 0 9 9] "+s+" >>]") }
	return []sample{
		active("a script that runs on opening is active", onePage("/OpenAction "+script, "")),
		active("a script under an obfuscated name is active", onePage("/OpenAction << /S /J#61vaScript /JS (x) >>", "")),
		active("a script under a name that is all digits is active", onePage("/OpenAction << /S /#4a#61#76#61#53#63#72#69#70#74 /JS (x) >>", "")),
		active("a script in an object stream is active", onePage("", "", flateStream("/Type /ObjStm /N 1 /First 5", "90 0 "+script))),
		active("a script in an object stream that no table names is active", slicesConcat(onePage("", ""), []byte("90 0 obj\n"+flateStream("/Type /ObjStm /N 1 /First 5", "91 0 "+script)+"\nendobj\n"))),
		active("a script in an object that no page leads to is active", onePage("", "", script)),
		active("a script in an earlier version of the document is active", slicesConcat(onePage("/OpenAction "+script, ""), onePage("", ""))),
		active("a script inside the data of a stream is active", onePage("", "", streamOf("", "9 0 obj "+script+" endobj"))),
		active("a script behind a key that comes twice is active", onePage("/OpenAction << /S /JavaScript /S /GoTo /D [3 0 R /Fit] >>", "")),
		active("a script in an object that is not well formed is active", onePage("", "", "<< /A ] >> << "+script)),
		{"an object stream compressed in an unusual way is refused", onePage("", "", streamOf("/Type /ObjStm /N 1 /First 5 /Filter /LZWDecode", "x")), PDF, only(CodeBroken)},
		{"an object stream behind a predictor is refused", onePage("", "", flateStream("/Type /ObjStm /N 1 /First 5 /DecodeParms << /Predictor 12 >>", "90 0 "+script)), PDF, only(CodeBroken)},
		active("a script in an object stream that does not say so is active", onePage("", "", flateStream("/N 1 /First 5", "90 0 "+script))),
		{"an object stream that names its filter twice is refused", onePage("", "", flateStream("/Type /ObjStm /N 1 /First 5 /Filter /DCTDecode", "90 0 "+script)), PDF, only(CodeBroken)},
		active("a script behind a comment is active", onePage("/OpenAction << /S % /GoTo\n/JavaScript /JS (x) >>", "")),
		{"a stream whose dictionary is not well formed is refused", onePage("", "", flateStream("/X ] /Type /ObjStm /N 1 /First 5", "90 0 "+script)), PDF, only(CodeBroken)},
		active("the names of scripts are active", onePage("/Names << /JavaScript << /Names [(a) "+script+"] >> >>", "")),
		active("an attached file is active", onePage("/Names << /EmbeddedFiles << /Names [(a) 5 0 R] >> >>", "", "<< /Type /Filespec /EF << /F 6 0 R >> >>", streamOf("/Type /EmbeddedFile", "x"))),
		active("a file pinned to a page is active", annot("/Subtype /FileAttachment")),
		active("a film is active", annot("/Subtype /RichMedia")),
		active("a program that is started is active", annot("/Subtype /Link /A << /S /Launch /F (cmd.exe) >>")),
		active("a form that is sent somewhere is active", annot("/Subtype /Link /A << /S /SubmitForm /F (http://x) >>")),
		active("a link into another file is active", annot("/Subtype /Link /A << /S /GoToR /F (//host/share) >>")),
		active("an XFA form is active", onePage("/AcroForm << /Fields [] /XFA 5 0 R >>", "", streamOf("", "<xdp/>"))),
		active("a trigger on closing is active", onePage("/AA << /WC << /S /URI /URI (http://x) >> >>", "")),
		active("a web address that is opened by itself is active", onePage("/OpenAction << /S /URI /URI (http://x) >>", "")),
		active("a stream that lies in another file is active", onePage("", "", streamOf("/F (//host/share)", ""))),
		calm("opening on a page is harmless", onePage("/OpenAction [3 0 R /FitH 842]", "")),
		calm("opening by going to a page is harmless", onePage("/OpenAction << /S /GoTo /D [3 0 R /Fit] >>", "")),
		calm("opening through an object that goes to a page is harmless", onePage("/OpenAction 5 0 R", "", "<< /Type /Action /S /GoTo /D [3 0 R /Fit] >>")),
		calm("opening on the first page is harmless", onePage("/OpenAction << /S /Named /N /FirstPage >>", "")),
		calm("a web address to click is harmless", annot("/Subtype /Link /A << /S /URI /URI (https://www.city.kumamoto.jp/) >>")),
		calm("an empty list of attachments is harmless", onePage("/Names << /EmbeddedFiles << /Names [] >> >>", "")),
		calm("a plain form is harmless", onePage("/AcroForm << /Fields [5 0 R] >>", "", "<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /Rect [0 0 9 9] >>")),
		calm("the word JavaScript in the text of a page is harmless", onePage("", "", streamOf("", "BT (/JavaScript) Tj ET"))),
		calm("a picture that is called AA is harmless", onePage("", "/Resources << /XObject << /AA 5 0 R /JS 5 0 R >> >>", flateStream("/Subtype /Image /Width 1 /Height 1", "x"))),
	}
}

func bookSamples() []sample {
	book := func(name string, codes []string, more ...member) sample {
		return sample{name, bookOf(more...), XLSX, codes}
	}
	main := func(s string) string {
		return "application/vnd." + s + ".main+xml"
	}
	active, broken, bomb := only(CodeActiveContent), only(CodeBroken), only(CodeBomb)
	sheet := `<row r="1"><c r="A1" s="1"/><c r="B1" s="1"/></row>`
	return []sample{
		book("a workbook is accepted", nil),
		book("a workbook with printer settings and a picture is accepted", nil, member{name: "xl/printerSettings/printerSettings1.bin", text: "\x00"}, member{name: "xl/media/image1.png", text: "x"}),
		book("a workbook with a link to click is accepted", nil, relation("hyperlink", "https://www.city.kumamoto.jp/", ` TargetMode="External"`)),
		book("a workbook with check boxes is accepted", nil, relation("ctrlProp", "../ctrlProps/ctrlProp1.xml", ""), member{name: "xl/ctrlProps/ctrlProp1.xml", text: "<formControlPr/>"}),
		book("a workbook with many empty cells is accepted", nil, member{name: "xl/worksheets/sheet2.xml", text: "<worksheet>" + strings.Repeat(sheet, 1<<16) + "</worksheet>"}),
		book("a workbook with a macro is active", active, member{name: "xl/vbaProject.bin", text: "x"}),
		book("a workbook with a macro under another name is active", active, relation("vbaProject", "../x.bin", ""), member{name: "xl/x.bin", text: "x"}),
		{"a macro workbook under the name of a workbook is not allowed", bookWith(typesOf(main("ms-excel.sheet.macroEnabled"), ""), member{name: "xl/vbaProject.bin", text: "x"}), typeXLSM, only(CodeTypeNotAllowed, CodeActiveContent)},
		{"a binary workbook is not allowed", bookWith(typesOf(main("ms-excel.sheet.binary.macroEnabled"), "")), "application/vnd.ms-excel.sheet.binary.macroenabled.12", only(CodeTypeNotAllowed)},
		{"a workbook whose content types name a macro is active", bookWith(typesOf(sheetMain, `<Override PartName="/xl/a.bin" ContentType="application/vnd.ms-office.vbaProject"/>`)), XLSX, active},
		book("a workbook with links to other workbooks is active", active, member{name: "xl/externalLinks/externalLink1.xml", text: "<externalLink/>"}),
		book("a workbook with ActiveX is active", active, member{name: "xl/activeX/activeX1.xml", text: "<x/>"}),
		book("a workbook with an embedded file is active", active, member{name: "xl/embeddings/oleObject1.bin", text: "x"}),
		book("a workbook with a data connection is active", active, member{name: "xl/connections.xml", text: "<connections/>"}),
		book("a workbook that loads a picture from elsewhere is active", active, relation("image", "http://x/y.png", ` TargetMode="External"`)),
		book("a member that leaves the container is refused", broken, member{name: "xl/../../../etc/passwd", text: "x"}),
		book("a member with an absolute name is refused", broken, member{name: "/etc/passwd", text: "x"}),
		book("a member with a backslash is refused", broken, member{name: `xl\..\..\x`, text: "x"}),
		book("a symbolic link is refused", broken, member{name: "xl/link", text: "/etc/passwd", mode: 0o777 | 1<<27}),
		book("two members of one name are refused", broken, member{name: "XL/Workbook.xml", text: "x"}),
		book("a document type in a part is refused", broken, member{name: "xl/x.xml", text: `<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`}),
		book("a part of 40 MiB of zeros is a bomb", bomb, member{name: "xl/x.xml", text: string(make([]byte, 40<<20))}),
		{"10,001 members are a bomb", manyMembers(), XLSX, bomb},
		book("malware in a part is found", only(CodeMalware), member{name: "xl/x.bin", text: strings.Repeat("x", 32<<10-9) + string(eicar)}),
		{"a workbook that is cut is broken", bookOf()[:700], XLSX, broken},
		{"a workbook with a damaged part is broken", damagedBook(), XLSX, broken},
		{"a workbook without its main part is broken", zipOf(typesOf(sheetMain, "")), XLSX, broken},
		{"a workbook without content types is broken", zipOf(member{name: workbook, text: "<workbook/>"}), XLSX, broken},
		{"a workbook whose content types are not XML is broken", bookWith(member{name: contentTypes, text: "<Types><" + sheetMain}), XLSX, broken},
	}
}

func manyMembers() []byte {
	members := make([]member, MaxParts)
	for i := range members {
		members[i].name = "xl/" + strings.Repeat("x", i%100+1) + "/" + strings.Repeat("y", i/100+1)
	}
	return bookOf(members...)
}

// damagedBook has a wrong CRC in the directory of its last member.
func damagedBook() []byte {
	b := bookOf()
	b[bytes.LastIndex(b, centralEntry)+16] ^= 1
	return b
}

func csvSamples() []sample {
	sjis := func(s string) []byte {
		b, err := japanese.ShiftJIS.NewEncoder().Bytes([]byte(s))
		if err != nil {
			panic(err)
		}
		return b
	}
	return []sample{
		{"a CSV in UTF-8 is accepted", []byte("氏名,年齢\n熊本 太郎,78\n"), CSV, nil},
		{"a CSV in UTF-8 with a byte order mark is accepted", []byte(bom + "\"氏名\",年齢\r\n"), CSV, nil},
		{"a CSV in Windows-31J with 髙 and 﨑 is accepted", []byte("\x8e\x81\x96\xbc,\xfb\xfc\x8b\xb4,\xfa\xb1\r\n"), CSV, nil},
		{"a CSV with half-width katakana is accepted", sjis("氏名,ｸﾏﾓﾄ\r\n"), CSV, nil},
		{"a CSV that ends like a DOS file is accepted", append(sjis("氏名,年齢\r\n"), 0x1a), CSV, nil},
		{"a CSV with rows of different length is accepted", []byte("a,b\nc\n"), CSV, nil},
		{"a CSV with a formula is accepted", []byte("a,\"=1+2\"\n"), CSV, nil},
		{"a CSV with a quote that is not closed is broken", []byte("a,b\nc,\"d\n"), CSV, only(CodeBroken)},
		{"a CSV with a quote inside a cell is broken", []byte("a,b\nc,d\"e\n"), CSV, only(CodeBroken)},
		{"a CSV in UTF-16 is not decoded", []byte("\xff\xfea\x00,\x00"), CSV, only(CodeEncoding)},
		{"a CSV with a private character is not decoded", []byte("\x8e\x81,\xf0\x40\n"), CSV, only(CodeEncoding)},
		{"a CSV with half a character is not decoded", []byte("a,b\n\x8e\x81,\x81"), CSV, only(CodeEncoding)},
		{"a CSV with a mark and a broken character is not decoded", []byte(bom + "a,\xff\n"), CSV, only(CodeEncoding)},
		{"a text with a zero byte is not a CSV", []byte("a,b\x00\n"), typeUnknown, only(CodeTypeNotAllowed)},
		{"a text with an escape is not a CSV", []byte("a,\x1b[2J\n"), typeUnknown, only(CodeTypeNotAllowed)},
	}
}

func imageSamples() []sample {
	photo, scan := jpegOf(64, 48), pngOf(64, 48)
	badCRC := bytes.Clone(scan)
	badCRC[len(badCRC)-20] ^= 1
	huge := bytes.Clone(photo)
	frame := bytes.Index(huge, []byte("\xff\xc0"))
	copy(huge[frame+5:], "\xff\xff\xff\xff")
	flat := bytes.Clone(photo)
	copy(flat[frame+5:], "\x00\x00")
	archive := zipOf(member{name: "a", text: "b"})
	return []sample{
		{"a photo is accepted", photo, JPEG, nil},
		{"a photo with a film behind it is accepted", slicesConcat(photo, []byte("\x00\x00\x00\x18ftypmp42")), JPEG, nil},
		{"a photo that is cut is broken", photo[:len(photo)/2], JPEG, only(CodeBroken)},
		{"a photo cut before its picture is broken", photo[:30], JPEG, only(CodeBroken)},
		{"a photo without height is broken", flat, JPEG, only(CodeBroken)},
		{"a photo of 4 gigapixels is a bomb", huge, JPEG, only(CodeBomb)},
		{"a photo with an archive behind it is active", slicesConcat(photo, archive), JPEG, only(CodeActiveContent)},
		{"a photo with a PDF behind it is active", slicesConcat(photo, onePage("", "")), JPEG, only(CodeActiveContent)},
		{"a photo with malware behind it is malware", slicesConcat(photo, eicar), JPEG, only(CodeMalware)},
		{"a PNG is accepted", scan, PNG, nil},
		{"a PNG with a wrong checksum is broken", badCRC, PNG, only(CodeBroken)},
		{"a PNG that is cut is broken", scan[:len(scan)-12], PNG, only(CodeBroken)},
		{"a PNG of nothing is broken", widePNG(0, 8), PNG, only(CodeBroken)},
		{"a PNG of 400 megapixels is a bomb", widePNG(20000, 20000), PNG, only(CodeBomb)},
		{"a PNG with an archive behind it is active", slicesConcat(scan, archive), PNG, only(CodeActiveContent)},
	}
}
