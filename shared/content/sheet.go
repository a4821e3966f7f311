package content

import (
	"fmt"
	"slices"

	"github.com/sasae-care/sasae/shared/checklist"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/rules"
)

// Sheet is 様式第1 「介護予防・生活支援サービス計画表」 of 川崎市介護予防ケアマネジメント
// 実施要綱. What the plan says elsewhere (status, centre, planner, goals of a day
// and a year, consent) is not repeated. Source: KAW-F-01 to KAW-F-12.
type Sheet struct {
	Name       string         // 利用者氏名. KAW-F-01
	Domains    [4]SheetDomain // KAW-F-04
	Items      []Item         // the 25 items, as printed. KAW-F-05 to KAW-F-08
	Housework  [3]string      // who cooks, washes, cleans. KAW-F-06
	Goal       string         // 目標. KAW-F-09
	Measures   []Measure      // 具体策, those ticked. KAW-F-09
	Evaluation SheetEvaluation
	Policy     string   // 総合的な方針. KAW-F-11
	Signed     []string // names under 計画に関する同意. KAW-F-12
}

// SheetDomain is one row. Source: KAW-F-04.
type SheetDomain struct {
	Domain
	Proposal string // 課題に対する目標と具体策の提案
	Period   Period // 期間
}

// Item is one printed item of the 基本チェックリスト in a row. Source: KAW-F-05.
type Item struct{ Domain, Printed int }

// National is the item's number in 様式第一 of the national notice. The form prints
// 【11】 twice: in 運動・移動 it is item 1 (バスや電車). Source: KAW-F-05, AMB-24.
func (i Item) National() int {
	if i.Domain == Moving && i.Printed == 11 {
		return 1
	}
	return i.Printed
}

// Measure is a ticked 具体策. Source: KAW-F-09.
type Measure struct{ Name, Office string }

// SheetEvaluation is 評価日 and its outcome: 継続, 変更, 終了, その他. Source: KAW-F-10.
type SheetEvaluation struct {
	On      day.Date
	Outcome string
}

// rowOf are the rows in which the form prints each item. Source: KAW-F-05 to KAW-F-08.
var rowOf = [checklist.Last + 1]int{
	1: Moving, 2: Living, 3: Living, 4: Joining, 5: Joining, 6: Moving, 7: Moving, 8: Moving, 9: Moving, 10: Moving,
	11: Health, 12: Health, 13: Health, 14: Health, 15: Health, 16: Joining, 17: Joining, 18: Health, 19: Health, 20: Health,
	21: Joining, 22: Joining, 23: Joining, 24: Joining, 25: Joining,
}

// sheetItems: each of the 25 items once, in its row. Source: KAW-F-05 to KAW-F-08.
func sheetItems(e *exam) {
	if e.Sheet == nil {
		return
	}
	seen := [checklist.Last + 1]int{}
	for i, x := range e.Sheet.Items {
		no, field := x.National(), fmt.Sprintf("sheet.items[%d]", i)
		switch {
		case no < 1 || no > checklist.Last:
			e.say("sheet-item-unknown", field)
			continue
		case rowOf[no] != x.Domain:
			e.say("sheet-item-misplaced", field, no, DomainNames[rowOf[no]])
		}
		seen[no]++
	}
	for no := 1; no <= checklist.Last; no++ {
		switch {
		case seen[no] == 0:
			e.say("sheet-item-missing", "sheet.items", no)
		case seen[no] > 1:
			e.say("sheet-item-doubled", "sheet.items", no)
		}
	}
}

// sheetHead: who it is about, and what the card says. Source: KAW-F-01, KAW-F-02.
func sheetHead(e *exam) {
	if e.Sheet == nil {
		return
	}
	c := e.Certification
	certified := c.Status != Certified || !c.On.IsZero() && !c.Period.From.IsZero() && !c.Period.To.IsZero()
	e.blanks("sheet-field-missing", []part{
		{"sheet.name", "利用者氏名", e.Sheet.Name != ""}, {"certification", "認定状況、認定年月日、認定有効期間", c.Status != "" && certified},
		{"centre", "担当地域包括支援センター", e.Centre != ""}, {"planner.name", "計画作成者氏名", e.Planner.Name != ""},
	})
}

// sheetGoals: both goals, the goal of the measures, and the policy. Source:
// KAW-F-03, KAW-F-09, KAW-F-11.
func sheetGoals(e *exam) {
	if s := e.Sheet; s != nil {
		e.blanks("sheet-goal-missing", []part{
			{"lifeGoal.day", "目標とする生活（1日）", e.LifeGoal.Day != ""}, {"lifeGoal.year", "目標とする生活（1年）", e.LifeGoal.Year != ""},
			{"sheet.goal", "目標", s.Goal != ""}, {"sheet.policy", "総合的な方針", s.Policy != ""},
		})
	}
}

// sheetRows: every row says the state and whether there is an issue, and of an
// issue why, what to do and how long. Source: KAW-F-04, KAW-F-06, KAW-33-3C-ウ.
func sheetRows(e *exam) {
	if e.Sheet == nil {
		return
	}
	for i, d := range e.Sheet.Domains {
		at, of := fmt.Sprintf("sheet.domains[%d].", i), DomainNames[i]+"の"
		none := d.Issue != Yes
		e.blanks("sheet-row-incomplete", []part{
			{at + "now", of + "現在の状況", d.Now != ""}, {at + "issue", of + "課題の有無", d.Issue != Untold},
			{at + "background", of + "課題の背景と原因", none || d.Background != ""}, {at + "proposal", of + "目標と具体策の提案", none || d.Proposal != ""},
			{at + "period", of + "期間", none || !d.Period.From.IsZero() && !d.Period.To.IsZero()},
		})
	}
	for i, who := range e.Sheet.Housework {
		if who == "" {
			e.say("sheet-row-incomplete", fmt.Sprintf("sheet.housework[%d]", i), [3]string{"調理", "洗濯", "掃除"}[i]+"をする人")
		}
	}
}

// sheetMeasures: a ticked programme names its office. Source: KAW-F-09.
func sheetMeasures(e *exam) {
	if e.Sheet == nil {
		return
	}
	for i, m := range e.Sheet.Measures {
		if m.Office == "" {
			e.say("sheet-measure-unnamed", fmt.Sprintf("sheet.measures[%d]", i))
		}
	}
}

// sheetEvaluated: a day and an outcome belong together; at the end both are there
// where the town evaluates C. Source: KAW-F-10, KAW-33-3C-ア, AMB-11.
func sheetEvaluated(e *exam) {
	if e.Sheet == nil {
		return
	}
	x := e.Sheet.Evaluation
	known := slices.Contains([]string{"継続", "変更", "終了", "その他"}, x.Outcome)
	due := e.Event == rules.Evaluation && e.set.Setting("typeC.evaluation") == "atEnd"
	if (due || x.Outcome != "" || !x.On.IsZero()) && (!known || x.On.IsZero()) {
		e.say("sheet-evaluation-incomplete", "sheet.evaluation")
	}
}

// sheetSigned: who agreed stands under the consent. Source: KAW-F-12.
func sheetSigned(e *exam) {
	if e.Sheet != nil && !e.Consents.Plan.IsZero() && len(e.Sheet.Signed) == 0 {
		e.say("sheet-unsigned", "sheet.signed")
	}
}
