package samples

import (
	"slices"

	"github.com/sasae-care/sasae/scripts/samples/broken"
	"github.com/sasae-care/sasae/scripts/samples/forms"
)

// Why sets are sent back.
const (
	MissingForm              = "missing-form"
	MissingEvaluation        = "missing-evaluation"
	DoubledForm              = "doubled-form"
	CertificationNotCovering = "certification-not-covering"
	TypeDiffers              = "type-differs"
	Encrypted                = "encrypted"
	Broken                   = "broken"
	ActiveContent            = "active-content"
	Malware                  = "malware"
	FileNotArrived           = "file-not-arrived"
)

// flaw spoils a good set so that it is sent back for one reason.
type flaw struct {
	code    string
	renewal bool // occurs at renewal only
	spoil   func(*draft)
}

// flaws come round in this order.
var flaws = []flaw{
	{code: MissingForm, spoil: func(d *draft) { d.drop(forms.Checklist) }},
	{code: MissingEvaluation, renewal: true, spoil: func(d *draft) { d.drop(forms.Evaluation) }},
	{code: Encrypted, spoil: func(d *draft) {
		c := d.facts
		d.swap(forms.Kihon, pdfType, func() []byte { return broken.Encrypted(forms.KihonSheet(*c)) })
	}},
	{code: CertificationNotCovering, spoil: func(*draft) {}}, // in the dates of the person
	{code: TypeDiffers, spoil: func(d *draft) {
		c := d.facts
		d.swap(forms.Plan, pdfType, func() []byte { return forms.PlanWorkbook(*c) })
	}},
	{code: DoubledForm, spoil: double},
	{code: Malware, spoil: func(d *draft) {
		c := d.facts
		d.swap(forms.Kihon, pdfType, func() []byte { return broken.Infected(forms.KihonSheet(*c)) })
	}},
	{code: Broken, spoil: func(d *draft) {
		c := d.facts
		d.swap(forms.Plan, pdfType, func() []byte { return broken.Truncated(forms.PlanSheet(*c)) })
	}},
	{code: ActiveContent, spoil: activate},
	{code: FileNotArrived, spoil: alter},
}

// double sends the checklist twice, the second time with other answers.
func double(d *draft) {
	c := *d.facts
	c.Seed++
	d.Files = append(d.Files, File{Form: forms.Checklist, Name: d.fileName("基本チェックリスト（再）", ".pdf"), Type: pdfType,
		Body: func() []byte { return forms.ChecklistSheet(c).Bytes() }})
}

// activate alternates between a script in a PDF and macros in a workbook.
func activate(d *draft) {
	if d.Person.ID%2 == 0 {
		d.swap(forms.Checklist, xlsxType, func() []byte { return broken.Macros("基本チェックリスト") })
		return
	}
	c := d.facts
	d.swap(forms.Plan, pdfType, func() []byte { return broken.Scripted(forms.PlanSheet(*c)) })
}

// alter changes the plan after its hash was declared: storage refuses it.
func alter(d *draft) {
	c := d.facts
	signed := func() []byte { return forms.PlanSheet(*c).Bytes() }
	d.swap(forms.Plan, pdfType, func() []byte { return broken.Altered(signed()) })
	d.Files[d.find(forms.Plan)].Signed = signed
}

func (d *draft) find(form string) int {
	return slices.IndexFunc(d.Files, func(f File) bool { return f.Form == form })
}

func (d *draft) drop(form string) {
	i := d.find(form)
	d.Files = slices.Delete(d.Files, i, i+1)
}

func (d *draft) swap(form, mediaType string, body func() []byte) {
	f := &d.Files[d.find(form)]
	f.Name, f.Type, f.Body = d.fileName(formNames[form], suffixes[mediaType]), mediaType, body
}
