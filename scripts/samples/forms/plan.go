package forms

import (
	"fmt"

	"github.com/sasae-care/sasae/scripts/samples/pdf"
)

// A plan lies on its side.
const (
	planLeft = 10.0
	planWide = 277.0
)

// PlanSheet is 介護予防サービス・支援計画書: A and B on the first page, C on the
// second. With a day of consent it is the confirmed plan (確定プラン).
func PlanSheet(c Case) *pdf.Doc {
	d := pdf.New("介護予防サービス・支援計画書")
	d.Landscape()
	planHead(d, c)
	planAims(d, c.story(), 45)
	planAreas(d, c.story(), 55)
	planNeeds(d, c, 166)
	d.Landscape()
	d.Text(planLeft, 14, 9, "支援計画（C）　　利用者名　"+c.Name+"　様")
	y := planSupports(d, c, 17)
	planPolicy(d, c.story(), y+3)
	planConsent(d, c)
	return d
}

func planHead(d *pdf.Doc, c Case) {
	heading(d, 297, "介護予防サービス・支援計画書")
	if c.Consent.IsZero() {
		d.Text(255, 16, 10, "【原案】")
	} else {
		d.Text(255, 16, 10, "【確定】")
	}
	first := mark(!c.Renewal, "初回　") + mark(false, "紹介　") + mark(c.Renewal, "継続")
	state := mark(!c.Pending, "認定済　") + mark(c.Pending, "申請中")
	level := mark(c.Level == "要支援1", "要支援1　") + mark(c.Level == "要支援2", "要支援2　") + mark(false, "事業対象者")
	certified := "認定の有効期間 " + span(c.CertifiedFrom, c.CertifiedTo)
	if c.Pending {
		certified = "認定の有効期間 （申請中）"
	}
	d.Text(planLeft, 24, 9, fmt.Sprintf("No. %s　利用者名　%s　様（%s・%d歳）　被保険者番号 %s", c.Insured[6:], c.Name, c.Sex, c.age(), c.Insured))
	d.Text(planLeft, 30, 9, certified+"　　"+first+"　　"+state+"　　"+level)
	d.Text(planLeft, 36, 9, "計画作成者氏名　"+c.Manager+"　　計画作成事業者　"+c.Office+"　　担当地域包括支援センター　"+c.Centre)
	d.Text(planLeft, 42, 9, "計画作成（変更）日　"+Wareki(c.Made)+"　　計画の期間　"+span(c.PlanFrom, c.PlanTo))
}

func planAims(d *pdf.Doc, s story, y float64) {
	d.Label(planLeft, y, 22, 9, small, "目標とする生活")
	d.Label(planLeft+22, y, 14, 9, small, "1日")
	d.Cell(planLeft+36, y, 103, 9, 9, pdf.MiddleLeft, s.goalDay)
	d.Label(planLeft+139, y, 14, 9, small, "1年")
	d.Cell(planLeft+153, y, planWide-153, 9, 9, pdf.MiddleLeft, s.goalYear)
}

var areaWidths = []float64{66, 44, 50, 36, 49, 32}

func planAreas(d *pdf.Doc, s story, y float64) {
	y = heads(d, planLeft, y, 8, areaWidths, "アセスメント領域と現在の状況", "本人・家族の意欲・意向", "領域における課題（背景・原因）", "総合的課題", "課題に対する目標と具体策の提案", "具体策についての\n意向 本人・家族")
	top := y
	const h = 25.0
	for i, a := range s.areas {
		d.Box(planLeft, y, areaWidths[0], h)
		d.Text(planLeft+1, y+4, 7, areaNames[i])
		d.Flow(planLeft, y+5, areaWidths[0], h-5, 8, pdf.TopLeft, a.now)
		d.Cell(planLeft+66, y, areaWidths[1], h, 8, pdf.TopLeft, a.wish)
		d.Cell(planLeft+110, y, areaWidths[2], h, 8, pdf.TopLeft, mark(a.issue != "", "有　")+mark(a.issue == "", "無")+"\n"+a.issue)
		y += h
	}
	cells(d, planLeft+160, top, 4*h, 9, areaWidths[3:], s.theme, s.proposal, s.reply)
}

// planNeeds is the row 必要な事業プログラム, counted from the checklist.
func planNeeds(d *pdf.Doc, c Case, y float64) {
	a := c.Answers()
	d.Text(planLeft, y+2, small, "【必要な事業プログラム】枠内の数字は基本チェックリストのチェックの数")
	widths := []float64{46, 46, 46, 46, 46, 47}
	y = heads(d, planLeft, y+4, 7, widths, "運動器の機能向上", "栄養改善", "口腔機能の向上", "閉じこもり予防", "物忘れ予防", "うつ予防")
	x := planLeft
	for i, r := range [][2]int{{6, 10}, {11, 12}, {13, 15}, {16, 17}, {18, 20}, {21, 25}} {
		d.Cell(x, y, widths[i], 8, 10, pdf.Centre, fmt.Sprintf("%d／%d", a.Points(r[0], r[1]), r[1]-r[0]+1))
		x += widths[i]
	}
	d.Label(planLeft, y+8, 40, 14, small, "健康状態について\n（主治医意見書等から）")
	d.Cell(planLeft+40, y+8, planWide-40, 14, 9, pdf.MiddleLeft, c.story().health)
}

var supportWidths = []float64{36, 48, 55, 42, 40, 32, 24}

func planSupports(d *pdf.Doc, c Case, y float64) float64 {
	y = heads(d, planLeft, y, 10, supportWidths, "目　標", "目標についての\n支援のポイント", "本人等のセルフケアや家族の支援、\nインフォーマルサービス", "介護保険サービス又は\n地域支援事業", "サービス種別", "事業所\n（利用先）", "期　間")
	term := warekiMonth(c.PlanFrom.Month()) + "～\n" + warekiMonth(c.PlanTo.Month())
	for _, s := range c.story().supports {
		y = cells(d, planLeft, y, 26, 8.5, supportWidths, s.goal, s.point, s.self, s.service, s.kind, s.provider, term)
	}
	return y
}

func planPolicy(d *pdf.Doc, s story, y float64) {
	d.Label(planLeft, y, 60, 20, small, "【本来行うべき支援ができない場合】\n妥当な支援の実施に向けた方針")
	d.Cell(planLeft+60, y, planWide-60, 20, 9, pdf.MiddleLeft, s.instead)
	d.Label(planLeft, y+20, 60, 20, small, "総合的な方針：生活不活発病の\n改善・予防のポイント")
	d.Cell(planLeft+60, y+20, planWide-60, 20, 9, pdf.MiddleLeft, s.policy)
}

func planConsent(d *pdf.Doc, c Case) {
	const y = 165.0
	d.Box(planLeft, y, 120, 34)
	d.Text(planLeft+2, y+5, small, "地域包括支援センター　【意見】")
	d.Text(planLeft+2, y+30, small, c.Centre+"　　【確認印】")
	x := planLeft + 124
	d.Box(x, y, planWide-124, 34)
	d.Text(x+2, y+5, small, "計画に関する同意")
	d.Text(x+2, y+13, 9, "上記計画について、同意いたします。")
	d.Text(x+2, y+27, 10, Wareki(c.Consent))
	if !c.Consent.IsZero() {
		d.Text(x+60, y+27, 11, "氏名　"+c.Name)
		return
	}
	d.Text(x+60, y+27, 11, "氏名")
}
