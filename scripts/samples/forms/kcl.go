package forms

import (
	"fmt"

	"github.com/sasae-care/sasae/scripts/samples/pdf"
	"github.com/sasae-care/sasae/shared/checklist"
)

// ChecklistSheet is 基本チェックリスト, 25 questions on one page.
func ChecklistSheet(c Case) *pdf.Doc {
	d := pdf.New("基本チェックリスト")
	d.Portrait()
	heading(d, 210, "基本チェックリスト")
	d.Text(140, 25, 9, "記入日："+Wareki(c.Made.AddDays(-9)))
	d.Label(left, 29, 18, 9, small, "氏　名")
	d.Cell(left+18, 29, 62, 9, 11, pdf.MiddleLeft, c.Name)
	d.Label(left+80, 29, 22, 9, small, "被保険者番号")
	d.Cell(left+102, 29, 32, 9, 10, pdf.Centre, c.Insured)
	d.Label(left+134, 29, 16, 9, small, "生年月日")
	d.Cell(left+150, 29, wide-150, 9, 8, pdf.Centre, Wareki(c.Birth))
	y := checklistRows(d, c.Answers())
	checklistSums(d, c.Answers(), y)
	return d
}

var checklistWidths = []float64{18, 10, 118, 20, 20}

func checklistRows(d *pdf.Doc, a checklist.Sheet) float64 {
	y := heads(d, left, 42, 8, checklistWidths, "分野", "No.", "質　問　項　目", "はい", "いいえ")
	first := 1
	for _, dom := range domains {
		h := float64(dom.last-first+1) * 7.6
		d.Label(left, y, checklistWidths[0], h, small, dom.name)
		for q := first; q <= dom.last; q++ {
			checklistRow(d, a, q, y)
			y += 7.6
		}
		first = dom.last + 1
	}
	return y
}

func checklistRow(d *pdf.Doc, a checklist.Sheet, q int, y float64) {
	const h = 7.6
	x := left + checklistWidths[0]
	d.Cell(x, y, 10, h, 9, pdf.Centre, fmt.Sprint(q))
	if q == checklist.BodyItem {
		d.Cell(x+10, y, 158, h, 9, pdf.MiddleLeft, body(a.Body)+"（注）")
		return
	}
	yes, no := "1．はい", "0．いいえ"
	if checklist.Questions[q].Point == checklist.No {
		yes, no = "0．はい", "1．いいえ"
	}
	d.Cell(x+10, y, 118, h, 9, pdf.MiddleLeft, checklist.Questions[q].Text)
	d.Cell(x+128, y, 20, h, 8.5, pdf.Centre, yes)
	d.Cell(x+148, y, 20, h, 8.5, pdf.Centre, no)
	at := x + 148 + 10
	if a.Answers[q] == checklist.Yes {
		at = x + 128 + 10
	}
	d.Ring(at, y+h/2, 3.2)
}

func checklistSums(d *pdf.Doc, a checklist.Sheet, y float64) {
	d.Text(left, y+5, 7.5, "（注）BMI＝体重(kg)÷身長(m)÷身長(m)が18.5未満の場合に該当とする")
	widths := []float64{26, 27, 27, 27, 26, 27, 26}
	y = heads(d, left, y+8, 7, widths, "1～20計", "運動", "栄養", "口腔", "閉じこもり", "物忘れ", "うつ")
	x := left
	for i, r := range [][2]int{{1, 20}, {6, 10}, {11, 12}, {13, 15}, {16, 17}, {18, 20}, {21, 25}} {
		d.Cell(x, y, widths[i], 9, 10, pdf.Centre, fmt.Sprintf("%d／%d", a.Points(r[0], r[1]), r[1]-r[0]+1))
		x += widths[i]
	}
}
