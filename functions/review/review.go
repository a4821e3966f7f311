// Package review is the centre's side of a submission, and the town's.
//
//	read, ask, send back, extend, advise or not → the office hears
//	route, release → the town settles what no rule settles
//
// What was sent is never changed, and nothing here is an approval (KUM-10).
package review

import (
	"github.com/sasae-care/sasae/shared/access"
	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app"
)

// Routes are the operations of this step.
func Routes(a *app.App) []api.Route {
	const one = "/v1/submissions/{id}"
	return api.Of(a, []api.Route{
		{Method: "POST", Path: one + "/documents/{doc}/open", Action: access.OpenDocument, Summary: "書類を開く(5分間有効のリンク)", Handle: open},
		{Method: "POST", Path: one + "/send-back", Action: access.SendBack, Summary: "差し戻す(補正依頼)", Handle: sendBack},
		{Method: "GET", Path: one + "/routing", Action: access.SeeRouting, Summary: "今の住所から見た圏域と担当センター", Handle: routing},
		{Method: "POST", Path: one + "/reroute", Action: access.Reroute, Summary: "担当センターを変える", Handle: reroute},
		{Method: "POST", Path: one + "/reassign", Action: access.Reassign, Summary: "検証担当者を変える", Handle: reassign},
		{Method: "POST", Path: one + "/request-record", Action: access.RequestRecord, Summary: "経過記録を依頼する", Handle: requestRecord},
		{Method: "POST", Path: one + "/extend", Action: access.Extend, Summary: "期日を延ばす", Handle: extend},
		{Method: "POST", Path: one + "/advice", Action: access.Advise, Summary: "助言を送る", Handle: advise},
		{Method: "POST", Path: one + "/no-advice", Action: access.Advise, Summary: "助言なしとする", Handle: adviseNone},
		{Method: "POST", Path: one + "/release", Action: access.Release, Summary: "保留中の書類を開けるようにする", Handle: release},
		{Method: "POST", Path: one + "/keep", Action: access.KeepRecord, Summary: "保存期間が過ぎても記録を残す", Handle: keep},
		{Method: "POST", Path: one + "/let-go", Action: access.KeepRecord, Summary: "記録を残すことをやめる", Handle: letGo},
		{Method: "POST", Path: one + "/returned", Action: access.TakeBack, Summary: "委託の終了で原本の返却を受けたことを登録する", Handle: takeBack},
		{Method: "GET", Path: "/v1/districts/{district}/register", Action: access.DistrictList, Summary: "圏域台帳", Handle: register},
	})
}
