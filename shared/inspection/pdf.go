package inspection

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
)

// pdf inspects a PDF: reads every object wherever it stands, opens it if it is
// encrypted with an empty password, inflates every stream, judges every
// dictionary and counts the pages.
func (f *findings) pdf(data []byte) {
	f.hiddenArchive(data)
	d, err := scan(data)
	if err != nil {
		f.refuseWork(err)
		return
	}
	if !d.unlock() {
		f.refuse(CodeEncrypted, "開くのにパスワードが必要な PDF、または確認できない方式の暗号化")
		f.active(d)
		return
	}
	malware, err := d.inflate()
	if malware {
		f.refuse(CodeMalware, eicarName)
	}
	f.active(d)
	if err != nil {
		f.refuseWork(err)
		return
	}
	f.pages(d)
}

func (f *findings) refuseWork(err error) {
	switch {
	case errors.Is(err, errBomb):
		f.refuse(CodeBomb, "展開後の大きさが制限を超えました")
	case errors.Is(err, errObjects):
		f.refuse(CodeBomb, "PDF の部品が多すぎます")
	default:
		f.refuse(CodeBroken, "PDF の構造を解析できません")
	}
}

// pages counts the leaves of the page tree. A page that is missing makes the
// PDF broken: half a plan must not look like a whole one.
func (f *findings) pages(d *document) {
	count, whole := d.pages()
	f.Pages = count
	switch {
	case count == 0:
		f.refuse(CodeBroken, "PDF にページがありません")
	case !whole:
		f.refuse(CodeBroken, "PDF のページの一部が欠けています")
	case d.cut():
		f.refuse(CodeBroken, "PDF が途中で切れています")
	}
	if count > MaxPages {
		f.refuse(CodeTooManyPages, fmt.Sprintf("%d ページ", count))
	}
}

// catalog is the root of the document: the one that the last trailer names, or
// the last one in the file.
func (d *document) catalog() dict {
	for _, t := range slices.Backward(d.trailers) {
		if root := d.resolveDict(t.get("Root")); root.get("Pages") != nil {
			return root
		}
	}
	for _, o := range slices.Backward(d.objects) {
		if o.dict().named("Type") == "Catalog" && !o.hidden {
			return o.dict()
		}
	}
	return nil
}

// pages walks the page tree (ISO 32000-1 7.7.3); whole is false if a page is
// missing or the tree runs in circles.
func (d *document) pages() (count int, whole bool) {
	whole = true
	todo, seen := []any{d.catalog().get("Pages")}, map[ref]bool{}
	for steps := 0; len(todo) > 0; steps++ {
		v := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		node := d.resolveDict(v)
		kids, parent := d.resolve(node.get("Kids")).(array)
		r, _ := v.(ref)
		switch {
		case node == nil, steps > maxObjects, parent && seen[r]:
			whole = false
		case parent:
			seen[r] = true
			todo = append(todo, kids[:min(len(kids), maxObjects-len(todo))]...)
		case node.named("Type") != "Pages":
			count++
			whole = whole && (seen[r] || d.contents(node.get("Contents")))
			seen[r] = true
		}
	}
	return count, whole
}

// contents tells whether what a page shows is all there.
func (d *document) contents(v any) bool {
	list, ok := d.resolve(v).(array)
	if !ok {
		list = array{v}
	}
	for _, v := range list {
		if r, ok := v.(ref); ok && (d.newest[r.num] == nil || d.newest[r.num].stream > 0 && !d.newest[r.num].closed) {
			return false
		}
	}
	return true
}

// cut tells a file whose end is missing and took something along: there is no
// end marker, and the last object does not end or objects that are named are
// not there. A file that only lost its table is whole.
func (d *document) cut() bool {
	if tail := d.data[max(0, len(d.data)-(4<<10)):]; bytes.Contains(tail, []byte("startxref")) {
		return false
	}
	for _, o := range d.objects {
		if !o.hidden && o.num >= 0 && (!o.closed || d.dangling(o.value)) {
			return true
		}
	}
	return false
}

// dangling tells a value that names an object that is not there.
func (d *document) dangling(v any) bool {
	switch v := v.(type) {
	case ref:
		return d.newest[v.num] == nil
	case array:
		return slices.ContainsFunc(v, func(e any) bool { return d.dangling(e) })
	case dict:
		return slices.ContainsFunc(v, func(e entry) bool { return d.dangling(e.value) })
	}
	return false
}
