package inspection

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
)

// centralEntry starts each member in the directory at the end of a ZIP.
var centralEntry = []byte("PK\x01\x02")

// tooManyParts counts before the directory is read: a directory of a million
// members costs more memory than the document.
func tooManyParts(data []byte) bool { return bytes.Count(data, centralEntry) > MaxParts }

var errBomb = errors.New("inflates too far")

// xlsx inspects an Excel workbook: the names of its parts, then every part
// inflated and counted, then what the container says about the parts.
func (f *findings) xlsx(data []byte) {
	if tooManyParts(data) {
		f.refuse(CodeBomb, fmt.Sprintf("部品が %d 個を超えています", MaxParts))
		return
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		f.refuse(CodeBroken, "ブックの目次がありません")
		return
	}
	if !f.partNames(z.File) {
		return
	}
	b := book{findings: f, stored: int64(len(data)), watch: newWatch(eicar, []byte("<!DOCTYPE"), []byte("<!ENTITY"))}
	if err := b.inflate(z.File); err != nil {
		f.refuseParts(err)
		return
	}
	b.judge()
}

// partNames refuses names that leave the container, meet each other or are not
// plain files, and parts that only active workbooks have.
func (f *findings) partNames(parts []*zip.File) bool {
	seen := map[string]bool{}
	for _, p := range parts {
		name := strings.ToLower(p.Name)
		switch {
		case p.Flags&1 != 0:
			f.refuse(CodeEncrypted, "パスワード付きの圧縮ファイル")
			return false
		case unsafePath(p.Name):
			f.refuse(CodeBroken, "部品の名前が正しくありません")
			return false
		case p.Mode()&fs.ModeType&^fs.ModeDir != 0:
			f.refuse(CodeBroken, "部品がファイルではありません")
			return false
		case seen[name]:
			f.refuse(CodeBroken, "同じ名前の部品が 2 つあります")
			return false
		}
		seen[name] = true
		for _, a := range activeParts {
			if strings.HasPrefix(name, a.in) || strings.HasPrefix(path.Base(name), a.in) {
				f.refuse(CodeActiveContent, a.name)
			}
		}
	}
	if !seen[strings.ToLower(contentTypes)] || !seen[workbook] {
		f.refuse(CodeBroken, "ブックの必要な部品がありません")
	}
	return true
}

// unsafePath tells a name that is not a relative slash path inside the
// container (ISO/IEC 29500-2 6.2).
func unsafePath(name string) bool {
	plain := strings.TrimSuffix(name, "/")
	return !fs.ValidPath(plain) || plain == "." || strings.ContainsAny(name, "\\:\x00") || strings.HasSuffix(plain, ".")
}

// book is one walk over the parts of a workbook.
type book struct {
	*findings
	stored   int64 // bytes of the document
	inflated int64 // bytes so far
	watch    *watch
	buf      []byte
	types    []byte   // the content types
	links    [][]byte // the relationship parts
}

// inflate reads every part to its end, so that sizes and CRCs are those of the
// bytes and not those that the directory states.
func (b *book) inflate(parts []*zip.File) error {
	b.buf = make([]byte, 32<<10)
	for _, p := range parts {
		keep := p.Name == contentTypes || strings.HasSuffix(strings.ToLower(p.Name), ".rels")
		text, err := b.part(p, keep)
		switch {
		case err != nil:
			return err
		case p.Name == contentTypes:
			b.types = text
		case keep:
			b.links = append(b.links, text)
		}
	}
	return nil
}

func (b *book) part(p *zip.File, keep bool) ([]byte, error) {
	r, err := p.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b.watch.reset()
	var kept bytes.Buffer
	var to io.Writer = b
	if keep {
		to = io.MultiWriter(b, &limited{&kept, maxXMLPart})
	}
	_, err = io.CopyBuffer(struct{ io.Writer }{to}, struct{ io.Reader }{r}, b.buf)
	return kept.Bytes(), err
}

// Write counts what comes out of a part and looks for what must not be in it.
func (b *book) Write(p []byte) (int, error) {
	b.inflated += int64(len(p))
	if b.inflated > MaxInflated || b.inflated > ratioFloor && b.inflated/maxRatio > b.stored {
		return 0, errBomb
	}
	return b.watch.Write(p)
}

// limited is a buffer that overflows into errBomb.
type limited struct {
	*bytes.Buffer
	max int
}

func (l *limited) Write(p []byte) (int, error) {
	if l.Len()+len(p) > l.max {
		return 0, errBomb
	}
	return l.Buffer.Write(p)
}

func (f *findings) refuseParts(err error) {
	if errors.Is(err, errBomb) {
		f.refuse(CodeBomb, "展開後の大きさが制限を超えました")
		return
	}
	f.refuse(CodeBroken, "部品を展開できません")
}

// judge reads what the container says about its parts.
func (b *book) judge() {
	if b.watch.seen[0] {
		b.refuse(CodeMalware, eicarName)
	}
	if b.watch.seen[1] || b.watch.seen[2] {
		b.refuse(CodeBroken, "文書型宣言(DOCTYPE)を含む部品があります")
		return
	}
	err := elements(b.types, b.contentType)
	for _, l := range b.links {
		err = errors.Join(err, elements(l, b.link))
	}
	if err != nil {
		b.refuse(CodeBroken, "ブックの目次を読めません")
	}
}

func (b *book) contentType(_ string, attr map[string]string) {
	media := strings.ToLower(attr["ContentType"])
	for _, a := range activeTypes {
		if strings.Contains(media, a.in) {
			b.refuse(CodeActiveContent, a.name)
		}
	}
}

// link judges a relationship. A hyperlink that a reader has to click is
// allowed; everything else outside the workbook is not.
func (b *book) link(name string, attr map[string]string) {
	if name != "Relationship" {
		return
	}
	kind := lastWord(attr["Type"])
	if what, ok := activeLinks[kind]; ok {
		b.refuse(CodeActiveContent, what)
	}
	if strings.EqualFold(attr["TargetMode"], "External") && kind != "hyperlink" {
		b.refuse(CodeActiveContent, "外部ファイルへのリンク")
	}
}
