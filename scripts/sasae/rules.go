package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/rules"
	"github.com/sasae-care/sasae/shared/rules/rulebook"
)

type rulesCmd struct {
	Check     rulesCheckCmd     `cmd:"" help:"ルールのファイルを検査します。例: sasae rules check mihon.yaml"`
	Show      rulesShowCmd      `cmd:"" help:"有効なルールを根拠とともに示します。例: sasae rules show 熊本市 --on 2026-04-01"`
	Due       rulesDueCmd       `cmd:"" help:"期限を計算し、導き方を示します。例: sasae rules due --rules mihon.yaml --clock review --from 2026-04-20"`
	Documents rulesDocumentsCmd `cmd:"" help:"提出する書類を示します。例: sasae rules documents --rules mihon.yaml --event 更新"`
}

type rulesCheckCmd struct {
	Files []string `arg:"" name:"FILE" type:"path" help:"ルールのファイル (YAML)。互いにもとにしてよい。"`
}

type checkedRules struct {
	OK     bool              `json:"ok"`
	Sets   []string          `json:"sets"`
	Errors rulebook.Problems `json:"errors"`
}

// Run checks the files together, on the sets that come with the product.
func (c *rulesCheckCmd) Run(s *session) error {
	out := checkedRules{OK: true, Sets: []string{}, Errors: rulebook.Problems{}}
	sets, err := readRules(c.Files)
	var bad rulebook.Problems
	switch {
	case errors.As(err, &bad):
		out.OK, out.Errors = false, bad
	case err != nil:
		return err
	}
	for _, set := range sets {
		out.Sets = append(out.Sets, set.Version())
	}
	err = s.give(out, func() {
		for _, p := range out.Errors {
			fmt.Fprintln(s.out, p.Error())
		}
		if out.OK {
			fmt.Fprintf(s.out, "誤りはありません: %s\n", strings.Join(out.Sets, "、"))
		} else {
			fmt.Fprintf(s.out, "%d件の誤りがあります。直すまで、今のルールが有効です。\n", len(out.Errors))
		}
	})
	if err == nil && !out.OK {
		err = errNo
	}
	return err
}

// readRules reads files on the sets that come with the product.
func readRules(names []string) ([]rules.Set, error) {
	var files []rulebook.File
	for _, n := range names {
		b, err := os.ReadFile(n)
		if err != nil {
			return nil, fmt.Errorf("%s を読めません: %w", n, err)
		}
		files = append(files, rulebook.File{Name: n, Text: b})
	}
	shipped, err := rulebook.Shipped()
	if err != nil {
		return nil, err
	}
	return rulebook.Read(shipped, files...)
}

// which picks one set: of the files given, or of those that come with the product.
type which struct {
	Rules  []string `name:"rules" placeholder:"FILE" help:"ルールのファイル。くり返すと、後のものは初めのもののもとになるルール。団体コードか市町村名なら、製品に付いているルール。"`
	Centre string   `placeholder:"C" help:"センターの番号か名称。"`
	Care   string   `enum:"support,management" default:"support" help:"製品に付いているルールの、介護予防支援 (support) か介護予防ケアマネジメント (management)。"`
}

func (w which) set(q rules.Case) (rules.Set, error) {
	if len(w.Rules) == 0 {
		return rules.Set{}, misuse("--rules にルールのファイルか団体コードを指定してください")
	}
	if _, err := os.Stat(w.Rules[0]); err != nil && !strings.ContainsAny(w.Rules[0], "./\\") {
		q.Care = rules.Care(w.Care)
		return shippedFor(w.Rules[0], q)
	}
	sets, err := readRules(w.Rules)
	if err != nil {
		return rules.Set{}, err
	}
	return sets[0], nil
}

// shippedFor is the set in force for a municipality, by code or name.
func shippedFor(town string, q rules.Case) (rules.Set, error) {
	sets, err := rulebook.Shipped()
	if err != nil {
		return rules.Set{}, err
	}
	var cards []rules.Card
	for _, s := range sets {
		cards = append(cards, s.Card())
	}
	q.Town = codeOf(town, sets)
	if q.Designated.IsZero() {
		q.Designated = q.On // an office that is designated now
	}
	if q.Town == "" {
		return rules.Set{}, refusal(fmt.Sprintf("「%s」という市町村のルールはありません。6桁の団体コードなら、国のルールを示します", town))
	}
	card, err := rules.Choose(cards, q)
	if err != nil {
		return rules.Set{}, refusal(fmt.Sprintf("%s に有効なルールはありません", q.On.Wareki()))
	}
	return sets[slices.IndexFunc(sets, func(s rules.Set) bool { return s.Version() == card.Version() })], nil
}

// codeOf is the code itself, or that of a town that a set names.
func codeOf(town string, sets []rules.Set) string {
	if m, err := number.ParseMunicipality(town); err == nil {
		return string(m)
	}
	for _, s := range sets {
		if s.Binds.Name == town && len(s.Binds.Towns) > 0 {
			return s.Binds.Towns[0]
		}
	}
	return ""
}

type rulesShowCmd struct {
	Town       string   `arg:"" name:"TOWN" help:"6桁の団体コードか市町村名。"`
	On         string   `placeholder:"DATE" help:"いつのルールか。なければ今日。"`
	Care       string   `enum:"support,management" default:"support" help:"介護予防支援 (support) か介護予防ケアマネジメント (management)。"`
	Track      string   `enum:"direct,commissioned" default:"direct" help:"居宅指定 (direct) か委託 (commissioned)。"`
	Centre     string   `placeholder:"C" help:"センターの番号か名称。"`
	Designated string   `placeholder:"DATE" help:"事業所が指定を受けた日。なければその日。"`
	Rules      []string `placeholder:"FILE" help:"製品に付いているものに代えて見るルールのファイル。"`
}

type shownRules struct {
	Version   string          `json:"version"`
	Title     string          `json:"title"`
	Base      string          `json:"base"`
	Effective rules.Effective `json:"effective"`
	Binds     rules.Binding   `json:"binds"`
	Rules     []rules.Line    `json:"rules"`
}

// Run prints the set in force, rule by rule.
func (c *rulesShowCmd) Run(s *session) error {
	on, err := dayOr(c.On, day.On(time.Now()))
	if err != nil {
		return err
	}
	designated, err := dayOr(c.Designated, day.Date{})
	if err != nil {
		return err
	}
	q := rules.Case{On: on, Care: rules.Care(c.Care), Track: rules.Track(c.Track), Centre: []string{c.Centre}, Designated: designated}
	set, err := shippedFor(c.Town, q)
	if len(c.Rules) > 0 {
		set, err = which{Rules: c.Rules}.set(q)
	}
	if err != nil {
		return err
	}
	out := shownRules{set.Version(), set.Title, set.Base, set.Effective, set.Binds, set.Lines()}
	return s.give(out, func() {
		fmt.Fprintf(s.out, "%s (%s)\n", set.Title, set.Version())
		for _, l := range out.Rules {
			fmt.Fprintf(s.out, "  %s\t%s\t根拠: %s%s\n", l.Name, l.Value, l.Source, noteOf(l.Basis))
		}
	})
}

// noteOf is what a rule says beside its source.
func noteOf(b rules.Basis) string {
	switch {
	case b.Open:
		return " [市町村が決めるところ] " + b.Note
	case b.Note != "":
		return " " + b.Note
	}
	return ""
}

func dayOr(s string, otherwise day.Date) (day.Date, error) {
	if s == "" {
		return otherwise, nil
	}
	d, err := day.ParseAny(s)
	if err != nil {
		return d, misuse(err.Error())
	}
	return d, nil
}

type rulesDocumentsCmd struct {
	which  `embed:""`
	Event  string   `required:"" placeholder:"E" help:"場面: 新規、更新、区分変更、計画変更、軽微な変更、移行、暫定、C→A、検証依頼、評価・終了 など (new, renewal, levelChange …)。"`
	Track  string   `enum:",direct,commissioned" default:"" help:"居宅指定 (direct) か委託 (commissioned)。"`
	Type   string   `enum:",A,B,C" default:"" help:"ケアマネジメントの類型。"`
	Office string   `enum:",inside,outside" default:"" help:"事業所が市町村の内か外か。"`
	For    string   `enum:",welfare" default:"" help:"生活保護の利用者 (welfare)。"`
	With   []string `placeholder:"F,F" help:"そろっている様式。"`
}

type wantedDocuments struct {
	Rules       string          `json:"rules"`
	Event       string          `json:"event"`
	Required    []string        `json:"required"`
	OneOf       [][]string      `json:"oneOf"`
	Recommended []string        `json:"recommended"`
	Optional    []string        `json:"optional"`
	OnRequest   []string        `json:"onRequest"`
	Missing     []string        `json:"missing"`
	Unexpected  []string        `json:"unexpected"`
	Documents   []askedDocument `json:"documents"` // all of them as the rules ask for them
}

// askedDocument is a document with how it is asked for, in words, and the
// editions of its forms.
type askedDocument struct {
	Need string `json:"need"` // required, oneOf, recommended, optional, onRequest
	rules.Document
	Text     string              `json:"text"`
	Versions []rules.FormVersion `json:"versions,omitempty"`
}

var needs = map[string]string{
	"required": "必須", "oneOf": "どれか一つ", "recommended": "推奨", "optional": "任意", "onRequest": "求められたとき",
}

// askedFor lists the documents of a submission, what is required first.
func askedFor(set rules.Set, d rules.Documents) (out []askedDocument) {
	for _, l := range []struct {
		need string
		docs []rules.Document
	}{{"required", d.Required}, {"oneOf", d.OneOf}, {"recommended", d.Recommended}, {"optional", d.Optional}, {"onRequest", d.OnRequest}} {
		for _, doc := range l.docs {
			a := askedDocument{Need: l.need, Document: doc, Text: set.DocumentWords(doc)}
			for _, v := range set.Forms {
				if v.Words() != "" && (v.Form == doc.Form || slices.Contains(doc.OneOf, v.Form) || slices.Contains(rules.Parts(doc.Form), v.Form)) {
					a.Versions = append(a.Versions, v)
				}
			}
			out = append(out, a)
		}
	}
	return out
}

// Run lists what an event asks for, and what is missing.
func (c *rulesDocumentsCmd) Run(s *session) error {
	event, ok := rules.ParseEvent(c.Event)
	if !ok {
		var names []string
		for _, e := range rules.Events() {
			names = append(names, string(e)+" ("+e.Name()+")")
		}
		return misuse(fmt.Sprintf("場面「%s」はありません。使えるもの: %s", c.Event, strings.Join(names, "、")))
	}
	set, err := c.set(rules.Case{On: day.On(time.Now()), Track: rules.Track(c.Track), Centre: []string{c.Centre}})
	if err != nil {
		return err
	}
	for _, f := range c.With {
		if _, ok := set.Form(f); !ok {
			return misuse(fmt.Sprintf("様式「%s」はありません", f))
		}
	}
	wanted := rules.Wanted{Event: event, Track: rules.Track(c.Track), Type: rules.Type(c.Type), Office: rules.Office(c.Office), For: rules.Person(c.For)}
	if !set.Takes(wanted) {
		return refusal(fmt.Sprintf("%s では、%sのときの書類の提出は定められていません", set.Version(), event.Name()))
	}
	docs := set.DocumentsFor(wanted)
	out := wantedDocuments{
		Rules: set.Version(), Event: string(event), Required: formsOf(docs.Required), OneOf: [][]string{},
		Recommended: formsOf(docs.Recommended), Optional: formsOf(slices.Concat(docs.Optional, docs.OnRequest)), OnRequest: formsOf(docs.OnRequest),
		Documents: askedFor(set, docs),
	}
	for _, d := range docs.OneOf {
		out.OneOf = append(out.OneOf, d.OneOf)
	}
	out.Missing, _, out.Unexpected = docs.Missing(c.With)
	out.Missing, out.Unexpected = parts(out.Missing, c.With), orEmpty(out.Unexpected)
	return s.give(out, func() {
		for _, d := range out.Documents {
			fmt.Fprintf(s.out, "%s\t%s\t%s\t根拠: %s%s\n", needs[d.Need], cmp.Or(d.Form, strings.Join(d.OneOf, "|")), d.Text, d.Source, noteOf(d.Basis))
			for _, v := range d.Versions {
				fmt.Fprintf(s.out, "\t%s\t様式の版: %s\t根拠: %s%s\n", v.Form, v.Words(), v.Source, noteOf(v.Basis))
			}
		}
		for _, f := range out.Missing {
			fmt.Fprintf(s.out, "足りないもの\t%s\t%s\n", f, set.FormName(f))
		}
		for _, f := range out.Unexpected {
			fmt.Fprintf(s.out, "求められていないもの\t%s\t%s\n", f, set.FormName(f))
		}
	})
}

// formsOf names the forms; one that has parts by its parts, as the catalogue does.
func formsOf(docs []rules.Document) []string {
	var ids []string
	for _, d := range docs {
		ids = append(ids, append([]string{d.Form}, d.OneOf...)...)
	}
	return parts(slices.DeleteFunc(ids, func(f string) bool { return f == "" }), nil)
}

// parts puts the parts of a form in its place, but for those that are there.
func parts(ids, there []string) []string {
	out := []string{}
	for _, id := range ids {
		list := rules.Parts(id)
		if len(list) == 0 {
			list = []string{id}
		}
		for _, f := range list {
			if !slices.Contains(there, f) && !slices.Contains(out, f) {
				out = append(out, f)
			}
		}
	}
	return out
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
