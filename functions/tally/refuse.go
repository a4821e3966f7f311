package tally

import (
	"fmt"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/monthend"
	"github.com/sasae-care/sasae/shared/plan"
)

// mostReasons bounds the reasons of an answer; the files have all of them.
const mostReasons = monthend.MostFaults

// faulty refuses an upload, line by line.
func faulty(bad monthend.Faults) error {
	out := &api.Invalid{}
	for _, f := range bad.First {
		out.Reasons = append(out.Reasons, api.Reason{
			Code: f.Code, Message: fmt.Sprintf("%d行目: %s", f.Line, f.Message), Field: fmt.Sprint("line.", f.Line),
		})
	}
	if bad.More > 0 {
		out.Reasons = append(out.Reasons, api.Reason{Code: "request-invalid", Message: fmt.Sprintf("ほかに%d行の誤りがあります。", bad.More)})
	}
	return out
}

// stopped refuses a run, record by record.
func stopped(refused []monthend.Refused) error {
	out := &api.Invalid{Why: plan.Refuse("month-refused", len(refused))}
	for _, f := range refused[:min(len(refused), mostReasons)] {
		out.Reasons = append(out.Reasons, api.Reason{
			Code: string(f.Code), Message: fmt.Sprintf("事業所 %s の%d行目: %s", f.Provider, f.Line, f.Reason),
			Field: fmt.Sprintf("%s.%d", f.Provider, f.Line),
		})
	}
	return out
}
