package inspection

import (
	"fmt"
	"maps"
	"slices"
)

// active refuses everything in a PDF that acts, plays or carries another file.
// All objects are judged, also those of earlier versions of the document and
// those no page leads to: which of them a reader shows is up to the reader.
func (f *findings) active(d *document) {
	for _, n := range slices.Sorted(maps.Keys(d.danger)) {
		f.refuse(CodeActiveContent, dangerous[n])
	}
	for _, o := range d.objects {
		f.judge(d, o.value)
		if o.stream > 0 && o.dict().get("F") != nil {
			f.refuse(CodeActiveContent, "外部ファイルの参照")
		}
	}
}

// judge looks at a value and all that is written inside it.
func (f *findings) judge(d *document, v any) {
	switch v := v.(type) {
	case array:
		for _, e := range v {
			f.judge(d, e)
		}
	case dict:
		if what := d.acts(v); what != "" {
			f.refuse(CodeActiveContent, what)
		}
		if v.named("Subtype") == "Image" {
			f.imageSize(d, v)
		}
		for _, e := range v {
			f.entry(d, e)
			f.judge(d, e.value)
		}
	}
}

// players are the annotations and actions that show a film, a sound, a model
// or a file (ISO 32000-1 tables 169, 198).
var players = map[name]string{
	"FileAttachment": "埋め込みファイル", "Screen": "動画・音声", "Movie": "動画・音声", "Sound": "動画・音声", "3D": "3D モデル",
}

// acts tells what kind of active dictionary this is; "" for none. Where a key
// comes twice, both values are judged.
func (d *document) acts(v dict) string {
	annotation := v.named("Type") == "Annot" || v.get("Rect") != nil
	element := v.named("Type") == "StructElem"
	for _, e := range v {
		value, _ := d.resolve(e.value).(name)
		what := ""
		switch {
		case e.key == "S" && !element && (value == "Movie" || value == "Sound"), e.key == "Subtype" && annotation:
			what = players[value]
		}
		if what != "" {
			return what
		}
	}
	return ""
}

// entry judges one key of a dictionary by what it leads to.
func (f *findings) entry(d *document, e entry) {
	value := d.resolve(e.value)
	switch e.key {
	case "OpenAction":
		if !harmlessOpen(d, value) {
			f.refuse(CodeActiveContent, "開いたときの自動動作")
		}
	case "AA":
		if d.triggers(value) {
			f.refuse(CodeActiveContent, "操作に反応する自動動作")
		}
	case "EmbeddedFiles":
		if tree, ok := value.(dict); ok && (d.filled(tree.get("Names")) || d.filled(tree.get("Kids"))) {
			f.refuse(CodeActiveContent, "埋め込みファイル")
		}
	case "EF":
		if files, ok := value.(dict); ok && len(files) > 0 {
			f.refuse(CodeActiveContent, "埋め込みファイル")
		}
	}
}

// harmlessOpen tells a first view: a destination, going to one, or turning to
// a page (ISO 32000-1 7.7.2, 12.6.4.2, 12.6.4.11).
func harmlessOpen(d *document, value any) bool {
	action, ok := value.(dict)
	if !ok {
		return true
	}
	kind, _ := d.resolve(action.get("S")).(name)
	switch kind {
	case "GoTo":
		return true
	case "Named":
		n, _ := d.resolve(action.get("N")).(name)
		return n == "FirstPage" || n == "LastPage" || n == "NextPage" || n == "PrevPage"
	}
	return kind == "" && action.get("D") != nil
}

// triggers tells a dictionary of additional actions from a resource that is by
// chance called AA. There are some 20 events; a dictionary of many more hides
// something.
func (d *document) triggers(value any) bool {
	events, _ := value.(dict)
	if len(events) > 64 {
		return true
	}
	for _, e := range events {
		if d.resolveDict(e.value).get("S") != nil {
			return true
		}
	}
	return false
}

func (d *document) filled(v any) bool {
	a, ok := d.resolve(v).(array)
	return ok && len(a) > 0
}

func (f *findings) imageSize(d *document, v dict) {
	width, _ := d.resolve(v.get("Width")).(int64)
	height, _ := d.resolve(v.get("Height")).(int64)
	if width < 0 || height < 0 || tooManyPixels(uint64(width), uint64(height)) {
		f.refuse(CodeBomb, fmt.Sprintf("画像が %d × %d 画素", width, height))
	}
}
