package rulebook

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"github.com/sasae-care/sasae/shared/day"
)

// shape walks what is written beside the type it is read into. It notes the line
// of every key and names all that has no place there, where a decoder would stop
// at the first. Anchors, aliases and tags are refused: a few lines of them may
// stand for gigabytes.
func (p *page) shape(n ast.Node, t reflect.Type, at string) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch n := n.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode:
		p.wrong(at, nil, "YAMLの「&」「*」「!」は使えません。値をそのまま書いてください")
	case *ast.NullNode:
		p.wrong(at, nil, "値がありません。書かないときは、行ごと消してください")
	case *ast.MappingNode:
		p.mapping(n.Values, t, at)
	case *ast.MappingValueNode:
		p.mapping([]*ast.MappingValueNode{n}, t, at)
	case *ast.SequenceNode:
		if t.Kind() != reflect.Slice {
			p.wrong(at, nil, "ここに並びは書けません。%s", wanted(t))
			return
		}
		for i, v := range n.Values {
			item := fmt.Sprintf("%s[%d]", at, i)
			p.lines[item] = v.GetToken().Position.Line
			p.shape(v, t.Elem(), item)
		}
	default:
		p.scalar(n, t, at)
	}
}

func (p *page) mapping(values []*ast.MappingValueNode, t reflect.Type, at string) {
	if single(t) || t.Kind() != reflect.Struct && t.Kind() != reflect.Map {
		p.wrong(at, nil, "ここに「項目: 値」は書けません。%s", wanted(t))
		return
	}
	seen := map[string]int{}
	for _, v := range values {
		word := v.Key.GetToken().Value
		key := at + "." + word
		p.lines[key] = v.Key.GetToken().Position.Line
		if was := seen[word]; was > 0 {
			p.wrong(key, nil, "この項目は%d行目にもあります。1つにしてください", was)
		}
		seen[word] = p.lines[key]
		if v.Key.IsMergeKey() {
			p.wrong(key, nil, "YAMLの「<<」は使えません。項目をそのまま書いてください")
			continue
		}
		of := t
		if t.Kind() == reflect.Map {
			of = t.Elem()
		} else if of = fields(t)[word]; of == nil {
			known := keys(t)
			p.wrong(key, known, "「%s」という項目はありません%s。綴りと字下げを確かめてください", clip(word), perhaps(word, known))
			continue
		}
		p.shape(v.Value, of, key)
	}
}

// scalar reads one value by itself, so that what is wrong with it is known.
func (p *page) scalar(n ast.Node, t reflect.Type, at string) {
	if t.Kind() == reflect.Slice || t.Kind() == reflect.Map || t.Kind() == reflect.Struct && !single(t) && !short(t) {
		p.wrong(at, keys(t), "「%s」の置きどころではありません。%s", clip(n.GetToken().Value), wanted(t))
		return
	}
	word := n.GetToken().Value
	v := reflect.New(t)
	err := yaml.NodeToValue(n, v.Interface())
	_, fraction := n.(*ast.FloatNode)
	switch {
	case t.Kind() == reflect.Int && (err != nil || fraction):
		p.wrong(at, nil, "「%s」は使えません。整数で書いてください", clip(word))
	case t == reflect.TypeFor[day.Date]() && err != nil:
		p.wrong(at, nil, "「%s」: その日付はありません。2026-04-01 のように書いてください", clip(word))
	case t == reflect.TypeFor[day.Month]() && err != nil:
		p.wrong(at, nil, "「%s」: その月はありません。2026-05 のように書いてください", clip(word))
	case t.Kind() == reflect.Bool && err != nil:
		p.wrong(at, []string{"true", "false"}, "「%s」は使えません", clip(word))
	case err != nil && short(t) && !isYAML(err):
		p.wrong(at, nil, "%v", err) // one of our own types says what it wants
	case err != nil:
		p.wrong(at, keys(t), "「%s」の置きどころではありません。%s", clip(word), wanted(t))
	case t.Kind() == reflect.String && n.Type() == ast.IntegerType && v.Elem().String() != word:
		p.wrong(at, nil, "「%s」は、そのままでは別の数に読まれます。\"%s\" のように引用符で囲んでください", clip(word), clip(word))
	}
}

func isYAML(err error) bool { _, is := err.(yaml.Error); return is }

// single tells whether the type is written as one value, whatever is inside.
func single(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// short tells whether the type may be written as one word.
func short(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && reflect.PointerTo(t).Implements(reflect.TypeFor[yaml.InterfaceUnmarshaler]())
}

func wanted(t reflect.Type) string {
	switch {
	case t.Kind() == reflect.Slice:
		return "[値, 値] か、行の頭に「- 」を付けた並びで書いてください"
	case single(t), t.Kind() != reflect.Struct && t.Kind() != reflect.Map:
		return "値を1つ書いてください"
	}
	return "「項目: 値」を、字下げして書いてください"
}

// keys lists what may be written in a struct, in its order.
func keys(t reflect.Type) (out []string) {
	if t.Kind() != reflect.Struct {
		return nil
	}
	for i := range t.NumField() {
		f := t.Field(i)
		name, inline, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		switch {
		case inline == "inline":
			out = append(out, keys(f.Type)...)
		case name != "" && name != "-":
			out = append(out, name)
		}
	}
	return out
}

func fields(t reflect.Type) map[string]reflect.Type {
	out := map[string]reflect.Type{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, inline, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if inline == "inline" {
			for k, v := range fields(f.Type) {
				out[k] = v
			}
		} else if name != "" && name != "-" {
			out[name] = f.Type
		}
	}
	return out
}

// perhaps names the known word that was probably meant.
func perhaps(word string, known []string) string {
	for _, k := range known {
		if near(word, k) {
			return fmt.Sprintf("（「%s」ではありませんか）", k)
		}
	}
	return ""
}

// near tells whether two words differ by at most two letters.
func near(a, b string) bool {
	if len(a) > 40 {
		return false
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			next := min(row[j], row[j+1]) + 1
			if a[i] == b[j] {
				next = min(next, corner)
			} else {
				next = min(next, corner+1)
			}
			corner, row[j+1] = row[j+1], next
		}
	}
	return row[len(b)] <= min(2, len(b)/2)
}

// clip keeps a message short, whatever was written.
func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// whole looks for what is begun and not finished, before anything is inherited:
// what an officer wrote must not give way to the base without a word.
func (p *page) whole() {
	given := func(at string) bool { _, ok := p.lines[at]; return ok }
	if given("$.calendar") {
		p.basis("$.calendar", p.set.Calendar.Basis)
	}
	for id, k := range p.set.Clocks {
		at := "$.clocks." + id + "."
		for key, is := range map[string]string{
			"period": string(k.Period.Unit), "opens": string(k.Opens.Unit), "closes": string(k.Closes.Unit), "extension.most": string(k.Extension.Most.Unit),
		} {
			if given(at+key) && is == "" {
				p.wrong(at+key, nil, "単位 unit がありません")
			}
		}
		for key, is := range map[string]string{
			"principle": string(k.Principle.Is), "firstDay": string(k.FirstDay.Is), "stop": string(k.Stop.Is), "roll": string(k.Roll.Is),
			"calendar": string(k.Calendar.Is), "limit": string(k.Limit.Is), "onLapse": string(k.OnLapse.Is), "cutoff": k.Cutoff.At,
		} {
			if given(at+key) && is == "" {
				p.wrong(at+key, nil, "%s がありません", map[bool]string{true: "at", false: "is"}[key == "cutoff"])
			}
		}
		if given(at+"startsFrom") && len(k.StartsFrom.All()) == 0 {
			p.start(at+"startsFrom", k.StartsFrom)
		}
		if given(at+"arrival") && !k.Arrival.Says() {
			p.wrong(at+"arrival", []string{"until", "channels", "onClosed", "closing"}, "いつ届いたことにするかがありません")
		}
	}
	slices.SortStableFunc(p.bad, func(a, b Problem) int { return a.Line - b.Line })
}
