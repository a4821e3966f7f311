package upload

import (
	"encoding/json"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/plan"
)

// person is what a request says about a person.
type person struct {
	Name          string        `json:"name" validate:"required,max=100"`
	Kana          string        `json:"kana" validate:"max=100"`
	Birth         api.Day       `json:"birth" validate:"required,date"`
	Address       address       `json:"address"`
	Certification certification `json:"certification"`
	PlanFrom      api.Day       `json:"planFrom" validate:"omitempty,date"`
	PlanTo        api.Day       `json:"planTo" validate:"omitempty,date"`

	Plan json.RawMessage `json:"plan"` // what is stated of the plan itself: content.ReadStatement
}

type address struct {
	Postcode string `json:"postcode" validate:"max=10"`
	Area     string `json:"area" validate:"max=200"`
	Block    string `json:"block" validate:"max=200"`
}

type certification struct {
	Status string  `json:"status" validate:"omitempty,oneof=certified pending target"`
	Level  string  `json:"level" validate:"omitempty,len=2,number"`
	From   api.Day `json:"from" validate:"omitempty,date"`
	To     api.Day `json:"to" validate:"omitempty,date"`
}

// sealed is the part of a case that only those inside see.
func (p person) sealed() plan.Sealed {
	k := p.Certification
	return plan.Sealed{
		Name: p.Name, Kana: p.Kana, Birth: p.Birth.Date, Address: plan.Address(p.Address),
		Certification: plan.Certification{Status: k.Status, Level: k.Level, From: k.From.Date, To: k.To.Date},
		PlanFrom:      p.PlanFrom.Date, PlanTo: p.PlanTo.Date, Stated: stated(p.Plan),
	}
}

// stated is the statement of the plan as it came; null is none.
func stated(b json.RawMessage) string {
	if string(b) == "null" {
		return ""
	}
	return string(b)
}

// identify checks the numbers and says who the person is: in keys only by a
// keyed hash.
func identify(c *api.Call, insurer, insured string, s plan.Sealed) (plan.Opening, error) {
	by, err := number.ParseInsurer(insurer)
	if err != nil {
		return plan.Opening{}, plan.Refuse("insurer-wrong")
	}
	no, err := number.ParseInsured(insured)
	if err != nil {
		return plan.Opening{}, plan.Refuse("insured-wrong")
	}
	s.Insured = string(no)
	return plan.Opening{Person: c.App.Person(c.In, by, no), Insurer: string(by), Sealed: s}, nil
}
