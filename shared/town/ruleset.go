package town

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/rules"
)

// KindRules is the kind of an import of rule sets, which are no CSV.
const KindRules = "rules"

// WithRules takes rule sets of the town into the Book and tells in Japanese what
// changes. A set that is in force on that day is not replaced: cases were
// received under it. Source: KUM-27, AMB-16.
func (b Book) WithRules(sets []rules.Set, today day.Date) (Book, Diff, []RowError) {
	out, d := b, Diff{Lines: []string{}}
	out.Rules = slices.Clone(b.Rules)
	var errs []RowError
	for _, s := range sets {
		if out.Code == "" || len(out.Towns) == 0 {
			return b, Diff{}, []RowError{{Message: "市町村がまだありません。先に towns を読み込んでください"}}
		}
		i := slices.IndexFunc(out.Rules, func(o rules.Set) bool { return o.Version() == s.Version() })
		rival := slices.IndexFunc(out.Rules, func(o rules.Set) bool { return o.Name != s.Name && o.Card().Rivals(s.Card()) })
		_, err := rules.ByVersion(s.Version())
		switch {
		case err == nil:
			errs = append(errs, RowError{Column: "name", Message: fmt.Sprintf("製品に同じ名前と施行日のルール %s があります。name を変えてください", s.Version())})
		case rival >= 0:
			errs = append(errs, RowError{Column: "name", Message: fmt.Sprintf("ルール %s と、対象も期間も重なります。次の版なら、name を同じにして新しい施行日にしてください", out.Rules[rival].Version())})
		case i < 0:
			d.New++
			d.say("追加 ルール %s %s（%s から）", s.Version(), s.Title, s.Effective.From)
			out.Rules = append(out.Rules, s)
		case equalSets(out.Rules[i], s):
			d.Same++
		case !s.Effective.From.After(today):
			errs = append(errs, RowError{Column: "effective", Message: fmt.Sprintf("ルール %s はもう施行されています。直すときは、新しい施行日のルールにしてください", s.Version())})
		default:
			d.Changed++
			d.say("変更 ルール %s（%s から）", s.Version(), s.Effective.From)
			out.Rules[i] = s
		}
	}
	if len(errs) > 0 {
		return b, Diff{}, errs
	}
	slices.SortFunc(out.Rules, func(a, b rules.Set) int { return strings.Compare(a.Version(), b.Version()) })
	return out, d, nil
}

// Bound is what a submission says of itself that its rules depend on.
type Bound struct {
	Office  string
	Address Address // of the person
	Care    rules.Care
	Track   rules.Track
}

// RulesFor is the rule set that binds a submission: one of the town's own, or one
// of the product.
func (d *Directory) RulesFor(b Bound, on day.Date) (rules.Set, error) {
	office, a := b.Office, b.Address
	q := rules.Case{Town: d.code, On: on, Care: b.Care, Track: b.Track}
	if r := d.Route(a, on); r.OK {
		q.Centre = []string{r.Centre}
		if c, ok := d.Centre(r.Centre, on); ok {
			q.Centre = append(q.Centre, c.Name)
		}
	}
	for _, x := range d.Designations(office, on) {
		if x.Service == Support {
			q.Designated = x.From
		}
	}
	return d.rules(q)
}

// RulesOf is the rule set that binds the town itself, its centres and offices,
// for a kind of care, a track and a day.
func (d *Directory) RulesOf(q rules.Case) (rules.Set, error) {
	q.Town = d.code
	return d.rules(q)
}

func (d *Directory) rules(q rules.Case) (rules.Set, error) {
	cards := make([]rules.Card, len(d.own))
	for i, s := range d.own {
		cards[i] = s.Card()
	}
	card, err := rules.Choose(cards, q)
	if err != nil {
		return rules.Find(q)
	}
	s, _ := d.RuleSet(card.Version())
	return s, nil
}

// RuleSet finds one of the town's own rule sets by its version.
func (d *Directory) RuleSet(version string) (rules.Set, bool) {
	i := slices.IndexFunc(d.own, func(s rules.Set) bool { return s.Version() == version })
	if i < 0 {
		return rules.Set{}, false
	}
	return d.own[i], true
}

// equalSets compares what is stored.
func equalSets(a, b rules.Set) bool {
	x, err1 := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err1 == nil && err2 == nil && bytes.Equal(x, y)
}
