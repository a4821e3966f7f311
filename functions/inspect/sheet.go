package inspect

import (
	"strings"

	"github.com/sasae-care/sasae/shared/content/upyobo"
	"github.com/sasae-care/sasae/shared/plan"
)

// mostFaults of a plan sheet that are told; the first ones show what is wrong.
const mostFaults = 10

// sheets reads a plan sheet as CSV, or says why it cannot be read.
func sheets(b []byte) (all []plan.Sheet, unread string) {
	f, err := upyobo.Read(b)
	if err != nil {
		lines := strings.Split(err.Error(), "\n")
		return nil, strings.Join(lines[:min(len(lines), mostFaults)], "。") + "。"
	}
	for _, r := range f.Records {
		all = append(all, plan.Sheet{Insurer: r.Insurer, Insured: r.Insured, Plan: r.Plan})
	}
	return all, ""
}
