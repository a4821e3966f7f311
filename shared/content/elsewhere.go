package content

import "slices"

// Elsewhere is a requirement that software can enforce and that no statement
// about one plan can break. By names the package that carries it; "" is none yet.
type Elsewhere struct{ ID, By, Why string }

// NotHere lists them for sections 3, 4, 5 and 7 of the catalogue, so that a page
// of conformance can say where each one is.
func NotHere() []Elsewhere { return slices.Clone(notHere) }

var notHere = []Elsewhere{
	{"KUM-02", "shared/plan", "the involvement is the review itself"},
	{"KUM-09", "shared/town", "the addressee follows from the address on a day, not from what is stated"},
	{"KUM-11", "shared/plan", "the end of a review without advice"},
	{"KUM-12", "shared/plan", "the state of the confirmed plan"},
	{"KUM-13", "shared/access", "the register of the district"},
	{"KUM-14", "", "the choice of cases for a conference"},
	{"KUM-16", "shared/plan", "a request for the 経過記録 and its answer"},
	{"KUM-18", "shared/plan", "a viewpoint is a field of the advice, not of the plan"},
	{"KUM-19", "shared/plan", "a viewpoint is a field of the advice, not of the plan"},
	{"KUM-20", "shared/plan", "a viewpoint is a field of the advice, not of the plan"},
	{"KUM-21", "shared/plan", "a viewpoint is a field of the advice, not of the plan"},
	{"KUM-22", "shared/plan", "a viewpoint is a field of the advice, not of the plan"},
	{"KUM-27", "shared/rules", "versions of the rules"},

	{"TOS-16", "shared/rules", "whom it goes to; the centre keeps a 届出 of its own with blank days; the office does not state it"},
	{"TOS-21", "shared/rules", "which papers come at which event; how old they are is not stated"},
	{"TOS-29", "shared/rules", "one of several papers"},
	{"TOS-33", "shared/rules", "the papers; the centre's comment on the 評価表 is written after the submission and not there yet"},
	{"TOS-36", "shared/billing", "who claims, by track and month"},
	{"TOS-43", "shared/plan", "一報 is an act of its own"},
	{"TOS-44", "shared/plan", "a move within the town routes anew"},
	{"TOS-47", "shared/rules", "the clock of the result; the meeting is not there yet"},
	{"TOS-48", "shared/rules", "the clock of one case an office in one or two years; who designates is not there yet"},
	{"TOS-55", "shared/rules", "the desk is a setting; a set of 2025-04-01 gives it its new name"},

	{"MHLW-4-01", "shared/town", "the centre follows from the address on a day"},
	{"MHLW-4-04", "", "an option of the centre: no plan contradicts it"},
	{"MHLW-5-07", "", "no check asks a certified person for the card, and none could be taken out"},
	{"MHLW-6-05", "shared/monthend", "the office at the end of the month"},
	{"MHLW-6-08", "shared/access", "who may see what; messages here repeat nothing, which a test holds"},
	{"MHLW-7-02", "shared/billing", "the month's fee"},
	{"MHLW-7-07", "shared/billing", "the month's costs by the result of the application; held until then"},
	{"MHLW-7-09", "shared/rules", "the month's care, from month to month"},

	{"KAW-15", "", "handing over the plan when 要介護 is certified is an act after the submission"},
	{"KAW-17", "shared/town", "opening days and area of a centre"},
	{"KAW-18-2", "shared/access", "roles of a centre's staff"},
	{"KAW-24-1", "shared/access", "secrecy: who may read"},
	{"KAW-24-2", "shared/town", "secrecy: those who left"},
	{"KAW-27-2", "", "records of complaints"},
	{"KAW-28-2", "", "records of accidents"},
	{"KAW-31-2", "shared/rules", "how long records are kept"},
	{"KAW-31-2-1", "", "the 台帳: records of coordination with providers"},
	{"KAW-31-2-2ア", "shared/rules", "the 台帳 holds the plan: its papers"},
	{"KAW-31-2-2イ", "shared/rules", "the 台帳 holds the assessment: its papers"},
	{"KAW-31-2-2ウ", "shared/rules", "the 台帳 holds the meeting: its papers"},
	{"KAW-31-2-2エ", "shared/rules", "the 台帳 holds the evaluation: its papers"},
	{"KAW-31-2-2オ", "shared/rules", "the 台帳 holds the monthly records of monitoring: their papers"},
	{"KAW-31-2-3", "", "the 台帳: notices to the mayor"},
	{"KAW-31-2-4", "", "the 台帳: complaints"},
	{"KAW-31-2-5", "", "the 台帳: accidents"},
	{"KAW-33-1-カ", "shared/content", "what it extends to changes are acts of people; all checks hold for changes, which a test holds"},
	{"KAW-38-1", "shared/audit", "reports and inspection of the books"},
}
