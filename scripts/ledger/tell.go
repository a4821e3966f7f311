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
		met := "met"
		if g.is > g.goal {
			met = "MISSED"
		}
		fmt.Fprintf(to, "%-60s %8.1f, goal %.0f: %s\n", g.says, g.is, g.goal, met)
	}
	return wrong
}

// ofPhase is a ledger that is told.
type ofPhase struct {
	says, phase string
	among       float64
}

func (m measured) ledgers() []ofPhase {
	return []ofPhase{
		{fmt.Sprintf("a plan of four documents (of %d)", m.Plans), endtoend.Plans, float64(m.Plans)},
		{fmt.Sprintf("an hour of a municipality (of %d)", m.Hours), endtoend.Hours, float64(m.Hours)},
		{fmt.Sprintf("a closed month of %d claims", m.Claims), endtoend.Months, 1},
	}
}

type goal struct {
	says     string
	is, goal float64
}

// goals are those of performance, and what a plan came to.
func (m measured) goals(p prices) []goal {
	n, plans := m.Phases[endtoend.Plans], float64(m.Plans)
	lines, _ := p.ledger(n, plans) // what has no price was said
	return []goal{
		{"yen per 1,000 plans, without mail, malware scan and SMS", sum(lines, false) * 1000, goalYen},
		{"write units a plan", n["write"] / plans, goalWrites},
		{"invocations a plan", n["invocation"] / plans, goalInvocations},
	}
}
