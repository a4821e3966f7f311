package rules

import (
	"slices"
	"strings"
)

// Form is one kind of document (様式). Letter is the table letter where there is
// one. Source: KUM-15, TOS-21 to TOS-33, KCC-16, KAW-31-2.
type Form struct {
	ID     string
	Name   string
	Letter string
	Parts  []string // the forms that together are this one
}

// forms lists the known forms; letters are those of 豊島区 and others.
var forms = []Form{
	{ID: "F-KIHON", Name: "利用者基本情報"},
	{ID: "F-KCL", Name: "基本チェックリスト"},
	{ID: "F-ASSESS", Name: "アセスメント（任意様式）"},
	{ID: "F-KYOMI", Name: "興味・関心チェックシート"},
	{ID: "F-PLAN", Name: "介護予防サービス・支援計画書", Letter: "A〜C", Parts: []string{"F-PLAN-A", "F-PLAN-B", "F-PLAN-C"}},
	{ID: "F-PLAN-A", Name: "介護予防サービス・支援計画書（A表）", Letter: "A"},
	{ID: "F-PLAN-B", Name: "介護予防サービス・支援計画書（B表）", Letter: "B"},
	{ID: "F-PLAN-C", Name: "介護予防サービス・支援計画書（C表）", Letter: "C"},
	{ID: "F-WEEK-D", Name: "週間計画表", Letter: "D"},
	{ID: "F-MEET-E", Name: "サービス担当者会議の要点", Letter: "E別紙"},
	{ID: "F-PROG-E", Name: "介護予防支援経過記録", Letter: "E"},
	{ID: "F-MON", Name: "モニタリング様式（任意様式）"},
	{ID: "F-EVAL-F", Name: "介護予防支援・介護予防ケアマネジメントサービス評価表", Letter: "F"},
	{ID: "F-ISP", Name: "個別サービス計画書・事業所のモニタリング記録"},
	{ID: "F-RIYO", Name: "サービス利用票・別表"},
	{ID: "F-TEIKYO", Name: "サービス提供票"},
	{ID: "F-NOTIFY", Name: "介護予防サービス計画作成・介護予防ケアマネジメント依頼（変更）届出書"},
	{ID: "F-KADAI", Name: "課題整理総括表"},
	{ID: "F-ECO", Name: "エコマップ"},
	{ID: "F-MED", Name: "服薬情報"},
	{ID: "F-BLOOD", Name: "血液検査"},
	{ID: "F-ORAL", Name: "口腔内チェックシート"},
	{ID: "F-FOOD10", Name: "10食品群チェックシート"},
	{ID: "F-CONTRACT", Name: "利用契約書・重要事項説明書・個人情報使用同意書"},
	{ID: "F-NINTEI", Name: "認定調査票・主治医意見書（閲覧用）"},
	{ID: "F-C-RESULT", Name: "ケアマネジメントC結果・簡易ケアプラン", Letter: "様式第1"},
	{ID: "F-BILL-TABLE", Name: "給付管理票・実績報告書類・請求書"},
	{ID: "F-ADVICE", Name: "アドバイス等"},
	{ID: "F-ITAKU", Name: "介護予防支援業務等委託契約書・委託の届出"},
	{ID: "F-CARD", Name: "被保険者証・資格者証"},
	{ID: "F-CERT", Name: "指定介護予防支援提供証明書"},
	{ID: "F-VIEW", Name: "認定調査票等閲覧申請"},
	{ID: "F-QUARTER", Name: "業務実績報告書・検査・請求書"},
	{ID: "F-INCIDENT", Name: "市長への通知・苦情・事故の記録"},
	{ID: "F-TECHO", Name: "介護予防手帳"},
	{ID: "F-KENSHO", Name: "検証結果"},
}

// Forms lists all known forms.
func Forms() []Form { return slices.Clone(forms) }

// FormByID finds a form.
func FormByID(id string) (Form, bool) {
	i := slices.IndexFunc(forms, func(f Form) bool { return f.ID == id })
	if i < 0 {
		return Form{}, false
	}
	return forms[i], true
}

// Form finds a form of the catalogue, or one of the town's own.
func (s Set) Form(id string) (Form, bool) {
	i := slices.IndexFunc(s.Forms, func(v FormVersion) bool { return v.Form == id && v.Name != "" })
	if i < 0 {
		return FormByID(id)
	}
	return Form{ID: id, Name: s.Forms[i].Name}, true
}

// FormName is the Japanese name of a form; for one it does not know, the id.
func (s Set) FormName(id string) string {
	if f, ok := s.Form(id); ok {
		return f.Name
	}
	if some := strings.Split(id, "|"); len(some) > 1 { // a choice, see Documents.Missing
		for i := range some {
			some[i] = s.FormName(some[i])
		}
		return strings.Join(some, "か")
	}
	return id
}

// FormName is the name of a form of the catalogue.
func FormName(id string) string { return Set{}.FormName(id) }

// Parts are the forms that together are this one.
func Parts(id string) []string {
	f, _ := FormByID(id)
	return f.Parts
}

// Whole is the form that this one is a part of; "" when of none.
func Whole(id string) string {
	for _, f := range forms {
		if slices.Contains(f.Parts, id) {
			return f.ID
		}
	}
	return ""
}
