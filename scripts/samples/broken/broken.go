// Package broken makes documents that must be refused, each for one reason.
//
//	a good paper → broken → bytes with exactly one fault
//
// The malware is the EICAR test file, which every scanner knows and which does
// nothing.
package broken

import (
	"bytes"

	"github.com/sasae-care/sasae/scripts/samples/pdf"
	"github.com/sasae-care/sasae/scripts/samples/xlsx"
)

// Encrypted locks a paper with a password, as an office does before it mails one.
func Encrypted(d *pdf.Doc) []byte {
	d.Password = "sasae"
	return d.Bytes()
}

// Truncated is what a broken connection leaves: the first three fifths.
func Truncated(d *pdf.Doc) []byte {
	b := d.Bytes()
	return b[:len(b)*3/5]
}

// Scripted runs JavaScript when it is opened.
func Scripted(d *pdf.Doc) []byte {
	d.Script = "app.alert\\('sasae'\\);"
	return d.Bytes()
}

// Infected is a readable PDF in which the EICAR test string is hidden.
func Infected(d *pdf.Doc) []byte {
	d.Stowaway = EICAR()
	return d.Bytes()
}

// EICAR is the 68 bytes of the EICAR test file. They are put together here, so
// that no scanner takes this source, or the command, for malware.
func EICAR() []byte {
	return append([]byte(`X5O!P%@AP[4\PZX54(P^)7CC)7}$`), "EICAR-"+`STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`...)
}

// Empty is a file without a byte.
func Empty() []byte { return []byte{} }

// Altered has the length of the signed paper but not its hash: one bit was
// changed after the upload was declared.
func Altered(signed []byte) []byte {
	b := bytes.Clone(signed)
	b[len(b)/2] ^= 1
	return b
}

// Macros is a workbook with a VBA project, whatever its name says. The project
// is a container without a program.
func Macros(sheet string) []byte {
	return xlsx.Workbook{Sheet: sheet, Rows: [][]any{{sheet}}, VBA: vbaProject()}.Bytes()
}

// vbaProject is an OLE container with an empty directory.
func vbaProject() []byte {
	b := make([]byte, 3*512)
	copy(b, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
	copy(b[24:], []byte{0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0})
	copy(b[44:], []byte{1, 0, 0, 0, 1, 0, 0, 0})                            // one FAT sector; the directory is sector 1
	copy(b[56:], []byte{0, 0x10, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0}) // no small sectors
	copy(b[68:], []byte{0xFE, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0})
	for i := 80; i < 1024; i++ {
		b[i] = 0xFF // free
	}
	copy(b[512:], []byte{0xFD, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0xFF, 0xFF})
	copy(b[1024:], "R\x00o\x00o\x00t\x00 \x00E\x00n\x00t\x00r\x00y\x00")
	b[1024+64], b[1024+66], b[1024+67] = 22, 5, 1
	for i := 1024 + 68; i < 1024+80; i++ {
		b[i] = 0xFF // no siblings, no children
	}
	copy(b[1024+116:], []byte{0xFE, 0xFF, 0xFF, 0xFF})
	return b
}
