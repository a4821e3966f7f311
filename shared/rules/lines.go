package rules

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Line is one rule of a set: where it stands, what it says, and its ground.
type Line struct {
	Rule  string `json:"rule"` // clocks.review.period
	Name  string `json:"name"` // 検証: 期間
	Value string `json:"value"`
	Basis
}

// Lines lists every rule of the set, as `rules show` prints them.
func (s Set) Lines() []Line {
	out := []Line{{"effective", "施行", s.Effective.words(), s.Effective.Basis}}
	if s.Calendar.Source != "" {
		out = append(out, Line{"calendar", "開庁日", s.Calendar.words(), s.Calendar.Basis})
	}
	for _, c := range slices.Sorted(maps.Keys(s.Centres)) {
		out = append(out, Line{"centres." + c, c + "の開所日", s.Centres[c].words(), s.Centres[c].Basis})
	}
	for _, id := range slices.Sorted(maps.Keys(s.Clocks)) {
		k, _ := s.Clock(id)
		out = append(out, s.clockLines(k)...)
	}
	for i := range s.Documents {
		out = append(out, s.documentLines(i)...)
	}
	for i, v := range s.Viewpoints {
		out = append(out, Line{fmt.Sprintf("viewpoints[%d]", i), "助言の視点" + strconv.Itoa(v.N), v.Text + suffix(v.RenewalOnly, "（更新のときだけ）"), v.Basis})
	}
	for i, a := range s.Answers {
		out = append(out, Line{fmt.Sprintf("answers[%d]", i), "助言への回答", a.Name + suffix(a.Reason, "（理由が要る）"), a.Basis})
	}
	for i, c := range s.Channels {
		out = append(out, Line{fmt.Sprintf("channels[%d]", i), "提出方法", c.Name + "：" + standings[c.Standing], c.Basis})
	}
	for i, f := range s.Forms {
		out = append(out, Line{fmt.Sprintf("forms[%d]", i), "様式の版", s.FormName(f.Form) + "：" + f.Words(), f.Basis})
	}
	for _, d := range Settings() {
		if v, ok := s.Settings[d.ID]; ok {
			out = append(out, Line{"settings." + d.ID, d.Name, v.Is, v.Basis})
		}
	}
	return out
}

var standings = map[Standing]string{
	Principle: "原則", Recommended: "原則によりがたいときに推奨", Allowed: "使える", Discouraged: "推奨しない", Refused: "受け付けない",
}

func suffix(on bool, s string) string {
	if on {
		return s
	}
	return ""
}

func (e Effective) words() string {
	return e.From.Wareki() + "から" + suffix(!e.Until.IsZero(), e.Until.Wareki()+"まで")
}

func (s Set) clockLines(k Clock) []Line {
	at, name := "clocks."+k.ID+".", k.Name+": "
	out := []Line{
		{at + "startsFrom", name + "起点", s.startWords(k.StartsFrom), k.StartsFrom.Basis},
		{at + "period", name + "期間", k.Period.Text(), k.Period.Basis},
	}
	add := func(on bool, key, what, value string, b Basis) {
		if on {
			out = append(out, Line{at + key, name + what, value, b})
		}
	}
	add(k.Opens.Unit != "", "opens", "窓の始まり", k.Opens.Text(), k.Opens.Basis)
	add(k.Closes.Unit != "", "closes", "窓の終わり", k.Closes.Text(), k.Closes.Basis)
	add(k.Every > 0, "every", "くり返し", fmt.Sprintf("%dか月ごと", k.Every), k.Period.Basis)
	add(len(k.Types) > 0, "types", "類型", fmt.Sprint(k.Types), k.Basis)
	add(k.Arrival.Source != "", "arrival", "届いた日", k.Arrival.words(), k.Arrival.Basis)
	add(k.Principle.Is == BySending || len(k.Principle.Channels) > 0, "principle", "数える時点", k.Principle.words(), k.Principle.Basis)
	if k.Period.Unit.Spans() {
		add(true, "firstDay", "初日", map[FirstDay]string{Excluded: "数えない", Included: "数える"}[k.FirstDay.Is], k.FirstDay.Basis)
		add(k.Stop.Is == StopPapers, "stop", "期間の停止", "書類を直している間は進まない", k.Stop.Basis)
	}
	add(k.Period.Unit != NoPeriod, "roll", "閉庁日のとき", k.Roll.words(), k.Roll.Basis)
	add(k.Period.Unit != NoPeriod, "cutoff", "時刻", k.Cutoff.At+"まで"+hours(k.Cutoff.Channels), k.Cutoff.Basis)
	add(k.Calendar.Is == Centres, "calendar", "暦", "センターの開所日", k.Calendar.Basis)
	add(k.Limit.Is == Soft, "limit", "効力", "目安", k.Limit.Basis)
	add(k.Extension.Allowed, "extension", "延長", "理由を記録して延ばせる"+suffix(k.Extension.Most.Unit != "", "（"+k.Extension.Most.Text()+"まで）"), k.Extension.Basis)
	add(k.OnLapse.Is != "", "onLapse", "何もなく過ぎたとき", map[OnLapse]string{CloseNoAdvice: "期間満了（助言なし）", Escalate: "市町村に知らせる", Overdue: "超過"}[k.OnLapse.Is], k.OnLapse.Basis)
	add(len(k.Stages) > 0, "stages", "知らせる時", stageWords(k.Stages), k.Basis)
	for i, d := range k.Dates {
		add(true, fmt.Sprintf("dates[%d]", i), "期日の特例", d.words(), d.Basis)
	}
	return out
}

func stageWords(stages []Stage) string {
	var out []string
	for _, s := range stages {
		n, unit := s.OpenDays, "開庁日"
		if s.Days != 0 {
			n, unit = s.Days, "日"
		}
		when := "期限の日"
		if n != 0 {
			when = strconv.Itoa(max(n, -n)) + unit + map[bool]string{true: "前", false: "後"}[n < 0]
		}
		out = append(out, when+" "+s.At+"（"+s.Name+"）")
	}
	return strings.Join(out, "、")
}

func (s Set) startWords(st Start) string {
	var names []string
	for _, a := range st.All() {
		names = append(names, s.AnchorName(a))
	}
	all := strings.Join(names, "・")
	switch {
	case len(st.Earliest) > 0:
		return all + "のうち最も早い日"
	case len(st.Latest) > 0:
		return all + "のうち最も遅い日"
	case len(st.Either) > 0:
		return all + "のどれか"
	}
	return all
}

func (a Arrival) words() string {
	then := map[Then]string{NextDay: "翌日", NextOpenDay: "次の開庁日"}
	var parts []string
	if a.Until != "" || len(a.Channels) > 0 {
		parts = append(parts, a.Until+hours(a.Channels)+"を過ぎたら"+then[a.Then]+"に届いたものとする")
	}
	if a.OnClosed == NextOpenDay {
		parts = append(parts, "閉庁日に届いたら次の開庁日に届いたものとする")
	}
	if a.Closing > 0 {
		roll := suffix(a.ClosingRoll != "", "（閉庁日のとき: "+Roll{Is: a.ClosingRoll}.words()+"）")
		parts = append(parts, fmt.Sprintf("毎月%d日%sの後に届いたら翌月1日に届いたものとする", a.Closing, roll))
	}
	return strings.Join(parts, "。")
}

func (c CountsBy) words() string {
	name := map[Counts]string{ByArrival: "届いた日", BySending: "発信した日"}
	own := map[string]string{}
	for ch, is := range c.Channels {
		own[ch] = name[is]
	}
	return name[c.Is] + hours(own)
}

func (d Fixed) words() string {
	when := d.Month.String() + d.End.String() + suffix(d.InMonth > 0, fmt.Sprintf("毎年%d月", d.InMonth))
	to := d.Due.Wareki() + suffix(d.Day > 0, fmt.Sprintf("%d日", d.Day))
	return when + "は" + to + suffix(d.Roll.Is != "", "（閉庁日のとき: "+d.Roll.words()+"）") + suffix(d.Cutoff != "", " "+d.Cutoff+"まで")
}

func hours(channels map[string]string) string {
	var parts []string
	for _, c := range slices.Sorted(maps.Keys(channels)) {
		parts = append(parts, c+" "+channels[c])
	}
	return suffix(len(parts) > 0, "（"+strings.Join(parts, "、")+"）")
}

func (r Roll) words() string {
	w := map[Way]string{RollNone: "動かさない", RollNext: "次の開庁日", RollPrevious: "前の開庁日"}[r.Is]
	return w + suffix(r.Only == YearEnd, "（年末年始だけ）") + suffix(r.Cutoff != "", "（"+r.Cutoff+"まで）")
}

func (s Set) documentLines(i int) (out []Line) {
	d := s.Documents[i]
	var parts []string
	for _, e := range d.Events {
		parts = append(parts, e.Name())
	}
	events := strings.Join(parts, "・")
	of := suffix(len(d.Types) > 0, fmt.Sprintf("（類型 %v）", d.Types)) + suffix(len(d.Tracks) == 1, "（"+trackNames[first(d.Tracks)]+"）")
	for _, list := range []struct {
		key, what string
		docs      []Document
	}{{"required", "必須", d.Required}, {"recommended", "推奨", d.Recommended}, {"optional", "任意", d.Optional}} {
		for j, doc := range list.docs {
			out = append(out, Line{fmt.Sprintf("documents[%d].%s[%d]", i, list.key, j), events + "の書類: " + list.what, s.DocumentWords(doc) + of, doc.Basis})
		}
	}
	return out
}

// DocumentWords names the forms of a document, and all that is particular about it.
func (s Set) DocumentWords(d Document) string {
	names := func(forms []string, by string) string {
		var out []string
		for _, f := range forms {
			out = append(out, s.FormName(f))
		}
		return strings.Join(out, by)
	}
	var on []string
	for _, e := range d.On {
		on = append(on, e.Name())
	}
	return s.FormName(d.Form) + names(d.OneOf, " または ") + suffix(len(on) > 0, "（"+strings.Join(on, "・")+"のとき）") +
		suffix(len(d.Types) > 0, fmt.Sprintf("（類型 %v）", d.Types)) + suffix(d.OnRequest, "（求められたとき）") +
		suffix(d.Office != "", "（市町村の"+map[Office]string{InTown: "中", OutOfTown: "外"}[d.Office]+"の事業所）") +
		suffix(d.For == Welfare, "（生活保護を受けている人のとき）") + suffix(d.Pages != "", "（"+d.Pages+"）") +
		suffix(d.Signature != "", "（"+signatures[d.Signature]+"）") +
		suffix(len(d.SameFile) > 0, "（"+names(d.SameFile, "か")+"のファイルの中でもよい）")
}

var signatures = map[Signature]string{Unsigned: "署名はいらない", SignedCopy: "署名したものの写し", Original: "署名した原本", Electronic: "電子署名"}

// Words is the edition and when it is taken; "" when nobody says.
func (v FormVersion) Words() string {
	var when string
	if !v.From.IsZero() {
		when = v.From.Wareki() + "から"
	}
	if !v.Until.IsZero() {
		when += v.Until.Wareki() + "まで"
	}
	return v.Version + suffix(when != "", "（"+when+"）")
}

var trackNames = map[Track]string{Direct: "居宅指定", Commissioned: "委託"}

func first[T any](list []T) (v T) {
	if len(list) > 0 {
		v = list[0]
	}
	return v
}
