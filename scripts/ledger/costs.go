package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sasae-care/sasae/scripts/endtoend"
)

// costs are the ledgers, and how far the goals are.
func (w *writer) costs(p prices, m measured) error {
	w.say("\n## What it costs")
	w.say("\nCounted on %s over a month of %d plans of four documents: each opened, declared, uploaded, submitted, received, assigned", m.On, m.Plans)
	w.say("and reviewed; and over the same month once more, in which advice is answered, too, and the confirmed plan filed as a fifth")
	w.say("document. Milliseconds are those of the machine that counted, so they are rounded and make up little. Free tiers and tax are")
	w.say("not in it; a dollar is %.2f yen (%s).", p.Yen.PerDollar, p.Yen.Seen)
	ledgers := m.ledgers()
	var all [][]line
	for _, x := range ledgers {
		lines, err := p.ledger(m.Phases[x.phase], x.among)
		if err != nil {
			return err
		}
		all = append(all, lines)
	}
	w.table("", "counted", "a plan", "yen per 1,000", "with the fifth", "yen per 1,000", "an hour", "yen per 1,000", fmt.Sprintf("a closed month of %d claims", m.Claims), "yen")
	for i, l := range all[0] {
		cells := []string{l.Group, l.Says}
		for k, times := range []float64{1000, 1000, 1000, 1} {
			cells = append(cells, number(all[k][i].Times), money(all[k][i].Yen*times))
		}
		w.row(cells...)
	}
	for _, with := range []bool{false, true} {
		says := "without mail, malware scan, SMS"
		if with {
			says = "with them"
		}
		w.row("**together**", says, "", money(sum(all[0], with)*1000), "", money(sum(all[1], with)*1000), "", money(sum(all[2], with)*1000), "", money(sum(all[3], with)))
	}
	w.table("goal of a plan of four documents", "goal", "to the end of its review", "", "with the fifth", "")
	for _, g := range m.goals(p) {
		w.row(g.says, fmt.Sprintf("%.0f", g.goal), fmt.Sprintf("%.0f", g.is), met(g.is, g.goal), fmt.Sprintf("%.0f", g.whole), met(g.whole, g.goal))
	}
	w.eaters(m, reviews, "to the end of its review")
	w.eaters(m, endtoend.Plans, "with the fifth document")
	return nil
}

// eaters say what a plan's invocations and writes are.
func (w *writer) eaters(m measured, phase, says string) {
	n, plans := m.Phases[phase], float64(m.Plans)
	w.say("\nInvocations a plan, %s, by step: %s.", says, shares(n, "invocations of ", plans))
	w.say("\nUnits a plan, by the prefix of the partition, as single writes; in a transaction each is two: %s.", shares(n, "units written under ", plans))
}

// shares are what begins with a name, the most first.
func shares(n endtoend.Counts, prefix string, among float64) string {
	var names []string
	for _, what := range slices.Sorted(maps.Keys(n)) {
		if name, ok := strings.CutPrefix(what, prefix); ok && n[what]/among >= 0.05 {
			names = append(names, name)
		}
	}
	slices.SortStableFunc(names, func(a, b string) int { return int(n[prefix+b]) - int(n[prefix+a]) })
	for i, name := range names {
		names[i] = fmt.Sprintf("%s %.1f", name, n[prefix+name]/among)
	}
	return strings.Join(names, ", ")
}

// standing is what costs something whatever is done.
func (w *writer) standing(p prices, m measured, kinds map[string]endtoend.Counts) {
	n := endtoend.Counts{"metric": float64(m.Metrics)}
	for _, k := range kinds {
		n.Add(k)
	}
	n["metric"] += n["AWS::Logs::MetricFilter"]
	w.say("\n## What stands, every month")
	w.table("", "there are", "yen a month")
	total := 0.0
	for _, l := range p.stands(n) {
		w.row(l.Says, number(l.Times), money(l.Yen))
		total += l.Yen
	}
	w.row("**together**", "", money(total))
	w.say(`
A metric of our own is paid for the hours in which it is sent: those are what a filter of a log counts, and what the logs of
the month hold. What fails or is put off sends one more, each step that fails its own (docs/observability.md).

Not in these tables, since no request of the flow shows it: storage and its backups, the archive of events, requests to KMS
(DynamoDB and, with bucket keys, S3 keep data keys for a while), access logs of the buckets, the dashboard, sign-in by Cognito,
a web ACL.`)
}

// sources are where the prices were quoted.
func (w *writer) sources(p prices) {
	w.say("\n## Prices")
	w.say("\nNone was read from AWS's own list here; each says where it is quoted, and under which usage type it is in that list.")
	w.table("", "USD", "price list, usage type", "seen", "quoted from", "sure")
	for _, one := range p.Prices {
		from, sure := one.From, "no"
		if long, ok := p.Quotes[from]; ok {
			from = long
		}
		if one.Sure {
			sure = "yes"
		}
		w.row(one.Says, strings.TrimRight(fmt.Sprintf("%.10f", one.USD), "0."), one.Service+", "+one.Type, one.Seen, from, sure)
	}
	w.row("yen a dollar", fmt.Sprintf("%.2f", p.Yen.PerDollar), "", p.Yen.Seen, p.Yen.From, "no")
}

func money(yen float64) string { return fmt.Sprintf("%.2f", yen) }

// number has three digits that count, and no more than the count has.
func number(n float64) string {
	switch {
	case n == 0:
		return "0"
	case n >= 100:
		return fmt.Sprintf("%.0f", n)
	}
	return fmt.Sprintf("%.3g", n)
}
