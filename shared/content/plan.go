package content

import (
	"github.com/sasae-care/sasae/shared/checklist"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/rules"
)

// Told is what a statement says to a yes-or-no question. The zero value is not
// told, which is never wrong by itself.
type Told uint8

// The answers.
const (
	Untold Told = iota
	Yes
	No
)

// Period is a length of time; both days lie in it. A zero To is open.
type Period struct{ From, To day.Date }

// Holds tells whether the day lies in the period.
func (p Period) Holds(d day.Date) bool {
	return !d.Before(p.From) && (p.To.IsZero() || !d.After(p.To))
}

// within tells whether all of p lies in o; what is not stated is not outside.
func (p Period) within(o Period) bool {
	return (p.From.IsZero() || o.From.IsZero() || !p.From.Before(o.From)) && (p.To.IsZero() || o.To.IsZero() || !p.To.After(o.To))
}

// Plan is what one submission says about a plan. A zero field, and a nil part,
// is not stated: papers may say it. A part that is there must be complete.
type Plan struct {
	// Whole says that the statement is the plan itself, with no paper beside it:
	// then a part that the rules want and that is missing is refused.
	Whole bool

	Care    rules.Care  // none: support. KUM-01, MHLW-7-06, KAW-1
	Track   rules.Track // TOS-05, KAW-4-1
	Type    rules.Type  // of management alone. MHLW-3-01
	Event   rules.Event // KUM-07, TOS-25
	Channel string      // id of a channel of the set. KUM-23, KUM-25
	Form    string      // id of the form the plan is written on. KAW-33-3-ア, KAW-33-3C-イ
	Edition string      // of that form. MHLW-6-01, TOS-26
	Centre  string      // id or name of 担当地域包括支援センター. TOS-02, KAW-F-02
	Planner Planner     // 計画作成者. MHLW-4-02, KAW-33-1-ア, KAW-F-02

	Designations []Period      // of the office for 介護予防支援. KUM-01, TOS-03, TOS-08
	Commission   *Commission   // KAW-4-2
	Switch       *Switch       // 介護予防支援 ⇄ 介護予防ケアマネジメント. TOS-17
	Simultaneous Told          // 同時契約 was made. TOS-12, TOS-19, TOS-51
	Notification *Notification // 作成届. MHLW-5-05, TOS-19

	Certification Certification // KAW-10
	Age           int           // in full years on the day of the plan, 0 not stated. MHLW-5-11
	Checklist     *Checklist    // 基本チェックリスト. MHLW-5-04, MHLW-5-10
	KihonBy       Party         // who made 利用者基本情報. TOS-22

	Made         day.Date // 計画作成(変更)日. MHLW-3-02
	FirstMade    day.Date // 初回作成日: earlier than Made, there was a plan before. MHLW-KU-01
	Before       Told     // there was a plan before. MHLW-KU-01, TOS-22
	ServiceStart day.Date // first day of the services under this plan. KAW-7-1, MHLW-3-02
	Period       Period   // 計画期間. MHLW-I-05, KAW-10
	Monitoring   *Monitoring
	Services     []Service // MHLW-3-06, MHLW-7-06, KAW-33-3C-ア
	Units        int       // 単位 a month, as planned. MHLW-I-04

	Explanation  *Explanation // of 重要事項. MHLW-5-12, KAW-7-1
	Consents     Consents
	Assessment   *Assessment // MHLW-A-01, KAW-33-2-イ
	Domains      *Domains    // KAW-33-2-ア
	LifeGoal     LifeGoal    // 目標とする生活. KAW-33-3-イ, KAW-F-03
	Issues       []Issue     // KAW-33-3-イ
	DraftChecked day.Date    // the centre has checked the draft. TOS-24, TOS-39
	Meeting      *Meeting    // サービス担当者会議. MHLW-U-01, KAW-33-3-ウ
	Confirmed    day.Date    // 計画の確定. MHLW-E-01
	Delivered    day.Date    // 交付, to the user. MHLW-3-02
	Evaluated    Told        // the submission holds a 評価表. KUM-15, MHLW-KU-01
	Assistance   *Assistance // 生活保護. TOS-41
	Result       *Result     // ケアマネジメントC. MHLW-3-05, MHLW-6-02
	Sheet        *Sheet      // 様式第1 of 川崎市. KAW-F-01 to KAW-F-12
}

// Party is who did a piece of work. Source: TOS-22.
type Party string

// The parties.
const (
	ByOffice Party = "office"
	ByCentre Party = "centre"
)

// Planner is who made the plan. Source: MHLW-4-02, MHLW-6-06, KAW-13-3, KAW-33-1-ア.
type Planner struct {
	Name string
	Role Role
}

// Role is the profession of a planner. Source: MHLW-4-02, KAW-13-3.
type Role string

// The roles. Self is the user (セルフプラン).
const (
	CareManager      Role = "careManager"      // 介護支援専門員
	ChiefCareManager Role = "chiefCareManager" // 主任介護支援専門員
	PublicNurse      Role = "publicNurse"      // 保健師
	SocialWorker     Role = "socialWorker"     // 社会福祉士
	Nurse            Role = "nurse"            // 経験のある看護師
	WelfareOfficer   Role = "welfareOfficer"   // 社会福祉主事
	Self             Role = "self"
)

// Commission is the prior notice of a commission. Source: KAW-4-2.
type Commission struct {
	Office, Address, Content string
	Start, Notified          day.Date
}

// Switch says why a user changes between the two cares. Source: TOS-17.
type Switch struct{ Reason, Situation string }

// Notification is the 届出書. Source: MHLW-5-05, TOS-19.
type Notification struct {
	Filed      day.Date
	Nth        int  // 1 is the first of this person, 0 not stated
	SelfSigned Told // 本人の署名
	Explained  Told // that the centre will visit and hear of it. MHLW-5-05
}

// Statuses of a certification.
const (
	Certified = "certified" // 要支援認定
	Pending   = "pending"   // 申請中・暫定
	Target    = "target"    // 事業対象者
)

// Certification is what the 被保険者証 says. Source: KAW-10, KAW-F-01.
type Certification struct {
	Status string
	Level  number.Level
	On     day.Date // 認定年月日
	Period Period   // 認定有効期間

	Opinion                   Told // the card shows a 審査会意見. KAW-33-4-オ
	OpinionTold, OpinionTaken Told // explained; the plan goes along it. KAW-33-4-オ
}

// Checklist is a 基本チェックリスト that was filled in. Source: MHLW-5-04, MHLW-5-10.
type Checklist struct {
	Sheet    *checklist.Sheet
	Counts   *[6]int  // 該当数 as stated: 運動 栄養 口腔 閉じこもり 物忘れ うつ
	By       string   // self, phone, family, office; "" not stated. MHLW-5-10
	Followed day.Date // when the centre saw the person's state itself. MHLW-5-10
}

// Monitoring is what the plan sets for it. Source: MHLW-I-05, AMB-26.
type Monitoring struct {
	Every      int         // months between two visits
	Remote     Told        // by video in between
	Exceptions []Exception // KAW-33-3-コ-x
}

// Exception is a month without what the rule asks for. Source: KAW-33-3-コ-x.
type Exception struct {
	Month  day.Month
	Reason string
}

// Explanation is that of the 重要事項. Source: MHLW-5-12, KAW-7-1 to KAW-7-7.
type Explanation struct {
	On, Agreed day.Date
	Method     string   // paper, electronic; "" not stated. KAW-7-4
	Means      string   // how it is sent: mail, web, medium. KAW-7-4, KAW-7-6
	Format     string   // of the file. KAW-7-6
	Printable  Told     // KAW-7-5
	Asked      day.Date // agreed to an electronic one. KAW-7-6
	Revoked    day.Date // refused one, last. KAW-7-7
}

// Consents are the days of the user's agreement.
type Consents struct {
	Plan    day.Date // MHLW-E-01
	Written Told     // 文書による同意. KAW-33-3-エ, KAW-33-3C-オ
	User    day.Date // use of the user's data in meetings. KAW-24-3
	Family  day.Date // use of the family's. KAW-24-3
}

// Assessment is where and how it was made. Source: MHLW-A-01, KAW-33-2-イ.
type Assessment struct {
	On           day.Date
	Place        string // home, hospital, facility, other
	Mode         string // interview, phone, video, papers
	User, Family Told   // was interviewed
	Reason       string // why not at home, by an interview
}

// Domains are the four アセスメント領域. Source: KAW-33-2-ア.
type Domains [4]Domain

// The domains, by their place.
const (
	Moving  = iota // 運動及び移動
	Living         // 家庭生活を含む日常生活
	Joining        // 社会参加並びに対人関係及びコミュニケーション
	Health         // 健康管理
)

// DomainNames are their names.
var DomainNames = [4]string{"運動及び移動", "日常生活（家庭生活）", "社会参加、対人関係・コミュニケーション", "健康管理"}

// Domain is one of them. Source: KAW-33-2-ア, KAW-F-04.
type Domain struct {
	Now, Wish  string // 現在の状況, 意欲・意向
	Issue      Told   // 課題の有無
	Background string // 背景・原因
}

// LifeGoal is 目標とする生活. Source: KAW-F-03.
type LifeGoal struct{ Day, Year string }

// Issue is one row of the plan: all that a draft must say. Source: KAW-33-3-イ, KAW-34-3.
type Issue struct {
	Issue     string // 総合的課題
	Proposal  string // 専門的観点からの目標と具体策
	Will      string // 意向
	Goal      string // 具体的目標
	Attention string // 支援の留意点
	Support   string // 支援内容
	Period    Period // 期間
}

// Meeting is the サービス担当者会議 or what stands for it. Source: MHLW-U-01, KAW-33-3-ウ.
type Meeting struct {
	How     string // held, inquiry (照会), omitted
	On      day.Date
	Reason  string // of an inquiry
	Family  Told   // data of the family were used. KAW-24-3
	Present Told   // the centre was there. TOS-39
}

// Assistance is that of a user on 生活保護. Source: TOS-41.
type Assistance struct {
	Contacted day.Date // 福祉事務所 was told
	Slip      Told     // 利用票・別表 was submitted with the provisional plan
}
