package notice

import (
	"fmt"
	"strings"

	"github.com/sasae-care/sasae/shared/mail"
)

// Template is the text of one kind of notice. %s in Text is the receipt number,
// then the day when Day is set.
type Template struct {
	Subject  string
	Text     string
	SMS      string // at most 70 characters with a receipt number and a day in it
	Day      bool   // names a day
	Deadline bool   // sent once more when the first outcome stays unknown
	Today    bool   // goes out in quiet hours and on closed days too (本日期限)
	Source   string
}

// Templates are all kinds of notices. Who gets which is in functions/notify.
var Templates = map[string]Template{
	"accepted":         {Subject: "ケアプラン等を受理しました", Text: "受付番号 %s の提出を受理しました。", SMS: "受付番号%sを受理しました。", Source: "NTF-01"},
	"sent-back":        {Subject: "補正のお願い", Text: "受付番号 %s の提出に補正が必要です。理由を確認して、再提出してください。", SMS: "受付番号%sに補正が必要です。", Source: "NTF-01"},
	"set-held":         {Subject: "書類の確認を保留しています", Text: "受付番号 %s の書類に、ウイルス検査の結果を確認できないものがあります。市町村の確認をお待ちください。", SMS: "受付番号%sの書類確認を保留中です。", Source: "NTF-14"},
	"desk":             {Subject: "確認が必要な提出があります", Text: "受付番号 %s について、担当センターの選択または書類の確認が必要です。", SMS: "受付番号%sの確認が必要です。", Source: "KUM-09"},
	"review-started":   {Subject: "検証の依頼", Text: "受付番号 %s の検証を担当します。期日は%sです。", SMS: "受付番号%sの検証依頼。期日%s", Day: true, Source: "NTF-02"},
	"unassigned":       {Subject: "担当者が未定の検証があります", Text: "受付番号 %s の検証担当者が決まっていません。割り当ててください。期日は%sです。", SMS: "受付番号%sの担当者が未定です。期日%s", Day: true, Source: "NTF-02"},
	"rerouted":         {Subject: "担当センターが変わりました", Text: "受付番号 %s の担当センターが変わりました。", SMS: "受付番号%sの担当センターが変更。", Source: "NTF-10"},
	"deadline-before3": {Subject: "検証の期日が近づいています", Text: "受付番号 %s の検証の期日は%sです。", SMS: "受付番号%sの検証期日は%s", Day: true, Deadline: true, Source: "NTF-03"},
	"deadline-due":     {Subject: "本日が検証の期日です", Text: "受付番号 %s の検証は本日(%s)が期日です。", SMS: "受付番号%sの検証は本日(%s)が期日", Day: true, Deadline: true, Today: true, Source: "NTF-03"},
	"tracked-near":     {Subject: "期日が近づいています", Text: "受付番号 %s の期日(%s)が近づいています。内容はサインインして確認し、行ったら登録してください。", SMS: "受付番号%sの期日は%s", Day: true, Deadline: true, Source: "NTF-09"},
	"tracked-over":     {Subject: "期日を過ぎました", Text: "受付番号 %s の%sの期日を過ぎました。行っていれば、その日を登録してください。", SMS: "受付番号%s %sの期日を過ぎました", Day: true, Source: "NTF-05, NTF-09"},
	"standing-near":    {Subject: "提出・報告などの期日が近づいています", Text: "%.0s提出や報告などの期日(%s)が近づいています。内容はサインインして確認し、行ったら登録してください。", SMS: "%.0s提出や報告などの期日は%s", Day: true, Deadline: true, Source: "NTF-12"},
	"standing-over":    {Subject: "提出・報告などの期日を過ぎました", Text: "%.0s提出や報告などの%sの期日を過ぎました。行っていれば、その日を登録してください。", SMS: "%.0s提出や報告などの%sの期日を過ぎました", Day: true, Source: "NTF-12"},
	"overdue":          {Subject: "検証の期日を過ぎました", Text: "受付番号 %s の検証の期日(%s)を過ぎました。", SMS: "受付番号%sの検証期日%sを過ぎました", Day: true, Deadline: true, Source: "NTF-03"},
	"lapsed":           {Subject: "検証期間が満了しました(助言なし)", Text: "受付番号 %s の検証期間が満了しました(助言なし)。", SMS: "受付番号%s 期間満了(助言なし)", Source: "NTF-04, AMB-30"},
	"advised":          {Subject: "助言が届いています", Text: "受付番号 %s に助言があります。サービスの開始は、この確認を待つ必要はありません。", SMS: "受付番号%sに助言があります。", Source: "NTF-04"},
	"no-advice":        {Subject: "検証が終わりました(助言なし)", Text: "受付番号 %s の検証が終わりました。助言はありません。", SMS: "受付番号%s 検証終了(助言なし)", Source: "NTF-04"},
	"record-requested": {Subject: "経過記録の提出のお願い", Text: "受付番号 %s について、経過記録の提出をお願いします。", SMS: "受付番号%s 経過記録をお願いします。", Source: "NTF-06"},
	"record-sent":      {Subject: "経過記録が届きました", Text: "受付番号 %s の経過記録が提出されました。", SMS: "受付番号%sの経過記録が届きました。", Source: "NTF-06"},
	"document-refused": {Subject: "書類を受け付けられませんでした", Text: "受付番号 %s に追加された書類を受け付けられませんでした。理由を確認して、もう一度アップロードしてください。", SMS: "受付番号%sの書類を再提出してください。", Source: "NTF-14"},
	"answered":         {Subject: "助言への対応が届きました", Text: "受付番号 %s の助言への対応が登録されました。", SMS: "受付番号%sの対応が届きました。", Source: "KUM-12"},
	"plan-confirmed":   {Subject: "確定プランが提出されました", Text: "受付番号 %s の確定プランが提出されました。", SMS: "受付番号%sの確定プランが届きました。", Source: "KUM-12"},
	"situation":        {Subject: "状況の変化の一報があります", Text: "受付番号 %s について、状況の変化の一報がありました。", SMS: "受付番号%sに一報があります。", Source: "NTF-10"},
	"withdrawn":        {Subject: "提出が取り下げられました", Text: "受付番号 %s の提出が取り下げられました。", SMS: "受付番号%sは取下げです。", Source: "KUM-08"},
}

// Render writes the message of a notice. portal is the address of the sign-in
// page; an SMS carries none, since links in SMS look like phishing.
func Render(n Notice, portal string) (subject, text string) {
	t := Templates[n.Kind]
	words := []any{n.Receipt}
	if t.Day {
		words = append(words, n.Day)
	}
	if n.Channel == mail.SMS {
		return "", "【ささえ】" + fmt.Sprintf(t.SMS, words...)
	}
	var b strings.Builder
	fmt.Fprintf(&b, t.Text, words...)
	fmt.Fprintf(&b, "\n\n内容はサインインして確認してください。\n%s\n通知番号 %s\nこのメールには返信できません。\n", portal, n.Number)
	return "【ささえ】" + t.Subject, b.String()
}
