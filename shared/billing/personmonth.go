package billing

import (
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
)

// PersonMonth is one insured person's service month at one provider, as the
// command and the cases hand it over. Texts are as written until Check has
// brought them into their plain form. The names are those of command.md.
type PersonMonth struct {
	Month               day.Month      `json:"month"`   // 提供年月
	Insurer             number.Insurer `json:"insurer"` // 証記載保険者番号
	Insured             number.Insured `json:"insured"` // 被保険者番号
	Level               number.Level   `json:"level"`   // 要介護状態区分コード
	Birth               day.Date       `json:"birth"`
	Sex                 string         `json:"sex"` // "1" 男, "2" 女 or empty
	CertifiedFrom       day.Date       `json:"certifiedFrom"`
	CertifiedTo         day.Date       `json:"certifiedTo"`
	PlanNotified        day.Date       `json:"planNotified"`  // 計画作成依頼届出日
	Certification       string         `json:"certification"` // Certified when empty
	Provider            number.Office  `json:"provider"`      // 請求する事業所番号
	ProviderKind        string         `json:"providerKind"`  // Centre or Office
	RegionGrade         int            `json:"regionGrade"`   // 1..7, 0 = その他
	Delegate            number.Office  `json:"delegate"`      // 委託先事業所番号
	DelegateManager     number.Manager `json:"delegateManager"`
	CommissionedFrom    day.Month      `json:"commissionedFrom"` // 委託開始月
	Manager             number.Manager `json:"manager"`          // 担当介護支援専門員番号
	Type                string         `json:"type"`             // A, B, C for 介護予防ケアマネジメント; empty for 介護予防支援
	ServiceStart        day.Month      `json:"serviceStart"`     // first month of service
	PreviousEnd         day.Month      `json:"previousEnd"`      // last month of the service before
	PreventiveManaged   bool           `json:"preventiveManaged"`
	PreventiveUnmanaged bool           `json:"preventiveUnmanaged"`
	ProgramManaged      bool           `json:"programManaged"`
	ProgramUnmanaged    bool           `json:"programUnmanaged"`
	Initial             bool           `json:"initial"`              // 初回加算 asked for
	Link                bool           `json:"link"`                 // 委託連携加算 asked for
	Reductions          []string       `json:"reductions,omitempty"` // Abuse, Continuity
	FacilityInsurer     number.Insurer `json:"facilityInsurer"`
	PublicPayer         string         `json:"publicPayer"`
	PublicRecipient     string         `json:"publicRecipient"`
	Services            []Service      `json:"services,omitempty"`
	Claim               string         `json:"claim"` // New when empty
}

// In tells whether a checked person-month may be billed in the run of a month:
// in its own, or late or again in a later one.
func (p PersonMonth) In(run day.Month) bool {
	return p.Month == run || p.Claim != New && p.Month.Before(run)
}

// Service is one line of the 給付管理票: planned units of one kind at one office.
type Service struct {
	Office      number.Office `json:"office"`
	Kind        string        `json:"kind"` // サービス種類コード, 2 characters
	Units       int           `json:"units"`
	Designation string        `json:"designation"` // 指定等区分, 1 digit or empty
}

// What the text fields of a person-month may hold.
const (
	Certified = "certified" // 認定済み
	Pending   = "pending"   // 申請中・暫定
	Target    = "target"    // 事業対象者

	Centre = "centre" // 地域包括支援センター
	Office = "office" // 居宅介護支援事業所 (介護予防支援の指定)

	Abuse      = "abuse"      // 高齢者虐待防止措置未実施減算
	Continuity = "continuity" // 業務継続計画未策定減算

	New   = "new"
	Late  = "late"  // 月遅れ
	Again = "again" // 返戻の再請求
)

// Record is a person-month and the line it was read from, counted from 1.
type Record struct {
	Line int
	PersonMonth
}

// Refusal says why a record cannot be billed, in Japanese. It never repeats a
// number or date of the person.
type Refusal struct {
	Line   int // 0 where it is not known
	Code   Code
	Reason string
	Source string
}

func (r *Refusal) Error() string { return r.Reason }

// refuse takes the words from Codes and adds what is special to this record.
func refuse(c Code, detail string) *Refusal {
	e := Codes[c]
	reason := e.Text
	if detail != "" {
		reason += "（" + detail + "）"
	}
	return &Refusal{Code: c, Reason: reason + "。" + e.Do, Source: e.Source}
}
