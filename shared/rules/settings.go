package rules

// Setting is a decision that is no deadline and no document: who picks the
// cases, how contracts are made. Source: section 10 of the catalogue.
type Setting struct {
	Is    string `yaml:"is" json:"is"`
	Basis `yaml:",inline"`
}

// Decision is a setting that the product knows: its meaning, and what it may be.
// Allowed empty: a whole number where Number is set, else free words.
type Decision struct {
	ID      string
	Name    string
	Allowed []string
	Source  string
	Number  bool
}

// Settings lists what may be decided.
func Settings() []Decision { return decisions }

var decisions = []Decision{
	{ID: "review.stage", Name: "検証の時点（原案か、確定した計画か）", Allowed: []string{"draft", "confirmed"}, Source: "AMB-04"},
	{ID: "review.stageCommissioned", Name: "委託のときの検証の時点", Allowed: []string{"draft", "confirmed"}, Source: "TOS-24"},
	{ID: "submission.by", Name: "提出のきっかけ（計画の作成・更新か、市町村の求めか）", Allowed: []string{"event", "request"}, Source: "AMB-02"},
	{ID: "selection.picker", Name: "事例を選ぶ者", Allowed: []string{"town", "centre", "careManager"}, Source: "AMB-08"},
	{ID: "selection.unit", Name: "事例の目安の単位", Allowed: []string{"office", "careManager"}, Source: "AMB-08"},
	{ID: "selection.cases", Name: "選ぶ事例", Source: "KCC-04"},
	{ID: "conference.firstMinutes", Name: "初回会議の時間（分）", Source: "KCC-09", Number: true},
	{ID: "conference.monitoringMinutes", Name: "モニタリング会議の時間（分）", Source: "KCC-12", Number: true},
	{ID: "advisers.max", Name: "助言者の人数の上限", Source: "KCC-23", Number: true},
	{ID: "advisers.sameInMonitoring", Name: "モニタリング会議の助言者を初回と同じにする", Allowed: []string{"warn", "block", "free"}, Source: "AMB-21"},
	{ID: "monitoring.anchor", Name: "モニタリングの起算（開始の日か、翌月か）", Allowed: []string{"startDate", "nextMonth"}, Source: "AMB-10"},
	{ID: "monitoring.remoteAllowed", Name: "テレビ電話等によるモニタリング", Allowed: []string{"yes", "no"}, Source: "AMB-26"},
	{ID: "monitoring.visitEveryMonths", Name: "訪問の間隔（月）", Source: "AMB-26", Number: true},
	{ID: "typeB.meeting", Name: "ケアマネジメントBのサービス担当者会議", Allowed: []string{"required", "mayOmit", "omitted"}, Source: "AMB-13"},
	{ID: "typeC.monitoring", Name: "ケアマネジメントCのモニタリング", Allowed: []string{"none", "once"}, Source: "AMB-11"},
	{ID: "typeC.evaluation", Name: "ケアマネジメントCの評価", Allowed: []string{"none", "atEnd"}, Source: "AMB-11"},
	{ID: "typeC.beside", Name: "ケアマネジメントCと他のサービスの併用", Allowed: []string{"allowed", "refused"}, Source: "KAW-33-3C-ア"},
	{ID: "commission.allowedTypes", Name: "委託できる類型", Allowed: []string{"A", "B", "C", "AB", "ABC"}, Source: "AMB-12"},
	{ID: "contract.mode", Name: "契約の形（同時契約・三者契約・その都度）", Allowed: []string{"simultaneous", "threeParty", "separate"}, Source: "AMB-14"},
	{ID: "notification.direct", Name: "居宅指定の作成届の届出先", Source: "AMB-15"},
	{ID: "notification.commissioned", Name: "委託の作成届の届出先", Source: "AMB-15"},
	{ID: "contact.desk", Name: "問い合わせ先", Source: "TOS-55"},
	{ID: "routing.addressKind", Name: "圏域を決める住所", Allowed: []string{"residence", "registered"}, Source: "AMB-19"},
	{ID: "targetPerson.validMonths", Name: "事業対象者の有効期間（月、0は定めなし）", Source: "AMB-27", Number: true},
	{ID: "switch.requiresSubmission", Name: "切替のときの計画の提出", Allowed: []string{"yes", "no"}, Source: "AMB-28"},
	{ID: "switch.treatedAs", Name: "切替の扱い", Allowed: []string{"minorChange", "newPlan"}, Source: "TOS-53"},
	{ID: "commission.notice", Name: "委託の届出（委託の前に要るか）", Allowed: []string{"before", "none"}, Source: "KAW-4-2"},
	{ID: "intake.kihonFirstBy", Name: "委託の初回の利用者基本情報を作る者", Allowed: []string{"centre", "office"}, Source: "TOS-22"},
	{ID: "provisional.centre", Name: "暫定プランの担当者会議へのセンターの関与（出席か事前確認か、定めなし）", Allowed: []string{"presentOrChecked", "free"}, Source: "TOS-39"},
	{ID: "provisional.welfareOffice", Name: "生活保護の人の暫定プランの福祉事務所への連絡", Allowed: []string{"contact", "free"}, Source: "TOS-41"},
	{ID: "limit.support1", Name: "要支援1と事業対象者の限度額の目安（単位）", Source: "MHLW-I-04", Number: true},
	{ID: "limit.support2", Name: "要支援2の限度額（単位）", Source: "MHLW-I-04", Number: true},
	{ID: "label.centre", Name: "センターの呼び名", Source: "AMB-07"},
	{ID: "label.plan", Name: "計画書の呼び名", Source: "AMB-07"},
}

// UnmarshalYAML implements the decoder's interface.
func (s *Setting) UnmarshalYAML(decode func(any) error) error {
	if decode(&s.Is) == nil {
		return nil
	}
	s.Is = ""
	type whole Setting
	return decode((*whole)(s))
}

// Setting is what the set decides; "" when it says nothing.
func (s Set) Setting(id string) string { return s.Settings[id].Is }
