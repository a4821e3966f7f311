package inspection

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"strings"
)

// What an Office container (OPC, ISO/IEC 29500-2) says about its parts. The
// words below are the last part of a content type or relationship type, so
// that the strict and the transitional form of the standard are both met.

const (
	contentTypes = "[Content_Types].xml"
	workbook     = "xl/workbook.xml"
	typeXLSM     = "application/vnd.ms-excel.sheet.macroenabled.12"
)

// mainTypes tells Office files by the content type of their main part, in the
// order in which they are looked for.
var mainTypes = []struct {
	in   string
	kind kind
}{
	{"ms-excel.sheet.binary.", notAllowed("application/vnd.ms-excel.sheet.binary.macroenabled.12", "Excel バイナリ ブック(.xlsb)")},
	{"ms-excel.addin.", notAllowed("application/vnd.ms-excel.addin.macroenabled.12", "Excel アドイン(.xlam)")},
	{"ms-excel.template.macroenabled", notAllowed("application/vnd.ms-excel.template.macroenabled.12", "Excel マクロ有効テンプレート(.xltm)")},
	{"ms-excel.sheet.macroenabled", notAllowed(typeXLSM, "Excel マクロ有効ブック(.xlsm)")},
	{"spreadsheetml.template.main", notAllowed("application/vnd.openxmlformats-officedocument.spreadsheetml.template", "Excel テンプレート(.xltx)")},
	{"spreadsheetml.sheet.main", kind{media: XLSX}},
	{"ms-word.", notAllowed("application/vnd.ms-word.document.macroenabled.12", "Word マクロ有効文書(.docm)")},
	{"wordprocessingml.", notAllowed("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word 文書(.docx)")},
	{"ms-powerpoint.", notAllowed("application/vnd.ms-powerpoint.presentation.macroenabled.12", "PowerPoint マクロ有効文書(.pptm)")},
	{"presentationml.", notAllowed("application/vnd.openxmlformats-officedocument.presentationml.presentation", "PowerPoint 文書(.pptx)")},
}

// sniffZIP tells an Excel workbook from the other things a ZIP can be.
func sniffZIP(data []byte) kind {
	archive := notAllowed(typeZIP, "ZIP の圧縮ファイル")
	if tooManyParts(data) {
		return kind{media: XLSX} // the inspection refuses it
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		if name := firstMember(data); name == contentTypes || strings.HasPrefix(name, "xl/") || strings.HasPrefix(name, "_rels/") {
			return kind{media: XLSX} // truncated
		}
		return archive
	}
	for _, f := range z.File {
		if f.Name == contentTypes {
			return mainType(f, archive)
		}
	}
	for _, f := range z.File {
		if strings.HasPrefix(f.Name, "xl/") {
			return kind{media: XLSX} // incomplete
		}
	}
	return archive
}

// mainType reads what the container says it is. A container that says nothing
// known, or cannot be read, is taken for a workbook and refused as broken.
func mainType(f *zip.File, archive kind) kind {
	r, err := f.Open()
	if err != nil {
		return kind{media: XLSX}
	}
	defer r.Close()
	text, _ := io.ReadAll(io.LimitReader(r, maxXMLPart))
	all := strings.ToLower(string(text))
	for _, m := range mainTypes {
		if strings.Contains(all, m.in) {
			return m.kind
		}
	}
	if strings.Contains(all, "/xl/") {
		return kind{media: XLSX}
	}
	return archive
}

// firstMember is the name in the first local header of a ZIP.
func firstMember(data []byte) string {
	if len(data) < 30 {
		return ""
	}
	n := int(data[26]) | int(data[27])<<8
	return string(data[30:min(len(data), 30+n)])
}

// activeTypes are the content types that a workbook must not hold, each with
// what a clerk calls it.
var activeTypes = []struct{ in, name string }{
	{"vbaproject", "マクロ"}, {"macroenabled", "マクロ"}, {"macrosheet", "マクロ シート"},
	{"activex", "ActiveX コントロール"}, {"oleobject", "埋め込みオブジェクト"},
	{"externallink", "外部ブックへのリンク"}, {"connections+xml", "外部データへの接続"},
	{"querytable", "外部データへの接続"}, {"attachedtoolbars", "マクロ"}, {"dialogsheet", "ダイアログ シート"},
	{"webextension", "Office アドイン"}, {"ms-package", "埋め込みファイル"},
}

// activeLinks are the relationship types that a workbook must not hold.
var activeLinks = map[string]string{
	"vbaproject": "マクロ", "xlmacrosheet": "マクロ シート", "xlintlmacrosheet": "マクロ シート",
	"attachedtoolbars": "マクロ", "dialogsheet": "ダイアログ シート",
	"control": "ActiveX コントロール", "activexcontrolbinary": "ActiveX コントロール",
	"oleobject": "埋め込みオブジェクト", "package": "埋め込みファイル",
	"externallink": "外部ブックへのリンク", "externallinkpath": "外部ブックへのリンク",
	"externallinklongpath": "外部ブックへのリンク", "xlexternallinkpath": "外部ブックへのリンク",
	"connections": "外部データへの接続", "querytable": "外部データへの接続",
	"webextension": "Office アドイン", "webextensiontaskpanes": "Office アドイン",
	"attachedtemplate": "外部テンプレート", "frame": "外部ファイル", "subdocument": "外部ファイル",
}

// activeParts are the folders of a workbook that hold such parts, whatever the
// content types say of them.
var activeParts = []struct{ in, name string }{
	{"vbaproject", "マクロ"}, {"vbadata", "マクロ"}, {"xl/macrosheets/", "マクロ シート"},
	{"xl/dialogsheets/", "ダイアログ シート"}, {"xl/activex/", "ActiveX コントロール"},
	{"xl/embeddings/", "埋め込みファイル"}, {"xl/externallinks/", "外部ブックへのリンク"},
	{"xl/connections.xml", "外部データへの接続"}, {"xl/querytables/", "外部データへの接続"},
	{"xl/webextensions/", "Office アドイン"}, {"customui", "リボンの拡張"}, {"xl/attachedtoolbars", "マクロ"},
}

// elements calls use with each start element of an XML part, its attributes by
// local name. A part with a document type is not OPC (ISO/IEC 29500-2 8.1.4).
func elements(part []byte, use func(name string, attr map[string]string)) error {
	d := xml.NewDecoder(bytes.NewReader(part))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if e, ok := token.(xml.StartElement); ok {
			attr := make(map[string]string, len(e.Attr))
			for _, a := range e.Attr {
				attr[a.Name.Local] = a.Value
			}
			use(e.Name.Local, attr)
		}
	}
}

// lastWord is what follows the last slash of a relationship type, lower case.
func lastWord(uri string) string {
	return strings.ToLower(uri[strings.LastIndexByte(uri, '/')+1:])
}
