// Package upload is the office's side of a submission, and the desk where
// sets are registered that came another way.
//
//	open with the documents, (PUT to signed URLs), submit → receipt at once
//	declare → what comes later: a correction, a record, the confirmed plan
//	answer, confirmed plan, 経過記録, 一報, withdraw → the case moves on
//
// No act of the office waits for the centre (KUM-10, AMB-31).
package upload

import (
	"github.com/sasae-care/sasae/shared/access"
	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app"
)

// Routes are the operations of this step.
func Routes(a *app.App) []api.Route {
	const one = "/v1/submissions/{id}"
	return api.Of(a, []api.Route{
		{Method: "POST", Path: "/v1/submissions", Action: access.Open, Summary: "提出を始める", Handle: open},
		{Method: "GET", Path: "/v1/submissions", Action: access.List, Summary: "提出の一覧", Handle: list},
		{Method: "GET", Path: one, Action: access.Read, Summary: "提出の詳細", Handle: read},
		{Method: "POST", Path: one + "/person", Action: access.Amend, Summary: "利用者の情報を直す", Handle: amend},
		{Method: "POST", Path: one + "/documents", Action: access.DeclareDocument, Summary: "書類を追加する", Handle: declare},
		{Method: "POST", Path: one + "/documents/{doc}/remove", Action: access.RemoveDocument, Summary: "書類を外す", Handle: remove},
		{Method: "POST", Path: one + "/submit", Action: access.Submit, Summary: "提出する", Handle: submit},
		{Method: "POST", Path: one + "/withdraw", Action: access.Withdraw, Summary: "取り下げる", Handle: withdraw},
		{Method: "POST", Path: one + "/answers", Action: access.Answer, Summary: "助言に回答する", Handle: answer},
		{Method: "POST", Path: one + "/confirmed-plan", Action: access.Confirm, Summary: "確定プランを提出する", Handle: confirm},
		{Method: "POST", Path: one + "/record", Action: access.SendRecord, Summary: "経過記録を送る", Handle: sendRecord},
		{Method: "POST", Path: one + "/situation", Action: access.Tell, Summary: "利用者の状況の変化を知らせる(一報)", Handle: tell},
		{Method: "POST", Path: one + "/facts", Action: access.TellFact, Summary: "期日の起点を知らせる(利用開始など)", Handle: tellFact},
		{Method: "POST", Path: one + "/done", Action: access.TellFact, Summary: "期日までに行ったことを登録する", Handle: done},
		{Method: "GET", Path: "/v1/standing/{party}", Action: access.Stand, Summary: "事業所・センター・市町村の期日", Handle: standing},
		{Method: "POST", Path: "/v1/standing/{party}/facts", Action: access.Stand, Summary: "事業所・センター・市町村の期日の起点を知らせる", Handle: standingFact},
		{Method: "POST", Path: "/v1/standing/{party}/done", Action: access.Stand, Summary: "事業所・センター・市町村の期日までに行ったことを登録する", Handle: standingDone},
		{Method: "POST", Path: "/v1/paper-submissions", Action: access.RegisterPaper, Summary: "ほかの方法で届いた提出を登録する", Handle: register},
	})
}
