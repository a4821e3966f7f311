package rulebook

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/rules"
)

var (
	townCode = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\d{6}$`) })
	slug     = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z][a-zA-Z0-9-]*$`) })
)

// wrong notes a mistake at a key of the file.
func (p *page) wrong(at string, allowed []string, format string, args ...any) {
	what := ""
	if at != "$" {
		what = clip(strings.TrimPrefix(at, "$.")) + ": "
	}
	if allowed == nil {
		allowed = []string{}
	}
	p.bad = append(p.bad, Problem{p.file, p.line(at), what + fmt.Sprintf(format, args...), allowed})
}

// line is that of the key, or of the nearest key around it that is written.
func (p *page) line(at string) int {
	for at != "$" && at != "" {
		if n, ok := p.lines[at]; ok {
			return n
		}
		at = at[:max(strings.LastIndexAny(at, ".["), 1)]
	}
	return 1
}

// check looks at a whole set.
func (p *page) check() {
	s := p.set
	p.slug("$.name", s.Name)
	p.text("$.title", s.Title)
	p.basis("$.effective", s.Effective.Basis)
	switch from := s.Effective.From; {
	case from.IsZero():
		p.wrong("$.effective", nil, "施行日 from がありません。from: 2026-04-01 のように書いてください")
	case !day.Known(from):
		p.wrong("$.effective.from", nil, "施行日 %s は%v", from, day.ErrRange)
	}
	if u := s.Effective.Until; !u.IsZero() && u.Before(s.Effective.From) {
		p.wrong("$.effective.until", nil, "終わりの日 %s が施行日 %s より前です", u, s.Effective.From)
	}
	p.binding("$.binds", s.Binds)
	p.calendar("$.calendar", s.Calendar)
	for _, c := range sorted(s.Centres) {
		p.calendar("$.centres."+c, s.Centres[c])
	}
	for _, a := range sorted(s.Anchors) {
		p.slug("$.anchors."+a, a)
		if rules.Anchor(a).Known() {
			p.wrong("$.anchors."+a, nil, "この起点はもとからあります。名前を変えずに使ってください")
		}
	}
	for _, id := range sorted(s.Clocks) {
		p.slug("$.clocks."+id, id)
		p.clock("$.clocks."+id, s.Clocks[id])
	}
	p.needed()
	p.documents()
	p.forms()
	for i, v := range s.Viewpoints {
		in := fmt.Sprintf("$.viewpoints[%d]", i)
		if v.N != i+1 {
			p.wrong(in, nil, "番号 n は上から順に %d です", i+1)
		}
		p.text(in+".text", v.Text)
		p.basis(in, v.Basis)
	}
	once := p.unique()
	for i, a := range s.Answers {
		in := fmt.Sprintf("$.answers[%d]", i)
		once(in+".id", a.ID)
		p.text(in+".name", a.Name)
		p.basis(in, a.Basis)
	}
	once = p.unique()
	for i, c := range s.Channels {
		in := fmt.Sprintf("$.channels[%d]", i)
		once(in+".id", c.ID)
		p.text(in+".name", c.Name)
		oneOf(p, in+".standing", c.Standing, rules.Principle, rules.Recommended, rules.Allowed, rules.Discouraged, rules.Refused)
		p.basis(in, c.Basis)
	}
	p.settings()
}

func (p *page) binding(at string, b rules.Binding) {
	if len(b.Towns) == 0 && !b.National {
		p.wrong(at, []string{"towns", "national"}, "どの市町村のルールか、towns に6桁の団体コードを書いてください")
	}
	if len(b.Towns) > 0 && b.National {
		p.wrong(at, []string{"towns", "national"}, "towns と national は一緒に使えません")
	}
	for i, t := range b.Towns {
		if !townCode().MatchString(t) {
			p.wrong(fmt.Sprintf("%s.towns[%d]", at, i), nil, "「%s」は6桁の団体コードではありません。\"431001\" のように引用符で囲んでください", t)
		}
	}
	oneOf(p, at+".care", b.Care, rules.Support, rules.Management)
	for i, t := range b.Tracks {
		oneOf(p, fmt.Sprintf("%s.tracks[%d]", at, i), t, rules.Direct, rules.Commissioned)
	}
}

func (p *page) calendar(at string, c rules.Calendar) {
	if reflect.ValueOf(c).IsZero() {
		return
	}
	p.basis(at, c.Basis)
	for i, w := range c.Weekly {
		if !w.Known() {
			p.wrong(fmt.Sprintf("%s.weekly[%d]", at, i), words(rules.Weekdays()), "「%s」という曜日はありません", w)
		}
	}
	if y := c.YearEnd; y != nil && !y.Open && (y.December < 20 || y.December > 31 || y.January < 1 || y.January > 15) {
		p.wrong(at+".yearEnd", nil, "年末年始の閉庁は december(20から31)と january(1から15)の日で書いてください")
	}
	for name, list := range map[string][]rules.Day{"closed": c.Closed, "opened": c.Opened} {
		for i, d := range list {
			if d.Date.IsZero() || d.Name == "" {
				p.wrong(fmt.Sprintf("%s.%s[%d]", at, name, i), nil, "date と name の両方が要ります")
			}
		}
	}
}

// needed are the clocks without which a case cannot be handled.
func (p *page) needed() {
	need := []string{"review", "confirmed-plan", "retention"}
	if p.set.Binds.Care == rules.Management {
		need = []string{"review", "monitoring-visit", "retention"}
	}
	for _, id := range need {
		if _, ok := p.set.Clocks[id]; !ok {
			p.wrong("$.clocks", need, "必要なルール「%s」がありません。base で国のルールを引き継ぐか、書き足してください", id)
		}
	}
	if len(p.set.Documents) == 0 {
		p.wrong("$.documents", nil, "提出を求める書類がありません。base で引き継ぐか、書き足してください")
	}
}

// beside looks at the set beside those that stand: no two of one version, none
// that would bind the same cases at the same time.
func (p *page) beside(sets []rules.Set) {
	for _, o := range sets {
		switch {
		case o.Version() == p.set.Version():
			p.wrong("$.name", nil, "同じ名前と施行日のルール %s がすでにあります。施行日を変えてください", o.Version())
		case !o.Card().Rivals(p.set.Card()):
		case o.Name != p.set.Name:
			p.wrong("$.effective", nil, "ルール %s と、対象も期間も重なります。どちらかに until を書くか、対象を分けてください", o.Version())
		case !o.Effective.Until.IsZero() && !p.set.Effective.From.After(o.Effective.Until):
			p.wrong("$.effective.from", nil, "前のルール %s は %s まで続きます。その翌日以後から始めてください", o.Version(), o.Effective.Until)
		}
	}
}

func (p *page) settings() {
	known := map[string]rules.Decision{}
	for _, d := range rules.Settings() {
		known[d.ID] = d
	}
	for _, id := range sorted(p.set.Settings) {
		at, s := "$.settings."+id, p.set.Settings[id]
		d, ok := known[id]
		if !ok {
			p.wrong("$.settings", sorted(known), "「%s」という設定はありません", id)
			continue
		}
		if _, err := strconv.ParseUint(s.Is, 10, 31); d.Number && err != nil {
			p.wrong(at, nil, "「%s」は数ではありません", s.Is)
		}
		if len(d.Allowed) > 0 && !slices.Contains(d.Allowed, s.Is) {
			p.wrong(at, d.Allowed, "「%s」は使えません", s.Is)
		}
		p.basis(at, s.Basis)
	}
}

// basis wants a source for every rule, and a reason where the source is silent.
func (p *page) basis(at string, b rules.Basis) {
	if strings.TrimSpace(b.Source) == "" {
		p.wrong(at, nil, "根拠 source がありません。文書の名と箇所、または要件の番号を書いてください")
	}
	if b.Open && b.Note == "" {
		p.wrong(at, nil, "open: true のときは、そう決めた理由を note に書いてください")
	}
}

func (p *page) text(at, s string) {
	if strings.TrimSpace(s) == "" {
		p.wrong(at, nil, "書かれていません")
	}
}

func (p *page) slug(at, s string) {
	if !slug().MatchString(s) {
		p.wrong(at, nil, "「%s」は使えません。半角の英小文字で始め、英数字とハイフンで書いてください", s)
	}
}

func (p *page) hour(at, s string) {
	if _, _, err := rules.ParseHour(s); err != nil {
		p.wrong(at, nil, "%v", err)
	}
}

// unique gives a function that refuses an empty or a repeated name.
func (p *page) unique() func(at, name string) {
	seen := map[string]bool{}
	return func(at, name string) {
		p.text(at, name)
		if seen[name] {
			p.wrong(at, nil, "「%s」が二度あります", name)
		}
		seen[name] = true
	}
}

func oneOf[T ~string](p *page, at string, v T, allowed ...T) {
	switch {
	case v == "":
		p.wrong(at, words(allowed), "書かれていません")
	case !slices.Contains(allowed, v):
		p.wrong(at, words(allowed), "「%s」は使えません", v)
	}
}

func words[T ~string](list []T) (out []string) {
	for _, w := range list {
		out = append(out, string(w))
	}
	return out
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func indented(v any) []byte {
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		panic(fmt.Errorf("write a rule set: %w", err)) // our own types
	}
	return append(b, '\n')
}
