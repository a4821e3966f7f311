package forms

import (
	"fmt"

	"github.com/sasae-care/sasae/scripts/samples/xlsx"
	"github.com/sasae-care/sasae/shared/checklist"
)

// ChecklistWorkbook is the checklist as care software exports it: one sheet, a
// row for each question, answers in words.
func ChecklistWorkbook(c Case) []byte {
	a := c.Answers()
	rows := [][]any{
		{"基本チェックリスト"},
		{"氏名", c.Name, "被保険者番号", c.Insured, "記入日", c.Made.AddDays(-9).String()},
		{"生年月日", c.Birth.String(), "性別", c.Sex, "事業所", c.Office},
		{"No.", "質問項目", "回答", "該当"},
	}
	for q := 1; q <= checklist.Last; q++ {
		rows = append(rows, []any{q, checklist.Questions[q].Text, word(a, q), tick(a.Point(q))})
	}
	rows = append(rows, []any{"身長(cm)", a.Body.Height / 10}, []any{"体重(kg)", weight(a.Body)})
	return xlsx.Workbook{Sheet: "基本チェックリスト", Rows: rows}.Bytes()
}

// PlanWorkbook is the plan as care software exports it, A to C on one sheet.
func PlanWorkbook(c Case) []byte {
	s := c.story()
	rows := [][]any{
		{"介護予防サービス・支援計画書"},
		{"利用者名", c.Name, "被保険者番号", c.Insured, "要介護状態区分", c.Level},
		{"認定有効期間", c.CertifiedFrom.String(), c.CertifiedTo.String(), "計画期間", c.PlanFrom.String(), c.PlanTo.String()},
		{"計画作成者", c.Manager, "事業者", c.Office, "作成日", c.Made.String(), "同意日", c.Consent.String()},
		{"目標とする生活", "1日", s.goalDay, "1年", s.goalYear},
		{"アセスメント領域", "現在の状況", "意欲・意向", "課題（背景・原因）"},
	}
	for i, a := range s.areas {
		rows = append(rows, []any{areaNames[i], a.now, a.wish, a.issue})
	}
	rows = append(rows, []any{"総合的課題", s.theme}, []any{"目標と具体策の提案", s.proposal}, []any{"意向", s.reply},
		[]any{"目標", "支援のポイント", "セルフケア等", "サービス", "種別", "事業所"})
	for _, p := range s.supports {
		rows = append(rows, []any{p.goal, p.point, p.self, p.service, p.kind, p.provider})
	}
	rows = append(rows, []any{"健康状態", s.health}, []any{"総合的な方針", s.policy})
	return xlsx.Workbook{Sheet: "支援計画書", Rows: rows}.Bytes()
}

func tick(on bool) string {
	if on {
		return "○"
	}
	return ""
}

// must stops the generator: its input is its own, so an error is a mistake in it.
func must(err error) {
	if err != nil {
		panic(fmt.Errorf("write a sample paper: %w", err))
	}
}
