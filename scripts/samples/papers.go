package samples

import (
	"strings"
	"time"

	"github.com/sasae-care/sasae/scripts/samples/forms"
	"github.com/sasae-care/sasae/scripts/samples/pdf"
	"github.com/sasae-care/sasae/shared/day"
)

const (
	pdfType  = "application/pdf"
	xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	csvType  = "text/csv"
	jpegType = "image/jpeg"
)

var suffixes = map[string]string{pdfType: ".pdf", xlsxType: ".xlsx", csvType: ".csv", jpegType: ".jpg"}

var formNames = map[string]string{
	forms.Kihon:      "利用者基本情報",
	forms.Checklist:  "基本チェックリスト",
	forms.Plan:       "介護予防サービス・支援計画書",
	forms.Evaluation: "サービス評価表",
	forms.Progress:   "支援経過記録",
}

// papers puts the documents together that a set of this kind needs.
func (s *script) papers(d *draft) {
	d.Files = nil
	c := s.caseOf(d)
	d.facts = &c
	d.sheet(forms.Kihon, forms.KihonSheet)
	d.checklist()
	if d.paperless() && d.r.IntN(100) < 6 {
		d.file(forms.Plan, xlsxType, forms.PlanWorkbook)
	} else {
		d.sheet(forms.Plan, forms.PlanSheet)
	}
	if d.Kind == "renewal" {
		d.sheet(forms.Evaluation, forms.EvaluationSheet)
	}
	if d.r.IntN(100) < 5 {
		d.sheet(forms.Progress, forms.ProgressSheet)
	}
}

// checklist is a PDF mostly; some care software gives a workbook or a CSV, and
// some care managers photograph what the person filled in.
func (d *draft) checklist() {
	n := d.r.IntN(100)
	switch {
	case !d.paperless() || n >= 18:
		d.sheet(forms.Checklist, forms.ChecklistSheet)
	case n < 10:
		d.file(forms.Checklist, xlsxType, forms.ChecklistWorkbook)
	case n < 15:
		d.file(forms.Checklist, csvType, forms.ChecklistCSV)
	default:
		d.file(forms.Checklist, jpegType, forms.ChecklistPhoto)
	}
}

func (d *draft) paperless() bool { return d.Received.IsZero() && d.Channel == "portal" }

func (d *draft) sheet(form string, fill func(forms.Case) *pdf.Doc) {
	d.file(form, pdfType, func(c forms.Case) []byte { return fill(c).Bytes() })
}

func (d *draft) file(form, mediaType string, fill func(forms.Case) []byte) {
	c := d.facts
	d.Files = append(d.Files, File{
		Form: form, Type: mediaType, Name: d.fileName(formNames[form], suffixes[mediaType]),
		Body: func() []byte { return fill(*c) },
	})
}

// laterFile is a document that comes after the set.
func (d *draft) laterFile(form string, at time.Time, change func(*forms.Case), fill func(forms.Case) *pdf.Doc) File {
	c := *d.facts
	change(&c)
	return File{Form: form, Type: pdfType, Name: formNames[form] + "_" + compact(at) + ".pdf",
		Body: func() []byte { return fill(c).Bytes() }}
}

func (d *draft) fileName(paper, suffix string) string {
	return paper + "_" + strings.ReplaceAll(d.Person.Name, "　", "") + "様_" + compact(d.Submitted) + suffix
}

func compact(t time.Time) string { return strings.ReplaceAll(day.On(t).String(), "-", "") }

// caseOf says what the papers of a set print.
func (s *script) caseOf(d *draft) forms.Case {
	p := d.Person
	return forms.Case{
		Seed: s.world.Seed*1_000_003 + uint64(p.ID),
		Name: p.Name, Kana: p.Kana, Sex: map[string]string{"1": "男", "2": "女"}[p.Sex],
		Birth: p.Birth, Insured: p.Insured, Insurer: s.world.Insurer,
		Postcode: p.Address.Postcode, Address: p.Address.Text, Phone: p.Phone,
		Level: map[string]string{"12": "要支援1", "13": "要支援2"}[p.Level], Pending: p.Certification == "pending",
		CertifiedFrom: p.CertifiedFrom, CertifiedTo: p.CertifiedTo, PlanFrom: p.PlanFrom, PlanTo: p.PlanTo,
		Renewal: d.Kind == "renewal",
		Office:  s.officeName(d.Office), Manager: s.crew.name(d.Manager), Centre: centreName(p.Centre),
		Made: s.made(d),
	}
}

// made is a working day or two before the set was sent or posted.
func (s *script) made(d *draft) day.Date {
	sent := d.Received
	if sent.IsZero() {
		sent = day.On(d.Submitted)
	}
	return openUntil(sent.AddDays(-1))
}

func (s *script) officeName(id string) string {
	for i, n := range officeNames {
		if officeID(i) == id {
			return n
		}
	}
	return ""
}

func (c *crew) name(id string) string {
	for _, m := range c.all {
		if m.id == id {
			return m.name
		}
	}
	return ""
}
