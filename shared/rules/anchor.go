package rules

import (
	"maps"
	"slices"
	"strings"
)

// Anchor is the event a clock starts from. A set may name more of its own.
type Anchor string

// The anchors that every set knows.
const (
	Received        Anchor = "received"        // 受付
	Sent            Anchor = "sent"            // 発送
	Complete        Anchor = "complete"        // 必要な書類がそろった
	Delivered       Anchor = "delivered"       // 交付
	Made            Anchor = "made"            // 計画の作成
	Changed         Anchor = "changed"         // 計画の変更
	Confirmed       Anchor = "confirmed"       // 計画の確定
	PlanEnd         Anchor = "planEnd"         // 計画期間の満了
	Applied         Anchor = "applied"         // 認定申請
	Certified       Anchor = "certified"       // 認定結果
	Expiry          Anchor = "expiry"          // 認定有効期間の満了
	Contract        Anchor = "contract"        // 契約
	ServiceStart    Anchor = "serviceStart"    // サービスの利用開始
	ServiceEnd      Anchor = "serviceEnd"      // サービスの利用終了
	Completed       Anchor = "completed"       // 完結
	Month           Anchor = "month"           // 月
	InvoiceReceived Anchor = "invoiceReceived" // 請求書の受理
	FirstMeeting    Anchor = "firstMeeting"    // 初回会議
	Meeting         Anchor = "meeting"         // 会議
	Switched        Anchor = "switched"        // 介護予防支援とケアマネジメントの切替
	Commission      Anchor = "commissioned"    // 委託の開始
	Recommissioned  Anchor = "recommissioned"  // 委託の変更
	Happened        Anchor = "happened"        // 状況の変化
	Requested       Anchor = "requested"       // 求めがあった
	Registered      Anchor = "registered"      // 事業対象者の登録
	Reported        Anchor = "reported"        // 報告の受理
)

var anchorNames = map[Anchor]string{
	Received: "受付日", Sent: "発送の日", Complete: "必要な書類がそろった日", Delivered: "交付の日", Made: "計画を作成した日", Changed: "計画を変更した日",
	Confirmed: "計画が確定した日", PlanEnd: "計画期間の満了日", Applied: "認定申請の日", Certified: "認定結果の日", Expiry: "有効期間の満了日", Contract: "契約の日",
	ServiceStart: "サービスの利用開始日", ServiceEnd: "サービスの利用終了日", Completed: "完結の日", Month: "その月", InvoiceReceived: "請求書を受理した日",
	FirstMeeting: "初回会議の日", Meeting: "会議の日", Switched: "切替の日", Commission: "委託を始める日", Recommissioned: "委託を変更する日",
	Happened: "状況が変わった日", Requested: "求めを受けた日", Registered: "事業対象者として登録した日", Reported: "報告を受理した日",
}

// Name is its Japanese name; for one it does not know, the id itself.
func (a Anchor) Name() string {
	if n := anchorNames[a]; n != "" {
		return n
	}
	return string(a)
}

// Known tells whether every set knows the anchor.
func (a Anchor) Known() bool { return anchorNames[a] != "" }

// Anchors lists the anchors every set knows.
func Anchors() []Anchor { return slices.Sorted(maps.Keys(anchorNames)) }

// UnmarshalYAML reads an anchor by its id or its Japanese name; what is neither
// may be one of the set's own.
func (a *Anchor) UnmarshalYAML(decode func(any) error) error {
	var word string
	if err := decode(&word); err != nil {
		return err
	}
	*a = Anchor(word)
	for id, name := range anchorNames {
		if name == word {
			*a = id
		}
	}
	return nil
}

// ParseAnchor reads an anchor as somebody types it: serviceStart, service-start,
// service_start or its Japanese name.
func (s Set) ParseAnchor(typed string) (Anchor, bool) {
	for _, a := range slices.Sorted(maps.Keys(s.Anchors)) {
		if plain(a) == plain(typed) || s.Anchors[a] == typed {
			return Anchor(a), true
		}
	}
	for _, a := range Anchors() {
		if plain(string(a)) == plain(typed) || a.Name() == typed || strings.TrimSuffix(a.Name(), "日") == typed {
			return a, true
		}
	}
	return "", false
}
