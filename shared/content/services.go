package content

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/rules"
)

// Kind is a kind of service. Source: MHLW-3-06, MHLW-7-08.
type Kind string

// The kinds.
const (
	Preventive        Kind = "preventive" // 予防給付
	VisitService      Kind = "visit"      // 訪問型サービス
	DayService        Kind = "day"        // 通所型サービス
	LifeSupport       Kind = "support"    // その他の生活支援サービス (配食など)
	GeneralPrevention Kind = "general"    // 一般介護予防事業
	CareBenefit       Kind = "benefit"    // 介護給付
	OtherService      Kind = "other"      // 市町村の独自施策、民間
	NoService         Kind = "none"       // 利用なし
)

// Manner is how a 訪問型 or 通所型サービス is run. Source: MHLW-3-06.
type Manner string

// The manners.
const (
	Designated Manner = "designated" // 指定事業所
	Relaxed    Manner = "relaxed"    // A型の委託など
	Residents  Manner = "residents"  // B型、D型: 補助・助成
	Intensive  Manner = "intensive"  // C型: 短期集中予防
)

// Service is one that the plan uses.
type Service struct {
	Kind    Kind
	Outside bool   // of preventive: 限度額管理の対象外 (居宅療養管理指導など). AMB-29
	Manner  Manner // "" not stated
}

var types = []rules.Type{rules.TypeA, rules.TypeB, rules.TypeC}

func (p Plan) uses(is func(Service) bool) bool { return slices.ContainsFunc(p.Services, is) }

func ofKind(kinds ...Kind) func(Service) bool {
	return func(s Service) bool { return slices.Contains(kinds, s.Kind) }
}

// careForServices: 46 only with a 予防給付 inside the limit, AF only without one.
// 表7 decides. Source: MHLW-7-06, MHLW-7-08, AMB-29.
func careForServices(e *exam) {
	inside := e.uses(func(s Service) bool { return s.Kind == Preventive && !s.Outside })
	switch {
	case len(e.Services) == 0:
	case e.Care == rules.Management && inside:
		e.say("services-need-support", "services")
	case e.Care != rules.Management && !e.uses(ofKind(Preventive)):
		e.say("services-need-management", "services")
	case e.Care != rules.Management && !inside:
		e.say("services-outside-limit", "services")
	}
}

// targetServices: 事業対象者 has no 予防給付. Source: MHLW-1-01, MHLW-7-08.
func targetServices(e *exam) {
	if e.Certification.Status == Target && e.uses(ofKind(Preventive)) {
		e.say("target-without-benefit", "services")
	}
}

// benefitBeside: who uses 総合事業 while an application is pending uses no 介護給付
// on a provisional plan. Source: MHLW-6-04.
func benefitBeside(e *exam) {
	s := e.Certification.Status
	if (s == Target || s == Pending && e.Care == rules.Management) && e.uses(ofKind(CareBenefit)) {
		e.say("benefit-beside-program", "services")
	}
}

// typeForServices compares the type with 表1, which leaves the centre a choice:
// it only warns. Source: MHLW-3-06, MHLW-7-08 (rows 16 and 20).
func typeForServices(e *exam) {
	full := e.uses(func(s Service) bool { return s.Manner == Designated || s.Manner == Intensive })
	relaxed := e.uses(func(s Service) bool { return s.Manner == Relaxed })
	switch {
	case e.Care != rules.Management || len(e.Services) == 0:
	case (e.Type == rules.TypeB || e.Type == rules.TypeC) && full:
		e.say("type-for-services", "type", "A")
	case e.Type == rules.TypeC && relaxed:
		e.say("type-for-services", "type", "B")
	case e.Type != rules.TypeC && !e.uses(func(s Service) bool { return s.Kind != NoService }):
		e.say("nothing-managed", "services")
	}
}

// typeCBeside: C stands alone where the town says so. Source: KAW-33-3C-ア.
func typeCBeside(e *exam) {
	if e.Type == rules.TypeC && e.set.Setting("typeC.beside") == "refused" && e.uses(ofKind(Preventive, VisitService, DayService)) {
		e.say("type-c-beside", "services")
	}
}

// typeCFirst: C is for the start alone, unless the town takes it at the event.
// Source: MHLW-3-05, KAW-5-1.
func typeCFirst(e *exam) {
	later := e.Event == rules.Renewal || e.Event == rules.LevelChange || e.Event == rules.PlanChange
	if e.Type == rules.TypeC && later && !e.set.Takes(rules.Wanted{Event: e.Event, Track: e.Track, Type: e.Type}) {
		e.say("type-c-not-first", "type", named(e.Event.Name()))
	}
}

// typeForCare: a type belongs to management, which must have one. Source: MHLW-3-01, KAW-5-1.
func typeForCare(e *exam) {
	switch {
	case e.Care != rules.Management && e.Type != "":
		e.say("type-not-for-support", "type")
	case e.Care == rules.Management && !slices.Contains(types, e.Type):
		e.say("type-missing", "type")
	}
}

// typeCommissioned: what may be commissioned is the town's. Source: KAW-4-1, AMB-12.
func typeCommissioned(e *exam) {
	may := e.set.Setting("commission.allowedTypes")
	if e.Track == rules.Commissioned && may != "" && slices.Contains(types, e.Type) && !strings.Contains(may, string(e.Type)) {
		e.say("type-not-commissioned", "type", e.Type, strings.Join(strings.Split(may, ""), "・"))
	}
}

// unitsInLimit: that of 要支援1 is a guide for 事業対象者, who may go up to that of
// 要支援2. The figures are the town's data. Source: MHLW-I-04.
func unitsInLimit(e *exam) {
	id := "limit.support1"
	if e.Certification.Level == number.Support2 {
		id = "limit.support2"
	}
	if most, err := strconv.Atoi(e.set.Setting(id)); err == nil && e.Units > most {
		e.say("over-limit", "units", e.Units, most)
	}
}
