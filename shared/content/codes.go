package content

// Code explains one finding. Its name is stable.
type Code struct {
	Grade   Grade
	Message string   // Japanese, with %s for what varies
	Source  []string // requirement ids
}

func by(ids ...string) []string { return ids }

// Codes are all findings, of codes.go and of sheetCodes.
var Codes = merged(planCodes, sheetCodes)

func merged(all ...map[string]Code) map[string]Code {
	out := map[string]Code{}
	for _, m := range all {
		for k, v := range m {
			out[k] = v
		}
	}
	return out
}

var planCodes = map[string]Code{
	"rules-not-for-this":   {Refuse, "この計画は「%s」の対象ではありません。ケアマネジメントの種類、契約の形、担当センター、指定の日を確認してください。", by("KUM-03", "TOS-02", "TOS-03", "TOS-51", "KAW-1", "KAW-39", "AMB-16")},
	"event-not-asked":      {Warn, "この場面%sの提出は、市町村の規則では求められていません。提出してもかまいません。", by("KUM-05", "KUM-07", "KUM-08", "TOS-25", "TOS-45", "TOS-53", "AMB-02", "AMB-28")},
	"channel-not-foreseen": {Warn, "この提出方法は市町村の規則にありません。市町村が示す方法を確認してください。", by("KUM-23", "AMB-25")},
	"channel-refused":      {Refuse, "提出方法「%s」では受け付けていません。ほかの方法で提出してください。", by("KUM-23", "KUM-25", "AMB-25")},
	"channel-discouraged":  {Warn, "提出方法「%s」は、個人情報保護のため勧められていません。次回からほかの方法で提出してください。", by("KUM-25")},
	"form-for-type":        {Refuse, "この様式%sはこの計画には使えません。計画書の標準様式を使ってください（簡易ケアプランはケアマネジメントCだけ）。", by("KAW-33-3-ア", "KAW-33-3C-イ")},
	"form-edition":         {Refuse, "この様式%sのこの版は、作成日の時点で受け付けていません。市町村が示す版に写してください。", by("MHLW-6-01", "TOS-26")},

	"direct-only-support":          {Refuse, "居宅指定の事業所が行えるのは介護予防支援だけです。介護予防ケアマネジメントはセンターからの委託として提出してください。", by("KUM-01", "TOS-05", "TOS-13", "KAW-3-2")},
	"direct-before-law":            {Refuse, "居宅指定の事業所による介護予防支援は%sからです。計画期間の開始日か、契約の形を確認してください。", by("KUM-01")},
	"designation-not-covering":     {Refuse, "%sの時点で、事業所の介護予防支援の指定の期間に入っていません。指定の期間と日付を確認してください。", by("KUM-01", "TOS-08")},
	"designation-ends":             {Warn, "計画期間の終わり（%s）より前に、事業所の指定が切れます。指定の更新を確認してください。", by("TOS-08")},
	"transfer-not-direct":          {Refuse, "移行は、センターから居宅指定の事業所に移るときです。契約の形を「居宅指定」にするか、場面を確認してください。", by("TOS-06")},
	"commission-notice-incomplete": {Refuse, "委託の届出には、事業所の名称、所在地、委託の内容、届出日と開始日が要ります。空いている項目を入力してください。", by("KAW-4-2")},
	"commission-notice-late":       {Refuse, "委託の届出（%s）は委託の開始（%s）より前に行います。開始日を改めるか、市町村に相談してください。", by("KAW-4-2")},
	"switch-reason-missing":        {Refuse, "切替のときは、理由と状況を書いた支援経過が要ります。理由と状況を入力してください。", by("TOS-17")},
	"switch-without-contract":      {Warn, "同時契約がないため、切替のたびに新しい契約と届出が要ります。契約と届出の日を確認してください。", by("TOS-12", "TOS-51")},
	"notification-missing":         {Refuse, "計画作成の依頼（変更）届出書の届出日がありません。届け出た日を入力してください。", by("MHLW-5-05")},
	"notification-unexplained":     {Refuse, "届出の前に、センターの訪問と情報の提供について説明します。説明してから届け出てください。", by("MHLW-5-05")},
	"notification-late":            {Warn, "届出日（%s）がサービスの開始日（%s）より後です。届出が遅れると全額自己負担になることがあります。市町村に相談してください。", by("MHLW-5-05")},
	"notification-unsigned":        {Refuse, "届出書に本人の署名が要ります。署名を省けるのは、同時契約をした人の2回目からの届出です。", by("TOS-19")},
	"kihon-by-other":               {Warn, "この提出の利用者基本情報は%sが作ることになっています。作成者を確認してください。", by("TOS-22")},
	"draft-not-checked":            {Warn, "委託の計画は、確定の前にセンターが原案を確認します。確認を受けた日を入力してください。", by("TOS-24", "AMB-04")},
	"draft-checked-late":           {Warn, "原案の確認（%s）がサービス担当者会議（%s）より後です。確認は会議の前に受けてください。", by("TOS-24")},
	"planner-missing":              {Refuse, "計画作成者（担当職員）の氏名がありません。担当者を決めて入力してください。", by("KAW-33-1-ア")},
	"planner-role":                 {Warn, "計画を作るのは%sです。計画作成者の職種を確認してください。", by("MHLW-4-02", "KAW-13-3")},
	"plan-self-made":               {Refuse, "サービス事業の計画は、利用者が自分で作ることはできません。センターに引き継いでください。", by("MHLW-6-06")},

	"certification-missing":      {Refuse, "認定の状況（認定済、申請中、事業対象者）か、認定済のときの区分と有効期間がありません。被保険者証から入力してください。", by("KAW-10")},
	"certification-period-wrong": {Refuse, "認定有効期間（%s）の終わりが始まりより前です。被保険者証と見比べてください。", by("KAW-10")},
	"certification-pending":      {Warn, "認定の結果が出ていません（申請中・暫定）。結果が出たら、区分と有効期間を入力してください。", by("KAW-10", "MHLW-6-04")},
	"certification-not-covering": {Refuse, "計画期間（%s）が認定有効期間（%s）に収まっていません。計画期間を改めるか、更新の申請中なら「申請中」を選んでください。", by("KAW-10", "KUM-08")},
	"level-not-support":          {Refuse, "この区分%sの認定では、介護予防支援・介護予防ケアマネジメントの計画は作れません（要支援1=12、要支援2=13）。認定の状況と区分を確認してください。", by("KUM-01", "MHLW-1-01")},
	"target-not-support":         {Refuse, "事業対象者は総合事業だけの対象です。ケアマネジメントの種類を「介護予防ケアマネジメント」にしてください。", by("MHLW-1-01")},
	"target-too-young":           {Refuse, "40歳から64歳までの人は、基本チェックリストでは事業対象者になりません。要支援認定の申請を案内してください。", by("MHLW-5-11")},
	"target-from-missing":        {Refuse, "この市町村では事業対象者に有効期間があります。被保険者証から始まりの日を入力してください。", by("KAW-10", "AMB-27")},
	"target-expired":             {Refuse, "計画期間が事業対象者の有効期間（%sまで）を超えています。計画期間を改めるか、基本チェックリストを取り直してください。", by("KAW-10", "AMB-27")},
	"checklist-missing":          {Refuse, "事業対象者には基本チェックリストの回答が要ります。25項目の回答を入力してください。", by("MHLW-1-01", "MHLW-5-04")},
	"checklist-not-met":          {Refuse, "基本チェックリストの回答は、事業対象者の基準のどれにも当てはまりません。回答を見直すか、要支援認定の申請を案内してください。", by("MHLW-1-01", "MHLW-5-04", "MHLW-6-07")},
	"checklist-open":             {Warn, "基本チェックリストに未回答が%d項目あり、基準に当てはまるか決まりません。未回答の項目を確認してください。", by("MHLW-5-04")},
	"checklist-counts":           {Warn, "基本チェックリストの%d番から%d番までの該当数は、回答から数えると%dです。計画書の該当数を確認してください。", by("MHLW-5-04")},
	"respondent-unknown":         {Refuse, "基本チェックリストの回答者がわかりません。本人、電話、家族、事業所から選んでください。", by("MHLW-5-10")},
	"respondent-not-followed":    {Warn, "本人が窓口で記入していないときは、センターがケアマネジメントの中で状態を確認します。確認した日を入力してください。", by("MHLW-5-10")},
	"opinion-not-attested":       {Refuse, "被保険者証に審査会意見があります。利用者に説明し、意見に沿って計画を作ったことを確認して入力してください。", by("KAW-33-4-オ")},

	"type-missing":             {Refuse, "介護予防ケアマネジメントには類型があります。A、B、Cから選んでください。", by("MHLW-3-01", "KAW-5-1")},
	"type-not-for-support":     {Refuse, "類型（A、B、C）は介護予防ケアマネジメントのものです。介護予防支援では空けてください。", by("MHLW-3-01")},
	"type-not-commissioned":    {Refuse, "ケアマネジメント%sは、この市町村では委託できません（委託できるのは %s）。センターが行うか、類型を確認してください。", by("KAW-4-1", "AMB-12")},
	"type-for-services":        {Warn, "使うサービスからは、ケアマネジメント%sが目安です。類型を選んだ理由を確認してください。", by("MHLW-3-06")},
	"nothing-managed":          {Warn, "使うサービスがありません。請求できるのは、ケアマネジメントCの開始の月だけです。類型とサービスを確認してください。", by("MHLW-7-08")},
	"type-c-beside":            {Refuse, "この市町村では、ケアマネジメントCは予防給付、訪問型、通所型のサービスと併せて使えません。AかBにするか、サービスを確認してください。", by("KAW-33-3C-ア")},
	"type-c-not-first":         {Refuse, "ケアマネジメントCは開始のときだけで、この場面%sでは行いません。状態が変わったときは、AかBの計画を新しく作ってください。", by("MHLW-3-05", "KAW-5-1")},
	"services-need-support":    {Refuse, "限度額管理の対象となる予防給付を使うときは、介護予防支援です。ケアマネジメントの種類を確認してください。", by("MHLW-7-06", "MHLW-7-08", "AMB-29")},
	"services-need-management": {Refuse, "予防給付を使わない計画は、介護予防ケアマネジメントです。ケアマネジメントの種類か、サービスを確認してください。", by("MHLW-7-06", "MHLW-7-08")},
	"services-outside-limit":   {Warn, "限度額管理の対象外の予防給付だけの月は、介護予防ケアマネジメント費になります。月ごとの請求先を確認してください。", by("MHLW-7-08", "AMB-29")},
	"target-without-benefit":   {Refuse, "事業対象者は予防給付を使えません。サービスを総合事業のものにするか、要支援認定の申請を案内してください。", by("MHLW-1-01", "MHLW-7-08")},
	"benefit-beside-program":   {Refuse, "認定の結果が出るまで、総合事業と並行して暫定プランで介護給付を使うことはできません。どちらか一方の計画にしてください。", by("MHLW-6-04")},
	"over-limit":               {Warn, "予定の単位数（%d）が目安（%d単位）を超えています。退院直後などの理由と、評価の時期を確認してください。", by("MHLW-I-04")},

	"plan-period-wrong":        {Refuse, "計画期間がないか、終わりが始まりより前です。利用者と決めた開始日と終了日を入力してください。", by("MHLW-I-05", "KAW-34-3")},
	"monitoring-missing":       {Refuse, "モニタリングの間隔（月）がありません。利用者と決めた間隔を入力してください。", by("MHLW-I-05")},
	"monitoring-too-rare":      {Refuse, "訪問の間隔（%dか月）が、%dか月に1回より空いています。間隔を改めるか、特段の事情を理由とともに記録してください。", by("MHLW-I-05", "KAW-33-3-コ-x")},
	"exception-without-reason": {Refuse, "モニタリングの例外には理由が要ります。特段の事情を入力してください。", by("KAW-33-3-コ-x")},
	"monitoring-remote":        {Refuse, "この市町村では、テレビ電話等によるモニタリングはできません。訪問の予定にしてください。", by("MHLW-I-05", "AMB-26")},
	"monitoring-of-c":          {Warn, "ケアマネジメントCの後に、センターのモニタリングはありません。続けて見るときは、AかBにしてください。", by("MHLW-3-05", "AMB-11")},
	"assessment-missing":       {Refuse, "アセスメントの「%s」がありません。居宅を訪問して面接した日、場所、方法を入力してください。", by("MHLW-A-01", "KAW-33-2-イ", "KAW-33-2-ウ")},
	"assessment-not-at-home":   {Warn, "アセスメントは、原則として居宅で利用者と家族に面接して行います。そうでない理由を入力してください。", by("MHLW-A-01", "KAW-33-2-イ")},
	"domain-missing":           {Refuse, "アセスメント領域「%s」の現在の状況がありません。4つの領域すべてを入力してください。", by("KAW-33-2-ア", "KAW-33-2-ウ")},
	"domain-issue-open":        {Warn, "アセスメント領域「%s」の課題の有無か、課題の背景・原因がありません。記入を確認してください。", by("KAW-33-2-ア")},
	"life-goal-missing":        {Refuse, "目標とする生活（1日、1年）がありません。本人の言葉で入力してください。", by("KAW-33-3-イ")},
	"draft-incomplete":         {Refuse, "計画の「%s」がありません。原案に書く項目をすべて入力してください。", by("KAW-33-3-イ", "KAW-33-3-シ", "KAW-33-3C-ウ", "KAW-34-3")},
	"goal-outside-period":      {Warn, "目標の期間（%s）が計画期間（%s）に収まっていません。期間を確認してください。", by("KAW-34-3")},
	"c-result-incomplete":      {Warn, "ケアマネジメントC結果の「%s」がありません。本人が続けられるよう、記入をお願いします。", by("MHLW-3-05", "MHLW-6-02")},

	"explanation-missing":         {Refuse, "重要事項の説明と同意の日がありません。文書で説明し、同意を得た日を入力してください。", by("MHLW-5-12", "KAW-7-1")},
	"explanation-late":            {Refuse, "重要事項の説明と同意は、サービスの開始（%s）より前に要ります。日付を確認してください。", by("MHLW-5-12", "KAW-7-1")},
	"explanation-method-unknown":  {Refuse, "重要事項の説明の方法は、書面か電磁的方法です。どちらかを選んでください。", by("KAW-7-4")},
	"electronic-without-consent":  {Refuse, "電磁的方法で交付する前に、方法とファイルの形式を示して同意を得ます。同意の日を入力するか、書面で交付してください。", by("KAW-7-4", "KAW-7-6")},
	"electronic-revoked":          {Refuse, "電磁的方法は%sに断られています。書面で交付するか、改めて同意を得てください。", by("KAW-7-7")},
	"electronic-unspecified":      {Refuse, "電磁的方法は、種類とファイルの形式を示して同意を得ます。種類（電子メール、ウェブ、記録媒体）と形式を入力してください。", by("KAW-7-4", "KAW-7-6")},
	"electronic-not-printable":    {Refuse, "電磁的方法は、受け取る人が印刷できるものに限ります。印刷できる形式にするか、書面で交付してください。", by("KAW-7-5")},
	"meeting-missing":             {Refuse, "サービス担当者会議（または照会）の日と方法がありません。開催した日を入力してください。", by("MHLW-U-01", "KAW-33-3-ウ")},
	"meeting-omitted":             {Refuse, "この計画ではサービス担当者会議を省略できません。開催するか、やむを得ない理由を添えて照会してください。", by("MHLW-U-01", "KAW-5-1", "KAW-33-3-ウ", "AMB-13")},
	"inquiry-without-reason":      {Refuse, "会議の代わりに照会するときは、やむを得ない理由が要ります。理由を入力してください。", by("KAW-33-3-ウ")},
	"user-data-consent-missing":   {Refuse, "会議で利用者の個人情報を使う前に、利用者の文書による同意が要ります。会議の日までの同意日を入力してください。", by("KAW-24-3")},
	"family-data-consent-missing": {Refuse, "会議で家族の個人情報を使う前に、その家族の文書による同意が要ります。会議の日までの同意日を入力してください。", by("KAW-24-3")},
	"consent-missing":             {Refuse, "計画の確定には、利用者の同意日が必要です。同意を得た日を入力してください。", by("MHLW-E-01", "KAW-33-3-エ", "KAW-33-3C-オ")},
	"consent-after-confirmation":  {Refuse, "計画への同意（%s）が確定の日（%s）より後です。同意を得てから確定してください。", by("MHLW-E-01")},
	"consent-not-written":         {Refuse, "計画への同意は文書で得ます。署名など文書による同意を得てください。", by("KAW-33-3-エ", "KAW-33-3C-オ")},
	"steps-out-of-order":          {Warn, "%s（%s）が、%s（%s）より前になっています。日付を確認してください。", by("MHLW-3-02")},
	"renewal-without-plan":        {Refuse, "前の計画がない人の更新はありません。場面を「新規」にするか、前の計画の有無を確認してください。", by("KUM-07", "MHLW-KU-01")},
	"evaluation-without-plan":     {Refuse, "評価表は前の計画についてのものです。初めての計画なら評価表を外し、前の計画があるならその旨を入力してください。", by("KUM-15", "MHLW-KU-01", "AMB-01")},
	"evaluation-missing":          {Refuse, "前の計画の評価表が必要です。評価表を添えてください。", by("KUM-15", "MHLW-KU-01", "AMB-01")},
	"provisional-centre-absent":   {Refuse, "暫定プランの会議には、センターが出席するか、前もって計画を確認します。センターに連絡してください。", by("TOS-39")},
	"welfare-not-contacted":       {Refuse, "生活保護の人が暫定プランでサービスを使う前に、福祉事務所に連絡します。連絡した日を入力してください。", by("TOS-41")},
	"welfare-slip-missing":        {Refuse, "生活保護の人の暫定プランには、利用票と別表も要ります。併せて提出してください。", by("TOS-41")},
}

var sheetCodes = map[string]Code{
	"sheet-item-unknown":          {Refuse, "様式第1の項目の番号が、基本チェックリストの番号（1～25）ではありません。様式の番号を確認してください。", by("KAW-F-05", "KAW-F-06", "KAW-F-07", "KAW-F-08")},
	"sheet-item-misplaced":        {Refuse, "基本チェックリストの%d番は「%s」の欄の項目です。欄を確認してください（バスや電車の【11】は1番と読みます）。", by("KAW-F-05", "KAW-F-06", "KAW-F-07", "KAW-F-08")},
	"sheet-item-missing":          {Refuse, "様式第1に、基本チェックリストの%d番がありません。25項目を1つずつ記入してください（バスや電車の【11】は1番と読みます）。", by("KAW-F-05", "KAW-F-06", "KAW-F-07", "KAW-F-08")},
	"sheet-item-doubled":          {Refuse, "様式第1に、基本チェックリストの%d番が2つ以上あります。1つだけ残してください。", by("KAW-F-05", "KAW-F-06", "KAW-F-07", "KAW-F-08")},
	"sheet-field-missing":         {Refuse, "様式第1の「%s」がありません。被保険者証などから記入してください。", by("KAW-F-01", "KAW-F-02")},
	"sheet-goal-missing":          {Refuse, "様式第1の「%s」がありません。本人と決めた内容を記入してください。", by("KAW-F-03", "KAW-F-09", "KAW-F-11")},
	"sheet-row-incomplete":        {Refuse, "様式第1の「%s」がありません。記入してください。", by("KAW-F-04", "KAW-F-06", "KAW-33-3C-ウ")},
	"sheet-measure-unnamed":       {Refuse, "様式第1で選んだ具体策に事業所名がありません。事業所名を記入してください。", by("KAW-F-09")},
	"sheet-evaluation-incomplete": {Refuse, "様式第1の評価は、評価日と結果がそろっていません。評価日と結果（継続、変更、終了、その他）を記入してください。", by("KAW-F-10", "KAW-33-3C-ア")},
	"sheet-unsigned":              {Refuse, "様式第1の同意欄に氏名がありません。同意した人の氏名を記入してください。", by("KAW-F-12")},
}
