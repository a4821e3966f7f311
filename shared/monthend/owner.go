package monthend

import (
	"slices"

	"github.com/sasae-care/sasae/shared/billing"
	"github.com/sasae-care/sasae/shared/day"
)

// Care is what somebody plans for a person.
type Care string

// The cares: 居宅介護支援 (43), 介護予防支援 (46), 介護予防ケアマネジメント (AF).
const (
	CarePlan   Care = "care"
	Support    Care = "support"
	Management Care = "management"
)

// Charge is the time in which one office or centre had a person's care. A zero
// From is not known, a zero To is still.
type Charge struct {
	Provider string
	Care     Care
	From, To day.Date
}

// Owner is who bills a month, as the place of its Charge, and why. Open tells
// that the source does not say so of just this change.
type Owner struct {
	At     int
	Text   string // Japanese
	Source string
	Open   bool
}

const (
	monthEnd   = "老振発0605第1号 6(2)※"
	oneClaim   = "平成18年厚生労働省告示第129号別表(1月につき)"
	laterFiled = "計画作成依頼の届出は、後に出されたものが効く"
)

// OwnerOf is who bills the month of a person at one insurer: who has the care on
// its last day. The notice says so of a change between 介護予防支援, ケアマネジメント
// and 居宅介護支援; within one care, and of a person who left or died, it is silent,
// and who was last is taken. False: the dates do not tell. Source: MHLW-6-05.
func OwnerOf(month day.Month, charges []Charge) (Owner, bool) {
	had := within(month, charges)
	if len(had) == 0 {
		return Owner{}, false
	}
	cmp := func(a, b int) int { return charges[a].after(charges[b], month) }
	slices.SortStableFunc(had, cmp)
	best := had[0]
	if len(had) > 1 && cmp(best, had[1]) == 0 && charges[best].Provider != charges[had[1]].Provider {
		return Owner{}, false
	}
	return charges[best].because(best, month, charges, had[1:]), true
}

// within are the places of the charges that touch the month.
func within(month day.Month, charges []Charge) (had []int) {
	for i, c := range charges {
		if !c.From.After(month.Last()) && (c.To.IsZero() || !c.To.Before(month.First())) {
			had = append(had, i)
		}
	}
	return had
}

// after orders charges: the one that ends last in the month, then the one that
// began last.
func (c Charge) after(o Charge, month day.Month) int {
	if n := o.end(month).Compare(c.end(month)); n != 0 {
		return n
	}
	return o.From.Compare(c.From)
}

// end is the last day of the charge in the month.
func (c Charge) end(month day.Month) day.Date {
	if c.To.IsZero() || c.To.After(month.Last()) {
		return month.Last()
	}
	return c.To
}

func (c Charge) because(at int, month day.Month, charges []Charge, others []int) Owner {
	o := Owner{At: at, Text: "月末に担当する事業所が請求します", Source: monthEnd + "、" + oneClaim}
	there := func(i int) bool { return charges[i].end(month) == month.Last() }
	switch {
	case c.end(month) != month.Last():
		o.Text, o.Open = "月末にはだれも担当していないので、最後に担当した事業所が請求します", true
	case slices.ContainsFunc(others, there):
		o.Text, o.Open = "月末の担当が重なるので、届出の後の事業所が請求します("+laterFiled+")", true
	case slices.ContainsFunc(others, func(i int) bool { return charges[i].Care == c.Care }):
		o.Open = true // the notice speaks of a changed care
	}
	return o
}

// chargeOf is what a person-month says of who had the person since when: the day
// of the 計画作成依頼の届出, or else the first month of service.
func chargeOf(p billing.PersonMonth) Charge {
	c := Charge{Provider: string(p.Provider), Care: Management, From: p.PlanNotified}
	if p.PreventiveManaged {
		c.Care = Support
	}
	if c.From.IsZero() && !p.ServiceStart.IsZero() {
		c.From = p.ServiceStart.First()
	}
	return c
}

// disputed says of each person-month that another provider claims too, and that
// is not the month's owner's, why it is not billed; by its place in all. What the
// dates do not tell stays with the rule that a person has one claim a month.
func disputed(all []billing.Record) map[int]*billing.Refusal {
	first, claims := map[person]int{}, map[person][]int{}
	for i, r := range all {
		who := person{r.Month, r.Insurer, r.Insured}
		if k, again := first[who]; !again {
			first[who] = i
		} else if claims[who] == nil {
			claims[who] = []int{k, i}
		} else {
			claims[who] = append(claims[who], i)
		}
	}
	lost := map[int]*billing.Refusal{}
	for who, at := range claims {
		for k, ref := range losers(who.month, all, at) {
			lost[k] = ref
		}
	}
	return lost
}

// losers are those of the records at these places, all of one person-month, that
// are not its owner's.
func losers(month day.Month, all []billing.Record, at []int) map[int]*billing.Refusal {
	charges := make([]Charge, len(at))
	several := false
	for i, k := range at {
		charges[i] = chargeOf(all[k].PersonMonth)
		several = several || charges[i].Provider != charges[0].Provider
	}
	owner, ok := OwnerOf(month, charges)
	if !several || !ok {
		return nil
	}
	lost := map[int]*billing.Refusal{}
	for i, k := range at {
		if charges[i].Provider != charges[owner.At].Provider {
			lost[k] = notOwner(owner)
		}
	}
	return lost
}

func notOwner(o Owner) *billing.Refusal {
	return &billing.Refusal{Code: billing.CodeNotOwner, Reason: explain(billing.CodeNotOwner) + "(" + o.Text + ")", Source: o.Source}
}
