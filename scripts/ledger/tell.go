package main

import (
	"fmt"
	"io"

	"github.com/sasae-care/sasae/scripts/endtoend"
)

// Goals of a plan of four documents.
const (
	goalYen         = 40.0 // per 1,000 plans, without mail, malware scan and SMS
	goalWrites      = 90.0 // units
	goalInvocations = 25.0
)

// tell prints the ledgers of a plan, of an hour and of a closed month.
func tell(to io.Writer, p prices, m measured) error {
	var wrong error
	for _, x := range m.ledgers() {
		lines, err := p.ledger(m.Phases[x.phase], x.among)
		if err != nil {
			wrong = err
		}
		fmt.Fprintf(to, "%s\n", x.says)
		for _, l := range lines {
			fmt.Fprintf(to, "  %-13s %14.6f  %-28s × %12.10f USD = %10.6f yen\n", l.Group, l.Times, l.Says, l.USD, l.Yen)
		}
		fmt.Fprintf(to, "  %-13s %10.6f yen without mail, malware scan and SMS; %.6f with them; %.0f ms\n\n", "together", sum(lines, false), sum(lines, true), m.Phases[x.phase]["ms"]/x.among)
	}
	for _, g := range m.goals(p) {
		fmt.Fprintf(to, "%-60s %8.1f, goal %.0f: %s; with the confirmed plan as a fifth document %.1f: %s\n",
			g.says, g.is, g.goal, met(g.is, g.goal), g.whole, met(g.whole, g.goal))
	}
	return wrong
}

func met(is, goal float64) string {
	if is > goal {
		return "MISSED"
	}
	return "met"
}

// ofPhase is a ledger that is told.
type ofPhase struct {
	says, phase string
	among       float64
}

func (m measured) ledgers() []ofPhase {
	return []ofPhase{
		{fmt.Sprintf("a plan of four documents, to the end of its review (of %d)", m.Plans), reviews, float64(m.Plans)},
		{fmt.Sprintf("with the answer to its advice and its confirmed plan, a fifth document (of %d)", m.Plans), endtoend.Plans, float64(m.Plans)},
		{fmt.Sprintf("an hour of a municipality (of %d)", m.Hours), endtoend.Hours, float64(m.Hours)},
		{fmt.Sprintf("a closed month of %d claims", m.Claims), endtoend.Months, 1},
	}
}

// goal is one of a plan of four documents: what it came to at the end of its
// review, and with what follows, a fifth document among it.
type goal struct {
	says            string
	is, whole, goal float64
}

// goals are those of a plan, and what it came to.
func (m measured) goals(p prices) []goal {
	of := func(phase string) (yen, writes, invocations float64) {
		n, plans := m.Phases[phase], float64(m.Plans)
		lines, _ := p.ledger(n, plans) // what has no price was said
		return sum(lines, false) * 1000, n["write"] / plans, n["invocation"] / plans
	}
	yen, writes, invocations := of(reviews)
	allYen, allWrites, allInvocations := of(endtoend.Plans)
	return []goal{
		{"yen per 1,000 plans, without mail, malware scan and SMS", yen, allYen, goalYen},
		{"write units a plan", writes, allWrites, goalWrites},
		{"invocations a plan", invocations, allInvocations, goalInvocations},
	}
}
