// Package rulebook reads rule sets as officers write them, and checks them.
//
//	YAML with comments → Read → sets with what they inherit, or every mistake with its line
//
// docs/rules.md says how a set is written.
package rulebook

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
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
		p.inherit(sets)
		p.check()
		p.beside(sets[len(standing):])
		sets = append(sets, p.set)
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
	f.Text = bytes.TrimPrefix(f.Text, []byte("\ufeff")) // as editors on Windows write it
	if len(bytes.TrimSpace(f.Text)) == 0 {
		p.bad = Problems{{File: f.Name, Line: 1, Message: "ファイルに何も書かれていません", Allowed: []string{}}}
		return p
	}
	if len(f.Text) > most {
		p.bad = Problems{{File: f.Name, Line: 1, Message: "ルールのファイルが大きすぎます(1MBまで)", Allowed: []string{}}}
		return p
	}
	tree, err := parser.ParseBytes(f.Text, 0)
	if err == nil {
		for _, doc := range tree.Docs {
			p.index(doc.Body, "$")
		}
		err = yaml.NewDecoder(bytes.NewReader(f.Text), yaml.Strict()).Decode(&p.set)
	}
	if err != nil {
		p.bad = Problems{located(f, err)}
		return p
	}
	for id, k := range p.set.Clocks {
		p.set.Clocks[id] = k.Grounded()
	}
	for i := range p.set.Documents {
		p.set.Documents[i].Ground()
	}
	return p
}

// inherit puts the base under the set: the newest of that name in force when the
// set begins, or the very version named.
func (p *page) inherit(sets []rules.Set) {
	if p.set.Base == "" {
		return
	}
	var base *rules.Set
	var known []string
	for i, s := range sets {
		known = append(known, s.Name)
		if names(p.set.Base, s) && !s.Effective.From.After(p.set.Effective.From) && (base == nil || !s.Effective.From.Before(base.Effective.From)) {
			base = &sets[i]
		}
	}
	if base == nil {
		slices.Sort(known)
		p.wrong("$.base", slices.Compact(known), "もとになるルール「%s」がないか、施行日がこのルールより後です", p.set.Base)
		return
	}
	p.set = p.set.Over(*base)
	p.set.Base = base.Version()
}

// located is a decoder's error with its line, in Japanese. One of our own types
// does not know its line: it is the first in which the text it quotes stands.
func located(f File, err error) Problem {
	p := Problem{File: f.Name, Line: 1, Message: err.Error(), Allowed: []string{}}
	var y yaml.Error
	if errors.As(err, &y) && y.GetToken() != nil {
		p.Line, p.Message = y.GetToken().Position.Line, y.GetMessage()
	} else if m := quotedText().FindStringSubmatch(p.Message); m != nil {
		if i := bytes.Index(f.Text, []byte(m[1])); i >= 0 {
			p.Line = 1 + bytes.Count(f.Text[:i], []byte("\n"))
		}
	}
	var unknown *yaml.UnknownFieldError
	var kind *yaml.TypeError
	switch {
	case errors.As(err, &unknown):
		field := strings.Trim(strings.TrimPrefix(p.Message, "unknown field "), `"`)
		p.Message = fmt.Sprintf("「%s」という項目はありません。綴りと字下げを確かめてください", field)
		p.Allowed = fieldsLike(field)
	case errors.As(err, &kind):
		p.Message = "値の形が違います: " + p.Message
	case errors.As(err, new(*yaml.SyntaxError)):
		p.Message = "YAMLとして読めません。字下げと「:」の後の空白を確かめてください: " + p.Message
	case strings.HasPrefix(p.Message, "read the date"):
		p.Message = "その日付はありません。2026-04-01 のように書いてください: " + p.Message
	}
	return p
}

var quotedText = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[「"]([^」"]+)[」"]`) })

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
