package rulebook

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"

	"github.com/sasae-care/sasae/shared/rules"
)

const national = "national/yobo-shien.yaml"

func text(t testing.TB, name string) string {
	t.Helper()
	b, err := rules.Sources.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// town is a small set of an invented town, on the nation's.
const town = `name: mihon
title: 見本市のルール
base: yobo-shien
effective: {from: 2026-04-01, source: 見本市要綱附則}
binds: {towns: ["999997"], care: support}
clocks:
  review:
    source: 見本市要綱5条
    period: 10開庁日
    arrival: {until: "16:30", channels: {window: "17:15"}, then: nextOpenDay}
    roll: {is: next, only: yearEnd, cutoff: "12:00"}
`

func standing(t testing.TB) []rules.Set {
	t.Helper()
	sets, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return sets
}

func TestATownWritesOnlyWhatDiffers(t *testing.T) {
	sets, err := Read(standing(t), File{"mihon.yaml", []byte(town)})
	if err != nil {
		t.Fatal(err)
	}
	k, _ := sets[0].Clock("review")
	if k.Period.N != 10 || k.Period.Unit != rules.OpenDays || k.Period.Source != "見本市要綱5条" || k.Name != "検証" {
		t.Errorf("the review is %+v", k)
	}
	if k.StartsFrom.Is != rules.Received || k.StartsFrom.Source != "AMB-05" || k.Roll.Only != rules.YearEnd || k.Roll.Source != "見本市要綱5条" {
		t.Errorf("what it says is its own, the rest the nation's: %+v", k)
	}
	if _, ok := sets[0].Clock("retention"); !ok || len(sets[0].Documents) == 0 || sets[0].Base != "yobo-shien@2024-04-01" {
		t.Error("it inherits clocks and documents")
	}
}

func TestWhatATownForbidsIsNotTakenFromTheBase(t *testing.T) {
	no := strings.Replace(town, "    roll", "    extension: {allowed: false}\n    roll", 1)
	sets, err := Read(standing(t), File{"mihon.yaml", []byte(no)})
	if err != nil {
		t.Fatal(err)
	}
	if k, _ := sets[0].Clock("review"); k.Extension.Allowed || k.Extension.Source != "見本市要綱5条" {
		t.Errorf("the nation's extension came back: %+v", k.Extension)
	}
}

func TestANoteBesideARuleLeavesItsSource(t *testing.T) {
	noted := strings.Replace(town, "period: 10開庁日", "period: {n: 10, unit: openDays, note: 開庁日で数える。}", 1)
	sets, err := Read(standing(t), File{"mihon.yaml", []byte(noted)})
	if err != nil {
		t.Fatal(err)
	}
	if k, _ := sets[0].Clock("review"); k.Period.Note == "" || k.Period.Source != "見本市要綱5条" || k.Period.Open {
		t.Errorf("the period is %+v", k.Period)
	}
}

func TestAFileIsReadAsOfficersTypeIt(t *testing.T) {
	typed := "\ufeff" + strings.NewReplacer("period: 10開庁日", "period: １０開庁日以内\n    startsFrom: 必要な書類がそろった日", "\n", "\r\n",
		"clocks:", "documents:\n  - {events: [新規, 区分変更], source: x, required: [F-PLAN]}\nclocks:").Replace(town)
	sets, err := Read(standing(t), File{"mihon.yaml", []byte(typed)})
	if err != nil {
		t.Fatal(err)
	}
	if k, _ := sets[0].Clock("review"); k.Period.N != 10 || k.StartsFrom.Is != rules.Complete {
		t.Errorf("the review is %+v from %+v", k.Period, k.StartsFrom)
	}
	if !sets[0].Takes(rules.Wanted{Event: rules.LevelChange}) {
		t.Error("区分変更 is not among its events")
	}
	for _, empty := range []string{"", "\n \n", "\ufeff"} {
		if _, err := Read(nil, File{"leer.yaml", []byte(empty)}); err == nil || !strings.Contains(err.Error(), "何も書かれていません") {
			t.Errorf("%q: %v", empty, err)
		}
	}
}

func TestAMistakeIsNamedWithItsLineAndWhatIsAllowed(t *testing.T) {
	for _, c := range []struct{ name, old, new, at, says, allows string }{
		{"an unknown key", "period: 10開庁日", "periods: 10開庁日", "periods", "「periods」という項目はありません", "period"},
		{"a doubled key", "title: 見本市のルール", "title: 見本市のルール\ntitle: また", "title: また", "title: この項目は2行目にもあります", ""},
		{"an unknown word", "{is: next, only", "{is: sometimes, only", "roll:", "「sometimes」は使えません", "previous"},
		{"an unknown limit of a roll", "only: yearEnd", "only: sundays", "roll:", "「sundays」は使えません", "yearEnd"},
		{"an unknown unit", "10開庁日", "{n: 3, unit: moons}", "period:", "「moons」という単位はありません", "openDays"},
		{"a period that nobody can read", "10開庁日", "およそ十日", "period:", "期間「およそ十日」を読めません", ""},
		{"an unknown anchor", "    period", "    startsFrom: moon\n    period", "startsFrom:", "「moon」という起点はありません", "received"},
		{"an anchor alone among several", "    period", "    startsFrom: {latest: [received]}\n    period", "startsFrom:", "二つ以上", ""},
		{"a backward period that rolls on", "period: 10開庁日", "period: {n: 10, unit: days, backward: true}", "roll:", "次の開庁日に動かせません", "previous"},
		{"clear weeks", "10開庁日", "{n: 2, unit: weeks, clear: true}", "period:", "「中何日」は", ""},
		{"after a place of no kind", "10開庁日", "{n: 2, unit: days, after: weekEnd}", "period:", "「weekEnd」は使えません", "quarterEnd"},
		{"after a place after a place", "10開庁日", "{n: 2, unit: days, after: {unit: monthEnd, after: quarterEnd}}", "period:", "そこから数える日", "quarterEnd"},
		{"the sixth Wednesday", "10開庁日", "{n: 0, unit: weekdayOfMonth, day: 6, weekday: 水}", "period:", "第何か", ""},
		{"a Wednesday of no week", "10開庁日", "{n: 0, unit: weekdayOfMonth, day: 3, weekday: 水星}", "period:", "「水星」という曜日", "水"},
		{"a closing day that moves into the next month", "arrival: {until", "arrival: {closing: 28, closingRoll: next, until", "arrival:", "翌月にまたがらない", ""},
		{"a month of every year with one date", "    roll", "    dates: [{inMonth: 3, due: 2027-03-25}]\n    roll", "dates:", "一緒に使えません", ""},
		{"a month of every year with nothing", "    roll", "    dates: [{inMonth: 3}]\n    roll", "dates:", "due がありません", "roll"},
		{"a principle of a channel of no kind", "    roll", "    principle: {channels: {post: stamped}}\n    roll", "principle:", "「stamped」は使えません", "sending"},
		{"a form twice in one edition", "clocks:\n", "forms: [{form: F-KIHON, version: 旧, source: x}, {form: F-KIHON, version: 旧, source: x}]\nclocks:\n", "forms:", "二度あります", ""},
		{"a window that opens after its end", "10開庁日", "10開庁日\n    opens: 3週間", "opens:", "終わり 2027-02-15 より後", ""},
		{"a window that closes before its aim", "10開庁日", "10開庁日\n    closes: 1週間", "closes:", "より前", ""},
		{"a period of a thousand years", "10開庁日", "1000年", "review:", "暦の範囲", ""},
		{"a quarter counted back", "10開庁日", "{n: 1, unit: quarterEnd, backward: true}", "period:", "さかのぼれるのは", ""},
		{"a quarter every month", "10開庁日", "{n: 0, unit: quarterEnd}\n    every: 1", "every:", "四半期なら3", ""},
		{"a length every month", "    roll", "    every: 1\n    roll", "every:", "くり返しは", ""},
		{"a stop in a place of a month", "10開庁日", "{n: 0, unit: monthEnd}\n    stop: papers", "stop:", "補正の間", ""},
		{"a closing day of no month", "arrival: {until", "arrival: {closing: 31, until", "arrival:", "締め日は1から28", ""},
		{"papers for persons of no kind", "clocks:\n", "documents:\n  - {events: [new], source: x, required: [{form: F-PLAN, for: rich}]}\nclocks:\n", "- {events", "「rich」は使えません", "welfare"},
		{"an hour past the end of the day", `until: "16:30"`, `until: "24:01"`, "arrival:", "24:01", ""},
		{"a channel that the town does not have", "channels: {window", "channels: {pigeon", "arrival:", "「pigeon」という提出方法", "window"},
		{"late without a day", ", then: nextOpenDay", "", "arrival:", "書かれていません", "nextDay"},
		{"a rule without a source", "    source: 見本市要綱5条\n", "    onLapse: {is: overdue}\n", "onLapse:", "根拠 source がありません", ""},
		{"a clock nobody knows and nothing in it", "clocks:\n", "clocks:\n  papers: {source: x}\n", "papers", "起点を一つ", "received"},
		{"a town code of five digits", `["999997"]`, `["43100"]`, "binds", "6桁の団体コードではありません", ""},
		{"a care of no kind", "care: support", "care: nursing", "binds", "「nursing」は使えません", "management"},
		{"a type of support", "clocks:\n", "documents:\n  - {events: [new], types: [A], source: x, required: [F-PLAN]}\nclocks:\n", "- {events", "介護予防ケアマネジメント", ""},
		{"an unknown form", "clocks:\n", "documents:\n  - {events: [new], source: x, required: [F-NONE]}\nclocks:\n", "- {events", "様式「F-NONE」はありません", "F-KIHON"},
		{"a form that another town has", "clocks:\n", own("") + "documents:\n  - {events: [new], source: x, required: [T-ONE]}\nclocks:\n", "- {events", "様式「T-ONE」はありません", "F-KENSHO T-IRAI"},
		{"a form of its own without a name", "clocks:\n", own("name: 検証依頼書, ") + "clocks:\n", "- {form", "名前 name がありません", ""},
		{"a form of its own without a source", "clocks:\n", own(", source: x") + "clocks:\n", "- {form", "根拠 source がありません", ""},
		{"an edition of the catalogue without its name", "clocks:\n", "forms:\n  - {form: F-KIHON, source: x}\nclocks:\n", "- {form", "version: 書かれていません", ""},
		{"a form of its own under an id of the catalogue's kind", "clocks:\n", strings.Replace(own(""), "T-IRAI", "F-IRAI", 1) + "clocks:\n", "- {form", "T- で始め", ""},
		{"a form of its own under a long id", "clocks:\n", strings.Replace(own(""), "T-IRAI", "T-ABCDEFGHIJKLMNOPQRS", 1) + "clocks:\n", "- {form", "20字まで", ""},
		{"a form of its own under two names", "clocks:\n", own("") + "  - {form: T-IRAI, name: 依頼書, version: 令和9年4月, source: x}\nclocks:\n", "- {form: T-IRAI, name: 依頼書", "版によって違います", "検証依頼書"},
		{"another name for a form of the catalogue", "clocks:\n", strings.Replace(own(""), "T-IRAI", "F-KIHON", 1) + "clocks:\n", "- {form", "「利用者基本情報」です", ""},
		{"an edition that ends before it begins", "clocks:\n", own("") + "  - {form: F-KIHON, version: 旧, from: 2026-04-01, until: 2026-03-31, source: x}\nclocks:\n", "- {form: F-KIHON", "より前です", ""},
		{"an unknown event", "clocks:\n", "documents:\n  - {events: [newest], source: x, required: [F-PLAN]}\nclocks:\n", "- {events", "「newest」は使えません", "renewal"},
		{"a form required and optional", "clocks:\n", "documents:\n  - {events: [new], source: x, required: [F-PLAN], optional: [F-PLAN]}\nclocks:\n", "- {events", "必須か任意か", ""},
		{"a choice of one", "clocks:\n", "documents:\n  - {events: [new], source: x, required: [{oneOf: [F-PLAN]}]}\nclocks:\n", "- {events", "二つ以上の様式", ""},
		{"an unknown setting", "clocks:\n", "settings:\n  contract.style: {is: x, source: y}\nclocks:\n", "settings", "「contract.style」という設定はありません", "contract.mode"},
		{"a setting of no kind", "clocks:\n", "settings:\n  contract.mode: {is: verbal, source: y}\nclocks:\n", "contract.mode", "「verbal」は使えません", "threeParty"},
		{"a month that does not exist", "clocks:\n", "calendar: {closed: [{date: 2026-13-01, name: x}], source: x}\nclocks:\n", "calendar", "その日付はありません", ""},
		{"a base that is not there", "base: yobo-shien", "base: yobo", "base:", "「yobo」がない", "yobo-shien"},
		{"an end before the beginning", "from: 2026-04-01,", "from: 2026-04-01, until: 2026-03-31,", "effective", "前です", ""},
		{"a date that does not exist", "2026-04-01", "2026-02-30", "effective", "2026-02-30", ""},
		{"nothing inherited and nothing said", "base: yobo-shien\n", "", "clocks:", "必要なルール「retention」", "confirmed-plan"},
		{"open days of no week", "clocks:\n", "calendar: {weekly: [月, 金星], source: x}\nclocks:\n", "calendar", "「金星」という曜日", "火"},
		{"a number in words", "clocks:\n", "settings:\n  advisers.max: {is: 六人, source: y}\nclocks:\n", "advisers.max", "数ではありません", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			now := strings.Replace(town, c.old, c.new, 1)
			if now == town {
				t.Fatalf("%q is not in the file", c.old)
			}
			_, err := Read(standing(t), File{"mihon.yaml", []byte(now)})
			var bad Problems
			if !errors.As(err, &bad) {
				t.Fatalf("it was taken, or failed otherwise: %v", err)
			}
			line := 1 + strings.Count(now[:strings.Index(now, c.at)], "\n")
			for _, p := range bad {
				if p.Line == line && p.File == "mihon.yaml" && strings.Contains(p.Message, c.says) && strings.Contains(strings.Join(p.Allowed, " "), c.allows) {
					return
				}
			}
			t.Errorf("line %d, %q, allowed %q: not among\n%v", line, c.says, c.allows, bad)
		})
	}
}

func TestTwoSetsForOneCaseAreRefused(t *testing.T) {
	other := func(old, now string) File { return File{"other.yaml", []byte(strings.Replace(town, old, now, 1))} }
	for _, c := range []struct{ name, old, now, says string }{
		{"the same version", "title: 見本市", "title: 別の見本市", "同じ名前と施行日"},
		{"another name, the same time", "name: mihon", "name: mihon2", "対象も期間も重なります"},
		{"another name, later", "name: mihon\n", "name: mihon2\n", "対象も期間も重なります"},
	} {
		if _, err := Read(standing(t), File{"mihon.yaml", []byte(town)}, other(c.old, c.now)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %s", c.name, err, c.says)
		}
	}
	ended := strings.Replace(town, "from: 2026-04-01,", "from: 2026-04-01, until: 2027-03-31,", 1)
	if _, err := Read(standing(t), File{"a", []byte(ended)}, other("from: 2026-04-01", "from: 2027-03-31")); err == nil || !strings.Contains(err.Error(), "まで続きます") {
		t.Errorf("begun on the last day of the one before: %v", err)
	}
	if _, err := Read(standing(t), File{"a", []byte(ended)}, other("from: 2026-04-01", "from: 2027-04-01")); err != nil {
		t.Errorf("the next edition: %v", err)
	}
	if _, err := Read(standing(t), File{"a", []byte(town)}, other("from: 2026-04-01", "from: 2027-04-01")); err != nil {
		t.Errorf("the next edition of one without an end: %v", err)
	}
}

func TestASetMayBuildOnOneThatIsReadWithIt(t *testing.T) {
	next := strings.NewReplacer("name: mihon", "name: mihon-next", "base: yobo-shien", "base: mihon", "999997", "999998", "10開庁日", "3週間").Replace(town)
	sets, err := Read(standing(t), File{"b", []byte(next)}, File{"a", []byte(town)})
	if err != nil || len(sets) != 2 {
		t.Fatal(err)
	}
	if k, _ := sets[0].Clock("review"); k.Period.N != 3 || k.Roll.Only != rules.YearEnd {
		t.Errorf("it is %+v", k)
	}
	ring := strings.Replace(town, "base: yobo-shien", "base: mihon", 1)
	if _, err := Read(standing(t), File{"a", []byte(ring)}); err == nil {
		t.Error("a set builds on itself")
	}
}

func refused(t *testing.T, files ...File) Problems {
	t.Helper()
	sets, err := Read(standing(t), files...)
	var bad Problems
	if !errors.As(err, &bad) || len(bad) == 0 || sets != nil {
		t.Fatalf("taken, or no mistake is named: %v", err)
	}
	for _, p := range bad {
		if p.Line < 1 || p.File == "" || p.Allowed == nil || len([]rune(p.Message)) > 300 {
			t.Errorf("%+v", p)
		}
	}
	return bad
}

func TestAFileThatIsNoRuleFileIsRefusedWithItsPlace(t *testing.T) {
	sjis, err := japanese.ShiftJIS.NewEncoder().String(town)
	if err != nil {
		t.Fatal(err)
	}
	laughs := town + "centres:\n  a: &a {weekly: [月]}\n"
	for c := 'b'; c < 'j'; c++ {
		laughs += fmt.Sprintf("  %c: &%c {<<: [%s]}\n", c, c, strings.Repeat(fmt.Sprintf("*%c,", c-1), 9))
	}
	for _, c := range []struct {
		name, text string
		line       int
		says       string
	}{
		{"Windows-31J", sjis, 2, "UTF-8"},
		{"UTF-16", "\xff\xfen\x00", 1, "UTF-8"},
		{"a zero byte", town + "\x00", 12, "制御文字"},
		{"only a comment", "# まだ\n", 1, "何も書かれていません"},
		{"a list", "- a\n", 1, "並びは書けません"},
		{"one word", "こんにちは\n", 1, "「項目: 値」を"},
		{"two sets", town + "---\n" + town, 13, "また別のルール"},
		{"a tab", strings.Replace(town, "    source", "\tsource", 1), 8, "タブは使えません"},
		{"a key twice", town + "    period: 5日\n", 12, "9行目にもあります"},
		{"a bracket left open", town + "settings: {a: b\n", 12, "かっこ"},
		{"a quote left open", strings.Replace(town, "title: ", "title: \"", 1), 5, "前の行までの引用符"}, // it is closed where the next one opens
		{"the last quote left open", town + "answers: \"", 12, "引用符が閉じていません"},
		{"a value that begins with @", strings.Replace(town, "title: ", "title: @", 1), 2, "引用符で囲んで"},
		{"a value that begins with %", strings.Replace(town, "title: ", "title: %", 1), 2, "「%」で始まる"},
		{"a path of Windows", strings.Replace(town, "title: 見本市のルール", `title: "C:\見本市"`, 1), 2, "「'」に"},
		{"a list in the line of its key", strings.Replace(town, "title: ", "title: - ", 1), 2, "並びは"},
		{"a wide colon", strings.Replace(town, "period: ", "period：", 1), 9, "「:」は半角"},
		{"an alias", town + "  papers: *review\n", 12, "「*」"},
		{"an anchor", strings.Replace(town, "review:", "review: &r", 1), 7, "「&」"},
		{"a merge", town + "  papers:\n    <<: {source: x}\n", 13, "「<<」"},
		{"a tag", strings.Replace(town, "title: ", "title: !!binary ", 1), 2, "「!」"},
		{"a billion laughs", laughs, 13, "「&」"},
		{"a thousand brackets", town + "viewpoints: " + strings.Repeat("[", 200000) + "\n", 12, "深すぎます"},
		{"ten megabytes", town + strings.Repeat("#", 10<<20), 1, "1MBまで"},
		{"a clock without anything", town + "  papers:\n", 12, "値がありません"},
		{"a long word", town + strings.Repeat("k", 1<<16) + ": 1\n", 12, "kkk…"},
		{"a number of many digits", town + "    every: 99999999999999999999\n", 12, "整数で"},
		{"half a month", strings.Replace(town, "10開庁日", "{n: 1.5, unit: months}", 1), 9, "整数で"},
		{"a word for a list", strings.Replace(town, `["999997"]`, `"999997"`, 1), 5, "[値, 値]"},
		{"a town that begins with 0", strings.Replace(town, `"999997"`, "011002", 1), 5, `"011002" のように引用符`},
		{"a day that comes never", town + "    dates: [{month: 2026-13, due: 2026-02-30}]\n", 12, "その月はありません"},
		{"a set of another century", strings.Replace(town, "2026-04-01", "2200-04-01", 1), 4, "暦の範囲"},
	} {
		bad := refused(t, File{"mihon.yaml", []byte(c.text)})
		if !slices.ContainsFunc(bad, func(p Problem) bool { return p.Line == c.line && strings.Contains(p.Message, c.says) }) {
			t.Errorf("%s: no %q in line %d among\n%v", c.name, c.says, c.line, bad)
		}
	}
}

func TestEveryMistakeIsNamedAtOnceAndWhatWasMeant(t *testing.T) {
	bad := refused(t, File{"mihon.yaml", []byte(strings.NewReplacer("title", "titel", "2026-04-01", "2026-02-30", "10開庁日", "およそ十日", "only: yearEnd", "onyl: yearEnd").Replace(town))})
	for i, want := range []string{"「title」ではありませんか", "2026-02-30", "期間「およそ十日」を読めません", "「only」ではありませんか"} {
		if len(bad) != 4 || !strings.Contains(bad[i].Message, want) {
			t.Fatalf("no %q among\n%v", want, bad)
		}
	}
	if got := strings.Join(bad[3].Allowed, " "); got != "is only cutoff source open note" {
		t.Errorf("a roll takes %s", got)
	}
}

func TestWhatIsBegunDoesNotGiveWayToTheBase(t *testing.T) {
	for _, c := range []struct{ old, now, says string }{
		{"clocks:\n", "calendar: {weekly: [月]}\nclocks:\n", "根拠 source がありません"},
		{"{is: next, only: yearEnd, cutoff: \"12:00\"}", "{only: yearEnd}", "is がありません"},
		{"10開庁日", "{n: 10}", "単位 unit がありません"},
		{"10開庁日", "10開庁日\n    opens: {n: 3}", "単位 unit がありません"},
		{"10開庁日", "10開庁日\n    extension: {allowed: true, most: {n: 3}}", "単位 unit がありません"},
		{"10開庁日", "10開庁日\n    limit: {note: x}", "is がありません"},
		{"10開庁日", "10開庁日\n    startsFrom: {note: x}", "起点を一つ"},
		{`{until: "16:30", channels: {window: "17:15"}, then: nextOpenDay}`, "{then: nextOpenDay}", "いつ届いたことにするか"},
		{"clocks:\n", "clocks:\n  confirmed-plan: {arrival: {onClosed: nextOpenDay}}\n", "confirmed-plan.arrival: 根拠 source がありません"},
		{"clocks:\n", "clocks:\n  confirmed-plan: {extension: {allowed: false}}\n", "confirmed-plan.extension: 根拠 source がありません"},
	} {
		if bad := refused(t, File{"mihon.yaml", []byte(strings.Replace(town, c.old, c.now, 1))}); !strings.Contains(bad.Error(), c.says) {
			t.Errorf("%s: %v", c.now, bad)
		}
	}
	sets, err := Read(standing(t), File{"mihon.yaml", []byte(strings.Replace(town, "    roll", "    cutoff: {channels: {window: \"17:15\"}}\n    roll", 1))})
	if err != nil {
		t.Fatal(err)
	}
	if k, _ := sets[0].Clock("review"); k.Cutoff.Hour("window") != "17:15" || k.Cutoff.Hour("mail") != "24:00" {
		t.Errorf("the last day ends %+v", k.Cutoff)
	}
}

func TestATownMayChangeOnePartOfAClockAlone(t *testing.T) {
	for _, c := range []struct{ name, clock, want string }{
		{"its alarms", `review: {stages: [{name: week, days: -7, at: "09:00"}]}`, "2週間 [{week 0 -7 09:00}] 0"},
		{"that nothing rings", `review: {stages: []}`, "2週間 [] 0"},
		{"its length", `review: {source: 要綱5条, period: 20日}`, "20日 [{before3 -3 0 08:30} {due 0 0 08:30} {after1 1 0 08:30}] 0"},
		{"that it comes once", `monthly-record: {every: 0}`, "その月の末日 [{before3 -3 0 08:30}] 0"},
		{"nothing", `monthly-record: {}`, "その月の末日 [{before3 -3 0 08:30}] 1"},
	} {
		head, _, _ := strings.Cut(town, "  review")
		sets, err := Read(standing(t), File{"mihon.yaml", []byte(head + "  " + c.clock + "\n")})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		id, _, _ := strings.Cut(c.clock, ":")
		k, _ := sets[0].Clock(id)
		if got := fmt.Sprint(k.Period.Text(), " ", k.Stages, " ", k.Every); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestWhatCannotBeReadHidesOnlyItsOwnSection(t *testing.T) {
	for _, c := range []struct {
		name, broken string
		lines        []int
	}{
		{"a quote left open", "settings:\n  label.centre: \"包括\n", []int{2, 13, 14}},
		{"a bracket left open", "settings: {label.centre: 包括\n", []int{2, 13}}, // its line is that of the next section
		{"a step too many", "settings:\n  label.centre: x\n    source: y\n", []int{2, 13, 15}},
		{"a tab", "settings:\n\tlabel.centre: x\n", []int{2, 13, 14}},
		{"a colon in a value", "settings:\n  label.centre: a: b\n", []int{2, 13, 14}},
	} {
		text := strings.Replace(town, "title:", "titel:", 1) + c.broken + "viewpoint:\n- {n: 1}\n"
		bad := refused(t, File{"mihon.yaml", []byte(text)})
		var lines []int
		for _, p := range bad {
			lines = append(lines, p.Line)
		}
		if !slices.Equal(lines, c.lines) || !strings.Contains(bad[1].Message, "YAMLとして読めません") {
			t.Errorf("%s: not in the lines %v:\n%v", c.name, c.lines, bad)
		}
	}
}

func TestABaseMustStandWhenTheSetBegins(t *testing.T) {
	first := strings.NewReplacer("from: 2026-04-01,", "from: 2026-04-01, until: 2026-09-30,").Replace(town)
	next := func(base, from string) File {
		return File{"next.yaml", []byte(strings.NewReplacer("name: mihon", "name: next", "base: yobo-shien", "base: "+base, "2026-04-01", from, "999997", "999998").Replace(town))}
	}
	if bad := refused(t, File{"first.yaml", []byte(first)}, next("mihon", "2026-10-01")); !strings.Contains(bad[0].Message, "2026-09-30 で終わっています") || bad[0].Allowed[0] != "mihon@2026-04-01" {
		t.Error(bad)
	}
	for base, from := range map[string]string{"mihon": "2026-09-30", "mihon@2026-04-01": "2026-10-01"} {
		if _, err := Read(standing(t), File{"first.yaml", []byte(first)}, next(base, from)); err != nil {
			t.Errorf("%s from %s: %v", base, from, err)
		}
	}
	ring := strings.NewReplacer("base: yobo-shien", "base: next").Replace(town)
	bad := refused(t, File{"ring.yaml", []byte(ring)}, next("mihon", "2026-04-01"))
	if len(bad) != 2 || !strings.Contains(bad[0].Message, "輪になって") {
		t.Errorf("a ring gives %v", bad)
	}
}
