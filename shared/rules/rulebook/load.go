// Package rulebook reads rule sets as officers write them, and checks them.
//
//	YAML with comments → Read → sets with what they inherit, or every mistake with its line
//
// docs/rules.md says how a set is written.
package rulebook

import (
	"bytes"
	"fmt"
	"io/fs"
	"reflect"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/sasae-care/sasae/shared/rules"
)

// Problem is a mistake in a file: where it is, and what is allowed there.
type Problem struct {
	File    string   `json:"file"`
	Line    int      `json:"line"`
	Message string   `json:"message"` // Japanese
	Allowed []string `json:"allowed"`
}

// Error implements error.
func (p Problem) Error() string { return fmt.Sprintf("%s:%d行目: %s", p.File, p.Line, p.Text()) }

// Text is the mistake and what is allowed, without its place.
func (p Problem) Text() string {
	if len(p.Allowed) == 0 {
		return p.Message
	}
	return p.Message + "（使えるもの: " + strings.Join(p.Allowed, "、") + "）"
}

// Problems are all mistakes of some files.
type Problems []Problem

// Error implements error.
func (p Problems) Error() string {
	var lines []string
	for _, one := range p {
		lines = append(lines, one.Error())
	}
	return strings.Join(lines, "\n")
}

// File is a rule file by name.
type File struct {
	Name string
	Text []byte
}

// most is how large a rule file may be; the largest of ours has 20 KB.
const most = 1 << 20

// Shipped are the sets that come with the product.
var Shipped = sync.OnceValues(func() ([]rules.Set, error) {
	names, err := fs.Glob(rules.Sources, "*/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list the rule files: %w", err)
	}
	var files []File
	for _, n := range names {
		b, err := rules.Sources.ReadFile(n)
		if err != nil {
			return nil, fmt.Errorf("read the rules: %w", err)
		}
		files = append(files, File{n, b})
	}
	return Read(nil, files...)
})

// Read reads and checks files, which may build on each other and on the sets
// that stand already; what stands they may replace, but no two of them may bind
// the same cases. The sets come in the order of the files. When anything is wrong
// it gives no set, and every mistake at once.
func Read(standing []rules.Set, files ...File) ([]rules.Set, error) {
	var bad Problems
	var own []*page
	for _, f := range files {
		p := open(f)
		own = append(own, p)
		bad = append(bad, p.bad...)
	}
	if len(bad) > 0 {
		return nil, bad
	}
	read := slices.Clone(own)
	slices.SortStableFunc(own, func(a, b *page) int { return a.set.Effective.From.Compare(b.set.Effective.From) })
	sets := slices.Clone(standing)
	for _, p := range ordered(own) {
		if p.inherit(sets, own) {
			p.check()
			p.beside(sets[len(standing):])
			sets = append(sets, p.set)
		}
		bad = append(bad, p.bad...)
	}
	if len(bad) > 0 {
		slices.SortStableFunc(bad, func(a, b Problem) int {
			return slices.Compare([]int{strings.Compare(a.File, b.File), a.Line}, []int{0, b.Line})
		})
		return nil, bad
	}
	out := make([]rules.Set, len(read))
	for i, p := range read {
		out[i] = p.set
	}
	return out, nil
}

// ordered puts a set after the one it builds on.
func ordered(pages []*page) (out []*page) {
	left := pages
	for len(left) > 0 {
		var later []*page
		for _, p := range left {
			if slices.ContainsFunc(left, func(o *page) bool { return o != p && names(p.set.Base, o.set) }) {
				later = append(later, p)
				continue
			}
			out = append(out, p)
		}
		if len(later) == len(left) {
			return append(out, later...) // a ring: inherit says so
		}
		left = later
	}
	return out
}

// names tells whether a base names the set: by name or by version.
func names(base string, s rules.Set) bool { return base == s.Name || base == s.Version() }

// page is one file being read.
type page struct {
	file  string
	set   rules.Set // as written, then with what it inherits
	lines map[string]int
	bad   Problems
}

func open(f File) *page {
	p := &page{file: f.Name, lines: map[string]int{}}
	text := bytes.TrimPrefix(f.Text, []byte("\ufeff")) // as editors on Windows write it
	if why, line := unreadable(text); why != "" {
		p.refuse(line, why)
		return p
	}
	tree, err := parse(text)
	if err != nil {
		p.refuse(misspelt(err))
		p.around(text)
		return p
	}
	bodies := written(tree)
	switch {
	case len(bodies) == 0:
		p.refuse(1, empty)
		return p
	case len(bodies) > 1:
		p.refuse(bodies[1].Body.GetToken().Position.Line, "「---」の後に、また別のルールがあります。1つのファイルには1つのルールだけを書いてください")
		return p
	}
	p.shape(bodies[0].Body, reflect.TypeFor[rules.Set](), "$")
	if len(p.bad) > 0 {
		return p
	}
	if err := yaml.NewDecoder(bytes.NewReader(text), yaml.Strict()).Decode(&p.set); err != nil {
		p.refuse(misspelt(err))
		return p
	}
	p.whole()
	for id, k := range p.set.Clocks {
		p.set.Clocks[id] = k.Grounded()
	}
	for i := range p.set.Documents {
		p.set.Documents[i].Ground()
	}
	return p
}

// parse takes keys twice: shape names them with all else.
func parse(text []byte) (*ast.File, error) {
	return parser.ParseBytes(text, 0, parser.AllowDuplicateMapKey())
}

// written are the documents of a file that say something.
func written(tree *ast.File) []*ast.DocumentNode {
	return slices.DeleteFunc(tree.Docs, func(d *ast.DocumentNode) bool { return d.Body == nil || d.Body.Type() == ast.CommentType })
}

// around looks at the sections of a file beside the one that cannot be read; of
// a bracket left open the one before may be at fault.
func (p *page) around(text []byte) {
	lines := bytes.SplitAfter(text, []byte("\n"))
	begins := func(l []byte) bool { return len(bytes.TrimSpace(l)) > 0 && !bytes.ContainsAny(l[:1], " \t#-]}") }
	at := min(p.bad[0].Line, len(lines)) - 1
	for to := at + 1; to < len(lines) && !begins(lines[to]); to++ {
		lines[to] = []byte("\n")
	}
	for range 2 {
		for begun := false; at >= 0 && !begun; at-- {
			begun, lines[at] = begins(lines[at]), []byte("\n")
		}
		tree, err := parse(bytes.Join(lines, nil))
		if err != nil {
			continue
		}
		for _, d := range written(tree) {
			p.shape(d.Body, reflect.TypeFor[rules.Set](), "$")
		}
		slices.SortStableFunc(p.bad, func(a, b Problem) int { return a.Line - b.Line })
		return
	}
}

// inherit puts the base under the set: the newest of that name in force when the
// set begins, or the very version named. It says false when there is none.
func (p *page) inherit(sets []rules.Set, own []*page) bool {
	if p.set.Base == "" {
		return true
	}
	var base *rules.Set
	var known []string
	for i, s := range sets {
		known = append(known, s.Name)
		if p.buildsOn(s) && (base == nil || !s.Effective.From.Before(base.Effective.From)) {
			base = &sets[i]
		}
	}
	switch {
	case base == nil && slices.ContainsFunc(own, func(o *page) bool { return p.buildsOn(o.set) }):
		p.wrong("$.base", nil, "もとになるルール「%s」も、もとが定まりません。もとが輪になっていないか、確かめてください", p.set.Base)
	case base == nil:
		slices.Sort(known)
		p.wrong("$.base", slices.Compact(known), "もとになるルール「%s」がないか、施行日がこのルールより後です", p.set.Base)
	case p.set.Base == base.Name && !base.Effective.Until.IsZero() && p.set.Effective.From.After(base.Effective.Until):
		p.wrong("$.base", []string{base.Version()}, "もとになるルール「%s」は %s で終わっています。それでももとにするなら、版の名で書いてください", base.Name, base.Effective.Until)
	default:
		own := p.set.Clocks
		p.set = p.set.Over(*base)
		p.set.Base = base.Version()
		for id, k := range p.set.Clocks {
			if _, given := p.lines["$.clocks."+id+".every"]; given && own[id].Every == 0 { // once, whatever the base says
				k.Every = 0
				p.set.Clocks[id] = k
			}
		}
		return true
	}
	return false
}

func (p *page) buildsOn(s rules.Set) bool {
	return names(p.set.Base, s) && !s.Effective.From.After(p.set.Effective.From)
}

const empty = "ファイルに何も書かれていません"

// refuse gives up on the whole file.
func (p *page) refuse(line int, why string) {
	p.bad = Problems{{File: p.file, Line: line, Message: why, Allowed: []string{}}}
}

// unreadable tells why a text can be no rule file, and in which line.
func unreadable(text []byte) (why string, line int) {
	if len(text) > most {
		return "ルールのファイルが大きすぎます(1MBまで)", 1
	}
	control := bytes.IndexFunc(text, func(r rune) bool { return r < ' ' && r != '\t' && r != '\r' && r != '\n' })
	switch {
	case len(bytes.TrimSpace(text)) == 0:
		return empty, 1
	case !utf8.Valid(text):
		good := bytes.IndexRune(text, utf8.RuneError) // the first byte that is none
		return "UTF-8 の文字ではありません。メモ帳なら「名前を付けて保存」の文字コードで UTF-8 を選んでください", 1 + bytes.Count(text[:max(good, 0)], []byte("\n"))
	case control >= 0:
		return "文字ではないもの(制御文字)があります。UTF-8 の文字のファイルにしてください", 1 + bytes.Count(text[:control], []byte("\n"))
	}
	for i, depth := 0, 0; i < len(text); i++ { // the parser would take a minute over a page of brackets
		switch text[i] {
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		}
		if depth > 50 {
			return "かっこの入れ子が深すぎます", 1 + bytes.Count(text[:i], []byte("\n"))
		}
	}
	return "", 0
}

// misspelt is an error of the YAML parser with its line, in Japanese.
func misspelt(err error) (line int, why string) {
	line, said := 1, err.Error()
	if y, ok := err.(yaml.Error); ok {
		said = y.GetMessage()
		if y.GetToken() != nil {
			line = y.GetToken().Position.Line
		}
	}
	for part, ja := range map[string]string{
		"'\t'":                 "タブは使えません。半角の空白で字下げしてください",
		"non-map value":        "「項目: 値」の形ではありません。「:」は半角で書き、後に半角の空白を1つ入れてください",
		"find alias":           "「*」は使えません。値をそのまま書いてください",
		"max depth":            "入れ子が深すぎます",
		"find end character":   "引用符が閉じていません。値の終わりにも、同じ引用符を付けてください",
		"reserved character":   "「@」や「`」で始まる値は、全体を引用符で囲んでください",
		"directive value":      "「%」で始まる値は、全体を引用符で囲んでください",
		"escape character":     "引用符「\"」の中で「\\」は使えません。引用符を「'」にしてください",
		"sequence entries":     "「- 」の並びは、次の行から字下げして書いてください",
		"must be specified":    "この行までのどこかで、かっこが閉じていません",
		"value is not allowed": "字下げをそろえ、前の行までの引用符が閉じているか確かめてください。値に「: 」や引用符があるときは、値の全体を引用符で囲んでください",
	} {
		if strings.Contains(said, part) {
			return line, "YAMLとして読めません: " + ja
		}
	}
	return line, "YAMLとして読めません。字下げ、引用符、かっこの閉じと、「:」の後の空白を確かめてください"
}

// Compile writes the sets and their index as rules embeds them, by file name.
func Compile(sets []rules.Set) map[string][]byte {
	out := map[string][]byte{}
	var cards []rules.Card
	for _, s := range sets {
		cards = append(cards, s.Card())
		out[s.Version()+".json"] = indented(s)
	}
	out["index.json"] = indented(cards)
	return out
}
