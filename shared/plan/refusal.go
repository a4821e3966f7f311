package plan

import "fmt"

// Refusal is an act that a rule does not allow. Code is stable and explained in
// docs/reasons.md; Detail is Japanese and says which rule and what to do.
type Refusal struct {
	Code   string
	Kind   RefusalKind
	Detail string
}

// RefusalKind says what a refusal means at an edge (HTTP status, exit code).
type RefusalKind int

// The kinds of refusal.
const (
	Invalid   RefusalKind = iota // the request contradicts a rule: 422
	Conflict                     // not in this state: 409
	Hidden                       // not yours, or not there: 404
	Forbidden                    // yours, but not your role: 403
)

// Error is the Japanese detail with the code.
func (r *Refusal) Error() string { return fmt.Sprintf("%s (%s)", r.Detail, r.Code) }

// Refuse makes the refusal of a code in Codes; it panics on an unknown code,
// which a test of every call would show.
func Refuse(code string, more ...any) *Refusal {
	def, ok := Codes[code]
	if !ok {
		panic("plan: unknown refusal code " + code)
	}
	return &Refusal{Code: code, Kind: def.Kind, Detail: fmt.Sprintf(def.Detail, more...)}
}

// because makes a Reason of a code in Codes.
func because(code, form, document string, more ...any) Reason {
	return Reason{Code: code, Message: Refuse(code, more...).Detail, Form: form, Document: document}
}

// Code explains one refusal or one reason for sending back.
type Code struct {
	Kind   RefusalKind
	Detail string // Japanese, with %s for what varies
	Source string
}

// Codes are all refusals and reasons of a case; docs/reasons.md is made from them.
var Codes = map[string]Code{
	"missing-form":             {Invalid, "必須の書類「%s」がありません。書類を追加してから提出してください。", "KUM-15"},
	"doubled-form":             {Invalid, "書類「%s」が重複しています。1つだけ残して提出してください。", "KUM-15"},
	"unexpected-form":          {Invalid, "書類「%s」はこの提出では受け付けていません。外してから提出してください。", "KUM-15, KUM-16"},
	"form-unknown":             {Invalid, "書類の種類「%s」は登録されていません。書類一覧から選んでください。", "KUM-15"},
	"file-not-arrived":         {Invalid, "書類「%s」のファイルが届いていません。もう一度アップロードして提出してください。", "KUM-15"},
	"fact-unknown":             {Invalid, "起点「%s」はこの市町村のルールにありません。使える起点: %s", "KUM-03"},
	"clock-unknown":            {Invalid, "期日「%s」は動いていません。提出の詳細の期日の一覧にある id を指定してください。", "section 9"},
	"done-in-future":           {Invalid, "実施日が先の日付です。実施した日を指定してください。", "section 9"},
	"done-for-which":           {Invalid, "過ぎた期日(%s)の分か、今の期日(%s)の分か、due で指定してください。", "section 9"},
	"done-for-no-day":          {Invalid, "%s という期日はありません。提出の詳細の期日か、過ぎた期日を指定してください。", "section 9"},
	"fact-not-told":            {Invalid, "この起点の日は登録されていません。登録した起点と日を指定してください。", "section 9"},
	"done-before":              {Invalid, "%s までの回は実施済みです。それより後の実施日を指定してください。", "section 9"},
	"date-out-of-range":        {Invalid, "日付が扱える範囲(2000年から2099年まで)にありません。", "民法143条"},
	"ground-unknown":           {Invalid, "消去の根拠は %s のどれかを指定してください。", "AMB-17"},
	"record-kept":              {Conflict, "保存期間を延ばしている記録です。延長を解いてから消去してください。", "AMB-17"},
	"erased":                   {Conflict, "保存期間が満了し、内容は消去されています。", "KAW-31-2"},
	"sheet-unreadable":         {Invalid, "計画書のCSV(UPYOBO)を読めません。%s", "standards D.2"},
	"sheet-of-other":           {Invalid, "計画書のCSV(UPYOBO)に、この提出の利用者(保険者番号と被保険者番号)の計画がありません。利用者を確認して出力し直してください。", "standards D.2"},
	"sheet-differs":            {Invalid, "計画書のCSV(UPYOBO)と提出の項目とで、認定(状況、介護度、有効期間)、計画の種類か委託の有無が違います。被保険者証を確認し、どちらかを直してください。", "standards D.2, KAW-10"},
	"format-wrong":             {Invalid, "format は、CSV(text/csv)で送る介護予防サービス・支援計画書(F-PLAN)に upyobo とだけ指定できます。", "standards D.2"},
	"statement-unreadable":     {Invalid, "計画の記載(plan)を受け付けられません。%s。", "API"},
	"malware":                  {Invalid, "書類「%s」からウイルスが検出されました。安全な端末で作り直してから提出してください。", "NTF-14"},
	"content":                  {Invalid, "内容の補正が必要です。提出の詳細にある理由を確認し、直して提出してください。", "KUM-10"},
	"not-found":                {Hidden, "該当する提出が見つかりません。受付番号を確認してください。", "permission matrix"},
	"role-not-allowed":         {Forbidden, "この操作はあなたの役割では行えません。担当者に依頼してください。", "permission matrix"},
	"office-not-designated":    {Invalid, "事業所 %s は %s の時点で介護予防支援の指定を受けていません。指定の状況を市町村に確認してください。", "KUM-01"},
	"kind-unknown":             {Invalid, "提出の種類は new(新規)、renewal(更新)、levelChange(区分変更)、planChange(計画変更)、minorChange(軽微な変更)、transfer(移行)、provisional(暫定)、typeCToA(C→A)、verification(検証依頼)、evaluation(評価・終了)から選んでください。", "KUM-07"},
	"binding-unknown":          {Invalid, "care は support(介護予防支援)か management(介護予防ケアマネジメント)、track は direct(居宅指定)か commissioned(委託)、type は A・B・C から選んでください。", "TOS-05, MHLW-3-01"},
	"type-not-a":               {Invalid, "C→A は、介護予防ケアマネジメントの類型Aとして提出してください。", "MHLW-3-05"},
	"office-unknown":           {Invalid, "事業所 %s は %s の時点で登録されていません。事業所番号を確認してください。", "KAW-4-2"},
	"record-of-centre":         {Forbidden, "委託の台帳はセンターが持ちます。変化があったときは、センターに知らせてください。", "permission matrix"},
	"not-commissioned":         {Invalid, "委託の提出にだけ行えます。", "TOS-42"},
	"review-open":              {Conflict, "検証が終わっていないため、原本の返却を登録できません。", "TOS-42"},
	"channel-unknown":          {Invalid, "提出方法「%s」は登録されていません(portal, cpdl, kmn, post, window)。電子メールでは受け付けません。", "KUM-23, KUM-24, KUM-25"},
	"insurer-wrong":            {Invalid, "保険者番号が正しくありません(6桁、検証番号を含む)。被保険者証を確認してください。", "billing: numbers"},
	"insured-wrong":            {Invalid, "被保険者番号が正しくありません(10桁)。被保険者証を確認してください。", "billing: numbers"},
	"receipt-wrong":            {Invalid, "受付番号が正しくありません。受付票の番号と見比べてください。", "API"},
	"manager-unknown":          {Invalid, "担当者は、その事業所の介護支援専門員から選んでください。", "KUM-08"},
	"name-missing":             {Invalid, "利用者の氏名、生年月日と住所を入力してください。", "KUM-15"},
	"set-closed":               {Conflict, "提出済みのため書類を変更できません。差し戻された後に変更してください。", "KUM-08"},
	"set-empty":                {Invalid, "書類が1つもありません。書類を追加してから提出してください。", "KUM-15"},
	"set-too-large":            {Invalid, "書類の合計が上限(%d MiB)を超えています。ファイルを小さくしてください。", "limits"},
	"document-too-large":       {Invalid, "1つの書類の上限は %d MiB です。ファイルを小さくしてください。", "limits"},
	"document-empty":           {Invalid, "ファイルの大きさ(バイト数)とSHA-256を指定してください。", "limits"},
	"document-unknown":         {Hidden, "該当する書類がありません。", "permission matrix"},
	"document-not-readable":    {Conflict, "この書類はまだ開けません(ウイルス検査中、または保留中)。しばらくしてから開いてください。", "NTF-14"},
	"type-not-allowed":         {Invalid, "ファイル形式 %s は受け付けていません(PDF、XLSX、CSV、JPEG、PNG)。", "limits"},
	"not-held":                 {Conflict, "保留中の書類はありません。", "NTF-14"},
	"already-over":             {Conflict, "この提出は終了しています(取下げ、または利用者の状況の変化)。", "KUM-08"},
	"not-in-review":            {Conflict, "検証中の提出にだけ行えます。", "KUM-10"},
	"not-accepted":             {Conflict, "受理された提出にだけ行えます。", "KUM-08"},
	"advice-already-sent":      {Conflict, "助言は送信済みです。送信した助言は変更できません。", "KUM-10"},
	"advice-empty":             {Invalid, "助言を1つ以上入力してください。助言がない場合は「助言なし」を選んでください。", "KUM-17"},
	"viewpoint-unknown":        {Invalid, "助言の視点は1から5で指定してください。", "KUM-18..22"},
	"viewpoint-renewal-only":   {Invalid, "視点5(これまでの経過や目標の達成状況)は更新のときだけ使えます。", "KUM-22"},
	"advice-unknown":           {Invalid, "助言「%s」がありません。", "KUM-12"},
	"answer-unknown":           {Invalid, "助言への対応は taken-up(反映済)、minor-change(軽微な変更で反映)、next-renewal(次回更新で反映)、not(反映しない)から選んでください。", "AMB-31"},
	"answer-reason-missing":    {Invalid, "助言を反映しない場合は理由を入力してください。", "AMB-31"},
	"already-answered":         {Conflict, "助言「%s」への対応は登録済みです。", "AMB-31"},
	"already-confirmed":        {Conflict, "確定プランは提出済みです。", "KUM-12"},
	"consent-in-future":        {Invalid, "同意日が未来の日付です。利用者が同意した日を入力してください。", "MHLW-E-01"},
	"confirmed-form-wrong":     {Invalid, "確定プランには介護予防サービス・支援計画書(F-PLAN)を指定してください。", "KUM-12"},
	"document-refused":         {Conflict, "この書類は受け付けられません(ファイルが届かない、検査で拒否された、または差し替え済み)。もう一度アップロードした書類を指定してください。", "NTF-14"},
	"already-reviewed":         {Conflict, "検証が終わった提出は取り下げられません。助言と結果は記録として残ります。", "KUM-10"},
	"situation-in-future":      {Invalid, "日付が未来です。一報の日付は明日までの日を入力してください。", "TOS-43"},
	"consent-missing":          {Invalid, "確定プランには利用者の同意日が必要です。", "MHLW-E-01"},
	"reason-missing":           {Invalid, "理由を入力してください。", "reasons are kept with the decision"},
	"record-already-requested": {Conflict, "経過記録は依頼済みです。", "KUM-16"},
	"record-not-requested":     {Conflict, "経過記録は依頼されていません。", "KUM-16"},
	"extension-not-later":      {Invalid, "延長後の期日は今の期日(%s)より後の日を指定してください。", "KUM-10"},
	"centre-unknown":           {Invalid, "圏域または担当センターが登録されていません。", "KUM-09"},
	"reviewer-unknown":         {Invalid, "検証担当者はこのセンターの職員から選んでください。", "KUM-10"},
	"situation-unknown":        {Invalid, "状況の種類は moved(区内転居)、moved-out(転出)、died(死亡)、facility(施設入所)、level(介護度の変更)から選んでください。", "TOS-43"},
	"result-not-level":         {Invalid, "認定の結果(certification)は、介護度の変更(level)の一報にだけ付けられます。", "TOS-43"},
	"result-unknown":           {Invalid, "認定の結果の介護度は、12・13(要支援1・2)、21〜25(要介護1〜5)、06(事業対象者)、01(非該当)から選んでください。", "KAW-10, MHLW-6-07"},
	"result-period-wrong":      {Invalid, "要支援の認定有効期間(始まりと終わり)を、被保険者証のとおりに入力してください。", "KAW-10"},
	"address-missing":          {Invalid, "転居先の住所(町丁目、番地)を入力してください。", "TOS-44"},
	"date-missing":             {Invalid, "日付を入力してください。", "TOS-43"},
	"received-in-future":       {Invalid, "受付日が未来の日付です。実際に受け取った日を入力してください。", "KUM-24"},
	"rules-missing":            {Invalid, "その日に有効な提出の規則が登録されていません。受付日を確認してください。", "KUM-24, rules: effective"},
	"idempotency-key-missing":  {Invalid, "Idempotency-Key ヘッダーを付けてください(同じ送信を二重に登録しないための番号)。", "API"},
	"link-over":                {Conflict, "この Idempotency-Key で開いたリンクの有効期間(5分)は過ぎています。新しい番号で書類を開いてください。", "permission matrix"},
	"idempotency-key-reused":   {Invalid, "同じ Idempotency-Key が別の内容で使われています。新しい番号で送信してください。", "API"},
	"too-many-posts":           {Conflict, "この提出への送信が48時間に%d回を超えました。時間をおいて送信してください。", "API"},
	"request-malformed":        {Invalid, "送信内容を読み取れません: %s", "API"},
	"month-closed":             {Conflict, "%s はすでに締めています。修正は次の回で行ってください。", "architecture: month"},
	"month-not-over":           {Conflict, "%s はまだ終わっていません。月末日の状況で請求先が決まるため、翌月になってから締めてください。", "MHLW-6-05"},
	"month-empty":              {Conflict, "%s の実績が1件もありません。実績を登録してから締めてください。", "architecture: month"},
	"month-refused":            {Invalid, "請求できない実績があります(%d件)。内容を直すか、除いて実行してください。", "architecture: month"},
	"month-unpriced":           {Invalid, "%s", "billing"},
	"busy":                     {Conflict, "同時に更新されました。もう一度お試しください。", "API"},
	"unauthenticated":          {Forbidden, "サインインが必要です。", "API"},
	"request-invalid":          {Invalid, "入力内容に誤りがあります。各項目の理由を確認してください。", "API"},
	"request-too-large":        {Invalid, "送信内容が大きすぎます。", "API"},
	"content-type-wrong":       {Invalid, "送信内容の形式(Content-Type)は %s にしてください。", "API"},
	"field-wrong":              {Invalid, "項目の書き方が正しくありません。", "API"},
	"limit-wrong":              {Invalid, "limit は 1 から %d までの整数で指定してください。", "API"},
	"route-unknown":            {Hidden, "このURLは用意されていません。", "API"},
	"method-not-allowed":       {Invalid, "このURLではこの操作(メソッド)は行えません。", "API"},
	"set-incomplete":           {Invalid, "書類がそろっていないか、重複しています。各書類の理由を確認してください。", "KUM-15"},
	"unavailable":              {Conflict, "混み合っています。少し待ってから、もう一度お試しください。", "API"},
	"record-newer":             {Conflict, "この記録は新しい版のシステムで保存されています。システムの更新が終わるまで待ってから、もう一度お試しください。", "API"},
	"internal":                 {Invalid, "処理できませんでした。時間をおいてもう一度お試しください。続くときは instance の番号を添えて連絡してください。", "API"},
	"next-unknown":             {Invalid, "next の値が正しくありません。一覧を最初から読み直してください。", "API"},
}
