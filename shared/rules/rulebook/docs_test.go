package rulebook

import (
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/deadline"
	"github.com/sasae-care/sasae/shared/rules"
)

const manual = "../../../docs/rules.md"

func readManual(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile(manual)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// section is the text below a heading, up to the next one.
func section(t testing.TB, doc, heading string) string {
	t.Helper()
	_, after, found := strings.Cut(doc, "\n"+heading+"\n")
	if !found {
		t.Fatalf("docs/rules.md has no heading %q", heading)
	}
	body, _, _ := strings.Cut(after, "\n#")
	return body
}

// rows are those of the first table below a heading.
func rows(t testing.TB, doc, heading string) (out [][]string) {
	t.Helper()
	for line := range strings.Lines(section(t, doc, heading)) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") {
			if len(out) > 0 {
				break
			}
			continue
		}
		var cells []string
		for cell := range strings.SplitSeq(strings.Trim(line, "|"), "|") {
			cells = append(cells, strings.TrimSpace(cell))
		}
		out = append(out, cells)
	}
	if len(out) < 3 {
		t.Fatalf("below %q is no table", heading)
	}
	return out[2:] // without the head
}

var quoted = regexp.MustCompile("`([^`]+)`")

// words are those in `backticks`.
func ticked(cell string) (out []string) {
	for _, m := range quoted.FindAllStringSubmatch(cell, -1) {
		out = append(out, m[1])
	}
	return out
}

func TestTheManualListsWhatTheProgramKnows(t *testing.T) {
	doc := readManual(t)
	pairs := map[string][]string{}
	for _, u := range rules.Units() {
		pairs["## 5. 期間の単位"] = append(pairs["## 5. 期間の単位"], "`"+string(u)+"`")
	}
	for _, a := range rules.Anchors() {
		pairs["## 6. 起点"] = append(pairs["## 6. 起点"], fmt.Sprintf("`%s` %s", a, a.Name()))
	}
	for _, e := range rules.Events() {
		pairs["## 7. 提出の場面"] = append(pairs["## 7. 提出の場面"], fmt.Sprintf("`%s` %s", e, e.Name()))
	}
	for _, f := range rules.Forms() {
		pairs["## 8. 様式"] = append(pairs["## 8. 様式"], fmt.Sprintf("`%s` %s", f.ID, f.Name))
	}
	for _, d := range rules.Settings() {
		may := "文字"
		switch {
		case d.Number:
			may = "数"
		case len(d.Allowed) > 0:
			may = "`" + strings.Join(d.Allowed, "`、`") + "`"
		}
		pairs["## 9. 設定"] = append(pairs["## 9. 設定"], fmt.Sprintf("`%s` %s %s", d.ID, d.Name, may))
	}
	for heading, want := range pairs {
		var got []string
		for _, r := range rows(t, doc, heading) {
			if heading == "## 5. 期間の単位" {
				r = r[:1]
			}
			got = append(got, strings.Join(r, " "))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-program +manual):\n%s", heading, diff)
		}
	}
}

func TestTheManualHasEveryKey(t *testing.T) {
	doc := readManual(t)
	for heading, of := range map[string]reflect.Type{
		"### ルール全体": reflect.TypeFor[rules.Set](), "### 根拠": reflect.TypeFor[rules.Basis](),
		"### 施行の期間 (effective)": reflect.TypeFor[rules.Effective](), "### 対象 (binds)": reflect.TypeFor[rules.Binding](),
		"### 開庁日 (calendar)": reflect.TypeFor[rules.Calendar](), "### 年末年始 (yearEnd)": reflect.TypeFor[rules.YearEnds](),
		"### 期限 (clocks)": reflect.TypeFor[rules.Clock](), "### 起点 (startsFrom)": reflect.TypeFor[rules.Start](),
		"### 期間 (period)": reflect.TypeFor[rules.Period](), "### 届いた日 (arrival)": reflect.TypeFor[rules.Arrival](),
		"### 閉庁日 (roll)": reflect.TypeFor[rules.Roll](), "### 終わりの時刻 (cutoff)": reflect.TypeFor[rules.Cutoff](),
		"### 期日の特例 (dates)": reflect.TypeFor[rules.Fixed](), "### 延長 (extension)": reflect.TypeFor[rules.Extension](),
		"### 知らせる時 (stages)": reflect.TypeFor[rules.Stage](), "### 提出書類 (documents)": reflect.TypeFor[rules.DocumentSet](),
		"### 書類": reflect.TypeFor[rules.Document](), "### 様式の版 (forms)": reflect.TypeFor[rules.FormVersion](),
		"### 助言の視点 (viewpoints)": reflect.TypeFor[rules.Viewpoint](), "### 回答の種類 (answers)": reflect.TypeFor[rules.Answer](),
		"### 提出方法 (channels)": reflect.TypeFor[rules.Channel](), "### 設定の値": reflect.TypeFor[rules.Setting](),
	} {
		var want, got []string
		for i := range of.NumField() {
			if key, _, _ := strings.Cut(of.Field(i).Tag.Get("yaml"), ","); key != "" && key != "-" {
				want = append(want, key)
			}
		}
		for _, r := range rows(t, doc, heading) {
			got = append(got, ticked(r[0])...)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-program +manual):\n%s", heading, diff)
		}
	}
}

// What may be written is what the reader says when something else is written.
func TestTheManualAllowsWhatTheReaderAllows(t *testing.T) {
	doc := readManual(t)
	const care = "name: x\ntitle: x\nbase: yobo-caremanagement\neffective: {from: 2030-01-01, source: x}\nbinds: {towns: [\"999997\"], care: management}\n"
	for _, c := range []struct{ heading, key, text string }{
		{"### 対象 (binds)", "care", strings.Replace(care, "care: management", "care: zzz", 1)},
		{"### 対象 (binds)", "tracks", strings.Replace(care, "care: management", "care: management, tracks: [zzz]", 1)},
		{"### 開庁日 (calendar)", "weekly", care + "calendar: {weekly: [zzz], source: x}\n"},
		{"### 期限 (clocks)", "principle", care + "clocks: {retention: {source: x, principle: zzz}}\n"},
		{"### 期限 (clocks)", "firstDay", care + "clocks: {retention: {source: x, firstDay: zzz}}\n"},
		{"### 期限 (clocks)", "stop", care + "clocks: {retention: {source: x, stop: zzz}}\n"},
		{"### 期限 (clocks)", "calendar", care + "clocks: {retention: {source: x, calendar: zzz}}\n"},
		{"### 期限 (clocks)", "limit", care + "clocks: {retention: {source: x, limit: zzz}}\n"},
		{"### 期限 (clocks)", "onLapse", care + "clocks: {retention: {source: x, onLapse: zzz}}\n"},
		{"### 期間 (period)", "unit", care + "clocks: {retention: {source: x, period: {n: 1, unit: zzz}}}\n"},
		{"### 期間 (period)", "weekday", care + "clocks: {retention: {source: x, period: {unit: weekdayOfMonth, day: 1, weekday: zzz}}}\n"},
		{"### 届いた日 (arrival)", "closingRoll", care + "clocks: {retention: {source: x, arrival: {closing: 5, closingRoll: zzz}}}\n"},
		{"### 届いた日 (arrival)", "then", care + "clocks: {retention: {source: x, arrival: {until: \"16:30\", then: zzz}}}\n"},
		{"### 届いた日 (arrival)", "onClosed", care + "clocks: {retention: {source: x, arrival: {onClosed: zzz}}}\n"},
		{"### 閉庁日 (roll)", "is", care + "clocks: {retention: {source: x, roll: zzz}}\n"},
		{"### 閉庁日 (roll)", "only", care + "clocks: {retention: {source: x, roll: {is: next, only: zzz}}}\n"},
		{"### 提出書類 (documents)", "tracks", care + "documents: [{events: [new], tracks: [zzz], source: x}]\n"},
		{"### 提出書類 (documents)", "types", care + "documents: [{events: [new], types: [zzz], source: x}]\n"},
		{"### 書類", "signature", care + "documents: [{events: [new], source: x, required: [{form: F-PLAN, signature: zzz}]}]\n"},
		{"### 書類", "office", care + "documents: [{events: [new], source: x, required: [{form: F-PLAN, office: zzz}]}]\n"},
		{"### 書類", "for", care + "documents: [{events: [new], source: x, required: [{form: F-PLAN, for: zzz}]}]\n"},
		{"### 提出方法 (channels)", "standing", care + "channels: [{id: x, name: x, standing: zzz, source: x}]\n"},
	} {
		_, err := Read(standing(t), File{"x.yaml", []byte(c.text)})
		bad, _ := err.(Problems)
		i := slices.IndexFunc(bad, func(p Problem) bool { return strings.Contains(p.Message, "「zzz」") })
		if i < 0 {
			t.Errorf("%s was taken for %s: %v", "zzz", c.key, err)
			continue
		}
		for _, r := range rows(t, doc, c.heading) {
			if r[0] == "`"+c.key+"`" && !slices.Equal(bad[i].Allowed, ticked(r[2])) {
				t.Errorf("%s %s: the reader allows %v, the manual %v", c.heading, c.key, bad[i].Allowed, ticked(r[2]))
			}
		}
	}
}

func TestThePhrasesOfTheManualEndWhenItSays(t *testing.T) {
	all := rows(t, readManual(t), "## 3. 言い方から引く")
	for _, r := range all {
		text := strings.Replace(town, "clocks:\n", "clocks:\n  row: {source: x, name: x, "+ticked(r[1])[0]+"}\n", 1)
		sets, err := Read(standing(t), File{"row.yaml", []byte(text)})
		if err != nil {
			t.Errorf("%s: %v", r[0], err)
			continue
		}
		res, _ := typed(t, sets[0], "--clock row --from "+ticked(r[2])[0])
		want, got := r[3], res.Due.String()
		if res.Cutoff != "24:00" && !res.Due.IsZero() {
			got += " " + res.Cutoff
		}
		if res.Due.IsZero() {
			got = "日の定めなし"
		}
		if !res.Opens.IsZero() {
			got = res.Opens.String() + " から " + got
		}
		if !res.Closes.IsZero() {
			got = "目安 " + got + "、" + res.Closes.String() + " まで"
		}
		if got != want {
			t.Errorf("%s: %s, the manual says %s\n%s", r[0], got, want, res.Text())
		}
	}
	if len(all) < 30 {
		t.Errorf("%d phrases", len(all))
	}
}

// typed counts what somebody types after sasae rules due, and what it prints.
func typed(t testing.TB, s rules.Set, line string) (deadline.Result, string) {
	t.Helper()
	option, args := "", map[string][]string{}
	for w := range strings.FieldsSeq(line) {
		if strings.HasPrefix(w, "--") {
			option = w
			continue
		}
		args[option] = append(args[option], w)
	}
	one := func(name string) string { return strings.Join(args[name], "") }
	k, ok := s.Clock(one("--clock"))
	if !ok {
		t.Fatalf("no clock: %s", line)
	}
	g := facts(t, k, strings.Join(args["--from"], " "))
	g.Channel = one("--channel")
	if from, to, ok := strings.Cut(one("--stopped"), "/"); ok {
		g.Stopped = []deadline.Span{{From: day.MustParse(from), To: day.MustParse(to)}}
	}
	c, _ := s.CalendarOf(k, one("--centre"))
	cal := day.NewCalendar(c.Spec())
	res, err := deadline.Due(k, g, cal)
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return res, res.Told(deadline.Rings(k, res.Due, cal))
}

// The worked example: its YAML is read, its deadlines are counted, its papers listed.
func TestTheExampleOfTheManualIsTrue(t *testing.T) {
	doc := readManual(t)
	const heading = "## 11. 見本: お知らせからルールまで"
	_, body, _ := strings.Cut(doc, "\n"+heading+"\n")
	body, _, _ = strings.Cut(body, "\n## ")
	_, code, _ := strings.Cut(body, "```yaml\n")
	code, _, _ = strings.Cut(code, "```")
	sets, err := Read(standing(t), File{"mihon.yaml", []byte(code)})
	if err != nil {
		t.Fatal(err)
	}
	told := regexp.MustCompile("(?s)```\nsasae rules due --rules mihon.yaml (.*?)\n```\n\n```text\n(.*?)\n```\n").FindAllStringSubmatchIndex(body, -1)
	for i := len(told) - 1; i >= 0; i-- {
		m := told[i]
		_, got := typed(t, sets[0], body[m[2]:m[3]])
		if diff := cmp.Diff(body[m[4]:m[5]], got); diff != "" && !*update {
			t.Errorf("%s (-manual +engine), run with -update:\n%s", body[m[2]:m[3]], diff)
		}
		doc = strings.Replace(doc, body[m[0]:m[1]], body[m[0]:m[4]]+got+body[m[5]:m[1]], 1)
	}
	if len(told) < 6 {
		t.Errorf("%d deadlines are told", len(told))
	}
	if *update {
		if err := os.WriteFile(manual, []byte(doc), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, r := range rows(t, body, "書類は次のようになります。") {
		d := sets[0].DocumentsFor(rules.Wanted{Event: rules.Event(ticked(r[0])[0]), Track: rules.Direct})
		for i, list := range [][]rules.Document{d.Required, d.OneOf, d.Optional, d.OnRequest} {
			var got []string
			for _, x := range list {
				got = append(got, append(x.OneOf, x.Form)...)
			}
			got = slices.DeleteFunc(got, func(f string) bool { return f == "" })
			if want := ticked(r[i+1]); !slices.Equal(got, want) {
				t.Errorf("%s: %v, the manual says %v", r[0], got, want)
			}
		}
	}
}

// The first example is what somebody copies.
func TestTheFirstExampleOfTheManualCanBeCopied(t *testing.T) {
	_, code, _ := strings.Cut(readManual(t), "```yaml\n")
	code, _, _ = strings.Cut(code, "```")
	if sets, err := Read(standing(t), File{"mihon.yaml", []byte(code)}); err != nil || sets[0].Clocks["review"].Period.N != 10 {
		t.Errorf("%v", err)
	}
	wrong := strings.Replace(code, "period: 10開庁日", "period: {n: 30, unit: days, backward: true}", 1)
	if _, err := Read(standing(t), File{"mihon.yaml", []byte(wrong)}); err == nil || !strings.Contains(readManual(t), "\n"+err.Error()+"\n") {
		t.Errorf("the manual does not show this mistake: %v", err)
	}
}
