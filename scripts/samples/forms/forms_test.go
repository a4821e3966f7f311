package forms

import (
	"bytes"
	"testing"

	"github.com/sasae-care/sasae/scripts/samples/pdf"
	"github.com/sasae-care/sasae/shared/day"
)

func sample(seed uint64) Case {
	return Case{
		Seed: seed, Name: "花筏　ハナ", Kana: "ハナイカダ　ハナ", Sex: "女",
		Birth: day.Of(1925, 3, 9), Insured: "0012345678", Insurer: "432997",
		Postcode: "869-9901", Address: "ささえ市本町一丁目12番3号", Phone: "0960-00-0001", Level: "要支援1",
		CertifiedFrom: day.Of(2026, 5, 1), CertifiedTo: day.Of(2027, 4, 30),
		PlanFrom: day.Of(2026, 5, 1), PlanTo: day.Of(2026, 10, 31), Renewal: seed%2 == 1,
		Office: "ささえ居宅介護支援事業所", Manager: "朝凪　みなみ", Centre: "ささえ中央地域包括支援センター",
		Made: day.Of(2026, 5, 11),
	}
}

var sheets = map[string]func(Case) *pdf.Doc{
	"kihon": KihonSheet, "checklist": ChecklistSheet, "plan": PlanSheet,
	"evaluation": EvaluationSheet, "progress": ProgressSheet,
}

func TestEverySheetOfEveryStoryIsAPDFOfAtMost120KB(t *testing.T) {
	for name, sheet := range sheets {
		for seed := range uint64(8) {
			c := sample(seed)
			if seed >= 4 {
				c.Sex = "男"
			}
			b := sheet(c).Bytes()
			if len(b) > 120<<10 {
				t.Errorf("%s of story %d has %d bytes", name, seed, len(b))
			}
			if !bytes.HasPrefix(b, []byte("%PDF-")) || !bytes.HasSuffix(b, []byte("%%EOF\n")) {
				t.Errorf("%s of story %d is no PDF", name, seed)
			}
		}
	}
}

func TestEqualCasesGiveEqualBytes(t *testing.T) {
	c := sample(3)
	for name, paper := range map[string]func(Case) []byte{
		"plan": func(c Case) []byte { return PlanSheet(c).Bytes() }, "checklist workbook": ChecklistWorkbook,
		"plan workbook": PlanWorkbook, "checklist CSV": ChecklistCSV, "photo": ChecklistPhoto,
	} {
		if !bytes.Equal(paper(c), paper(c)) {
			t.Errorf("two copies of the %s differ", name)
		}
	}
}

func TestWareki(t *testing.T) {
	for d, want := range map[day.Date]string{
		day.Of(2026, 5, 11):  "令和8年5月11日",
		day.Of(2019, 5, 1):   "令和元年5月1日",
		day.Of(2019, 4, 30):  "平成31年4月30日",
		day.Of(1926, 12, 24): "大正15年12月24日",
		{}:                   "令和　　年　　月　　日",
	} {
		if got := Wareki(d); got != want {
			t.Errorf("Wareki(%s) = %s, want %s", d, got, want)
		}
	}
}

func TestThePhotoIsBetween30And200KB(t *testing.T) {
	if n := len(ChecklistPhoto(sample(1))); n < 30<<10 || n > 200<<10 {
		t.Errorf("the photo has %d bytes", n)
	}
}

func BenchmarkPDF(b *testing.B) {
	for name, sheet := range sheets {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			size := 0
			for i := 0; b.Loop(); i++ {
				size += len(sheet(sample(uint64(i))).Bytes())
			}
			b.ReportMetric(float64(size)/float64(b.N), "bytes/paper")
		})
	}
}

func BenchmarkOther(b *testing.B) {
	for name, paper := range map[string]func(Case) []byte{
		"checklistXLSX": ChecklistWorkbook, "planXLSX": PlanWorkbook, "csv": ChecklistCSV, "photo": ChecklistPhoto,
	} {
		b.Run(name, func(b *testing.B) {
			size := 0
			for i := 0; b.Loop(); i++ {
				size += len(paper(sample(uint64(i))))
			}
			b.ReportMetric(float64(size)/float64(b.N), "bytes/paper")
		})
	}
}
