package forms

import (
	"math/rand/v2"

	"github.com/sasae-care/sasae/scripts/samples/pdf"
)

// EvaluationSheet is 介護予防支援・介護予防ケアマネジメントサービス評価表.
func EvaluationSheet(c Case) *pdf.Doc {
	d := pdf.New("介護予防支援・介護予防ケアマネジメントサービス評価表")
	d.Landscape()
	heading(d, 297, "介護予防支援・介護予防ケアマネジメント　サービス評価表")
	d.Text(200, 24, 9, "評価日　"+Wareki(c.Made.AddDays(-5)))
	d.Text(planLeft, 24, 9, "利用者名　"+c.Name+"　様　　被保険者番号 "+c.Insured)
	d.Text(planLeft, 30, 9, "計画作成者氏名　"+c.Manager+"　　"+c.Office)
	y := evaluationRows(d, c, 34)
	evaluationEnd(d, c.story(), max(y+4, 140))
	return d
}

var evaluationWidths = []float64{42, 44, 50, 20, 42, 40, 39}

func evaluationRows(d *pdf.Doc, c Case, y float64) float64 {
	y = heads(d, planLeft, y, 12, evaluationWidths, "目　標", "評価期間", "目標達成状況", "目標\n達成／未達成", "目標達成しない原因\n（本人・家族の意見）", "目標達成しない原因\n（計画作成者の評価）", "今後の方針")
	term := warekiMonth(c.PlanFrom.AddMonths(-6).Month()) + "～\n" + warekiMonth(c.PlanFrom.AddDays(-1).Month())
	for _, s := range c.story().supports {
		state, view, next := "達成", "", "目標を一段上げて継続する。"
		if !s.reached {
			state, view, next = "未達成", "方法が本人の暮らしに合っていなかった。", "方法を変えて継続する。"
		}
		y = cells(d, planLeft, y, 30, 9, evaluationWidths, s.goal, term, s.result, state, s.reason, view, next)
	}
	return y
}

func evaluationEnd(d *pdf.Doc, s story, y float64) {
	d.Label(planLeft, y, 100, 8, small, "総合的な方針")
	d.Cell(planLeft, y+8, 100, 42, 9, pdf.TopLeft, s.policy)
	d.Label(planLeft+100, y, 100, 8, small, "地域包括支援センター意見")
	d.Cell(planLeft+100, y+8, 100, 42, 9, pdf.TopLeft, s.advice)
	d.Cell(planLeft+200, y, 38, 50, 9, pdf.MiddleLeft, "■プラン継続\n\n□プラン変更\n\n□終了")
	d.Cell(planLeft+238, y, planWide-238, 50, 8, pdf.MiddleLeft, "□介護給付\n■予防給付\n□介護予防・生活支援\n　サービス事業\n□一般介護予防事業\n□終了")
}

// ProgressSheet is 介護予防支援経過記録, what a centre may ask for.
func ProgressSheet(c Case) *pdf.Doc {
	d := pdf.New("介護予防支援経過記録")
	d.Portrait()
	heading(d, 210, "介護予防支援・介護予防ケアマネジメント経過記録")
	d.Text(left, 25, 9, "利用者氏名　"+c.Name+"　様")
	d.Text(110, 25, 9, "計画作成者氏名　"+c.Manager)
	widths := []float64{36, wide - 36}
	y := heads(d, left, 29, 8, widths, "年月日", "内　容")
	on := c.Made.AddDays(-84)
	dice := c.dice(2)
	for _, text := range c.notes(dice) {
		y = cells(d, left, y, 20, 9.5, widths, Wareki(on), text)
		on = on.AddDays(7 + dice.IntN(3))
	}
	cells(d, left, y, 42, 9.5, widths, Wareki(c.Made.AddDays(-3)),
		"【サービス担当者会議の要点】\n出席者：本人、家族、サービス事業所、"+c.Manager+"\n検討した内容："+c.story().theme+"\n結論："+c.story().policy)
	return d
}

// notes are nine entries, none of them twice: six of every month and, each third
// one, what only this story has.
func (c Case) notes(dice *rand.Rand) (list []string) {
	own := c.story().progress
	for i, k := range dice.Perm(len(routine))[:6] {
		list = append(list, routine[k])
		if i%2 == 1 {
			list = append(list, own[i/2])
		}
	}
	return list
}

var routine = []string{
	"電話でモニタリング。体調に変わりなく、サービスを予定どおり利用している。",
	"自宅を訪問し、面接でモニタリング。本人の満足度は高い。目標に向けた取組を確認した。",
	"サービス事業所から月の報告書を受け取る。休みはなく、出来具合は良好とのこと。",
	"主治医に書面で計画の内容を報告し、留意点の有無を照会した。",
	"主治医から回答あり。現在の運動の量でよいとの意見。",
	"利用票を渡し、翌月の予定について本人の同意を得た。",
	"家族から電話。家での様子を聞き、次回の訪問日を決めた。",
	"地域包括支援センターに電話し、地区の集いの場の案内を受け取った。",
}
