// Package xlsx writes workbooks of one sheet (ECMA-376, SpreadsheetML), as care
// software exports them.
//
//	name and rows of texts and whole numbers → the bytes of an .xlsx
//
// Equal input gives equal bytes: the archive bears no time. A library for
// workbooks would do it too, and would take a fifth of the time in which a
// newcomer sees the first result (docs/adr/0009-sample-papers-by-an-own-writer.md).
package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
)

const (
	declaration = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	office      = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packages    = "http://schemas.openxmlformats.org/package/2006/"
	sheets      = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	plain       = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	macros      = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
)

// Workbook is one sheet. A cell is an int, or anything else as text; rows need
// not be of one length, and have at most 26 cells.
type Workbook struct {
	Sheet string
	Rows  [][]any
	VBA   []byte // a macro project, which makes it an .xlsm; nil for none
}

// Bytes writes the workbook. It panics on what no workbook holds (a row of more
// than 26 cells), which is a mistake in the caller.
func (w Workbook) Bytes() []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, p := range w.parts() {
		f, err := z.Create(p.name)
		must(err)
		_, err = f.Write([]byte(p.text))
		must(err)
	}
	must(z.Close())
	return out.Bytes()
}

type part struct{ name, text string }

func (w Workbook) parts() []part {
	grid, shared := w.grid()
	book, extra, types := plain+"sheet.main+xml", "", ""
	if w.VBA != nil {
		book = macros
		extra = `<Relationship Id="rId4" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/>`
		types = `<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>`
	}
	all := []part{
		{"[Content_Types].xml", declaration + `<Types xmlns="` + packages + `content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/>` + types +
			override("workbook", book) + override("worksheets/sheet1", plain+"worksheet+xml") +
			override("sharedStrings", plain+"sharedStrings+xml") + override("styles", plain+"styles+xml") + `</Types>`},
		{"_rels/.rels", relationships(relation(1, "officeDocument", "xl/workbook.xml"))},
		{"xl/workbook.xml", declaration + `<workbook xmlns="` + sheets + `" xmlns:r="` + office + `">` +
			`<sheets><sheet name="` + escaped(w.Sheet) + `" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", relationships(relation(1, "worksheet", "worksheets/sheet1.xml") +
			relation(2, "sharedStrings", "sharedStrings.xml") + relation(3, "styles", "styles.xml") + extra)},
		{"xl/worksheets/sheet1.xml", grid},
		{"xl/sharedStrings.xml", shared},
		{"xl/styles.xml", declaration + `<styleSheet xmlns="` + sheets + `">` +
			`<fonts count="1"><font><sz val="11"/><name val="Yu Gothic"/></font></fonts>` +
			`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
			`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
			`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
			`<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>`},
	}
	if w.VBA != nil {
		all = append(all, part{"xl/vbaProject.bin", string(w.VBA)})
	}
	return all
}

// grid gives the sheet, and the table of texts its cells point into.
func (w Workbook) grid() (sheet, table string) {
	var cells, texts strings.Builder
	index := map[string]int{}
	uses, wide := 0, 1
	for r, row := range w.Rows {
		if len(row) > 26 {
			panic(fmt.Errorf("xlsx: row %d has %d cells, at most 26 can be written", r+1, len(row)))
		}
		wide = max(wide, len(row))
		fmt.Fprintf(&cells, `<row r="%d">`, r+1)
		for c, v := range row {
			at := fmt.Sprintf("%c%d", 'A'+c, r+1)
			if n, ok := v.(int); ok {
				fmt.Fprintf(&cells, `<c r="%s"><v>%d</v></c>`, at, n)
				continue
			}
			t := fmt.Sprint(v)
			i, known := index[t]
			if !known {
				i = len(index)
				index[t] = i
				texts.WriteString(`<si><t xml:space="preserve">` + escaped(t) + `</t></si>`)
			}
			uses++
			fmt.Fprintf(&cells, `<c r="%s" t="s"><v>%d</v></c>`, at, i)
		}
		cells.WriteString(`</row>`)
	}
	sheet = declaration + `<worksheet xmlns="` + sheets + `">` +
		fmt.Sprintf(`<cols><col min="1" max="%d" width="24" customWidth="1"/></cols>`, wide) +
		`<sheetData>` + cells.String() + `</sheetData></worksheet>`
	table = declaration + fmt.Sprintf(`<sst xmlns="%s" count="%d" uniqueCount="%d">`, sheets, uses, len(index)) + texts.String() + `</sst>`
	return sheet, table
}

func override(name, kind string) string {
	return `<Override PartName="/xl/` + name + `.xml" ContentType="` + kind + `"/>`
}

func relation(id int, kind, target string) string {
	return fmt.Sprintf(`<Relationship Id="rId%d" Type="%s/%s" Target="%s"/>`, id, office, kind, target)
}

func relationships(list string) string {
	return declaration + `<Relationships xmlns="` + packages + `relationships">` + list + `</Relationships>`
}

func escaped(s string) string {
	var b strings.Builder
	must(xml.EscapeText(&b, []byte(s)))
	return b.String()
}

func must(err error) {
	if err != nil {
		panic(fmt.Errorf("xlsx: write to memory: %w", err))
	}
}
