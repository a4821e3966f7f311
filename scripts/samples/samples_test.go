package samples

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sasae-care/sasae/scripts/samples/forms"
	"github.com/sasae-care/sasae/shared/day"
)

var may = day.MustMonth("2026-05")

// digest is the hash of everything a world says, documents included.
func digest(w World) string {
	h := sha256.New()
	for _, b := range [][]byte{w.Towns, w.Districts, w.Centres, w.Staff, w.Offices, w.Designations, w.ClosedDays} {
		h.Write(b)
	}
	for _, s := range w.Scenes {
		for _, f := range allFiles(s) {
			size, hash := f.Declared()
			fmt.Fprint(h, f.Form, f.Name, f.Type, size, hash)
			h.Write(f.Body())
		}
		writeFacts(h, s)
	}
	for _, p := range w.PersonMonths {
		h.Write(p.JSON())
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

// writeFacts writes all of a scene but its documents.
func writeFacts(w io.Writer, s Scene) {
	s.Files = nil
	if s.Then.Ask != nil {
		a := *s.Then.Ask
		a.File, s.Then.Ask = File{}, &a
	}
	if s.Then.Confirmed != nil {
		c := *s.Then.Confirmed
		c.File, s.Then.Confirmed = File{}, &c
	}
	text := fmt.Sprintf("%+v", s)
	for _, p := range []any{s.Then.Extension, s.Then.Ask, s.Then.Answer, s.Then.Confirmed, s.Then.Situation, s.Then.Withdrawn, s.Then.Quarantine, s.Then.Reroute} {
		text += fmt.Sprintf("%+v", p)
	}
	var plain strings.Builder // without the addresses in memory of nested pointers
	for _, word := range strings.Fields(text) {
		if !strings.Contains(word, "0x") {
			plain.WriteString(word + " ")
		}
	}
	io.WriteString(w, plain.String())
}

func allFiles(s Scene) []File {
	list := append([]File(nil), s.Files...)
	if s.Then.Ask != nil {
		list = append(list, s.Then.Ask.File)
	}
	if s.Then.Confirmed != nil {
		list = append(list, s.Then.Confirmed.File)
	}
	return list
}

func TestEqualSeedsGiveEqualWorlds(t *testing.T) {
	a, b, other := digest(Make(7, may, 50)), digest(Make(7, may, 50)), digest(Make(8, may, 50))
	if a != b {
		t.Error("two worlds of seed 7 differ")
	}
	if a == other {
		t.Error("the worlds of seed 7 and 8 are the same")
	}
}

// events counts what occurs in a month.
func events(w World) map[string]int {
	n := map[string]int{}
	for _, s := range w.Scenes {
		n[s.Kind]++
		n[s.Channel]++
		n["match "+s.Match]++
		n["centre "+s.Person.Centre]++
		n[s.Person.Certification]++
		if s.Flaw != "" {
			n["sent back"]++
			n["flaw "+s.Flaw]++
		}
		if s.Corrects >= 0 {
			n["corrected"]++
		}
		if s.Then.Outcome != "" {
			n["outcome "+s.Then.Outcome]++
		}
		n["sent at "+day.On(s.Submitted).Weekday().String()]++
		n["sent at "+s.Submitted.In(day.Tokyo).Format("15:04")]++
		later(n, s.Then)
	}
	return n
}

func later(n map[string]int, t Then) {
	for name, is := range map[string]bool{
		"extension": t.Extension != nil, "ask": t.Ask != nil, "withdrawn": t.Withdrawn != nil,
		"quarantine": t.Quarantine != nil, "reroute": t.Reroute != nil, "late": t.Late, "confirmed": t.Confirmed != nil,
		"confirmed before the outcome": t.Confirmed != nil && !t.At.IsZero() && t.Confirmed.At.Before(t.At),
	} {
		if is {
			n[name]++
		}
	}
	if t.Answer != nil {
		n["answer "+t.Answer.Kind]++
	}
	if t.Situation != nil {
		n["situation "+t.Situation.Kind]++
	}
}

func TestAMonthOf200HasEverything(t *testing.T) {
	w := Make(1, may, 200)
	if len(w.Scenes) != 200 {
		t.Fatalf("%d submissions, want 200", len(w.Scenes))
	}
	n := events(w)
	for _, what := range strings.Split("new renewal portal cpdl kmn post window pending late reroute ask extension withdrawn quarantine confirmed corrected "+
		"match_none match_several centre_chuo centre_higashi centre_nishi outcome_advice outcome_none outcome_lapse "+
		"situation_moved situation_died situation_facility situation_moved-out situation_level "+
		"answer_taken-up answer_minor-change answer_next-renewal answer_not confirmed_before_the_outcome sent_at_Saturday sent_at_23:50", " ") {
		if n[strings.ReplaceAll(what, "_", " ")] == 0 {
			t.Errorf("%s does not occur", what)
		}
	}
	kinds := 0
	for what := range n {
		if strings.HasPrefix(what, "flaw ") {
			kinds++
		}
	}
	if n["sent back"] < 15 || kinds < 8 {
		t.Errorf("%d sets are sent back for %d reasons, want 15 for 8", n["sent back"], kinds)
	}
	if r := n["renewal"]; r < 60 || r > 100 {
		t.Errorf("%d of 200 are renewals, want about 80", r)
	}
	if len(w.PersonMonths) < 150 {
		t.Errorf("%d person-months", len(w.PersonMonths))
	}
	t.Log(n)
}

func TestAMonthOf50HasEveryFlaw(t *testing.T) {
	n := events(Make(3, may, 50))
	for _, f := range flaws {
		if n["flaw "+f.code] == 0 {
			t.Errorf("no set is sent back for %s", f.code)
		}
	}
}

func TestScenesAreInOrderAndInsideTheMonth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		month := day.MonthOf(rapid.IntRange(2024, 2028).Draw(t, "year"), 1).Add(rapid.IntRange(0, 11).Draw(t, "month"))
		n := rapid.IntRange(0, 300).Draw(t, "n")
		w := Make(rapid.Uint64().Draw(t, "seed"), month, n)
		if len(w.Scenes) != n {
			t.Fatalf("%d scenes, want %d", len(w.Scenes), n)
		}
		for i, s := range w.Scenes {
			checkScene(t, w, i, s)
		}
	})
}

func checkScene(t *rapid.T, w World, i int, s Scene) {
	if s.No != i || i > 0 && s.Submitted.Before(w.Scenes[i-1].Submitted) {
		t.Errorf("scene %d is out of order", i)
	}
	if !s.Opened.Before(s.Submitted) || day.On(s.Opened).Month() != w.Month || day.On(s.Submitted).Month() != w.Month {
		t.Errorf("scene %d, %s to %s, is not inside %s", i, s.Opened, s.Submitted, w.Month)
	}
	if c := s.Corrects; c >= i || c >= 0 && (w.Scenes[c].Person.Insured != s.Person.Insured || w.Scenes[c].Flaw == "") {
		t.Errorf("scene %d corrects %d", i, c)
	}
	covered := s.Person.Certification == "pending" || !s.Person.CertifiedTo.Before(s.Person.PlanTo) && !s.Person.CertifiedFrom.After(s.Person.PlanFrom)
	if covered == (s.Flaw == CertificationNotCovering) {
		t.Errorf("scene %d: plan to %s, certified to %s, flaw %q", i, s.Person.PlanTo, s.Person.CertifiedTo, s.Flaw)
	}
	for _, at := range []bool{
		s.Then.Situation == nil || s.Then.Situation.At.After(s.Submitted),
		s.Then.Confirmed == nil || s.Then.Confirmed.At.After(s.Submitted),
		s.Then.Answer == nil || s.Then.Answer.At.After(s.Then.At),
		s.Then.At.IsZero() || s.Then.At.After(s.Submitted),
		s.Then.Ask == nil || s.Then.Ask.Answered.After(s.Then.Ask.At) && s.Then.At.After(s.Then.Ask.Answered),
		s.Then.Quarantine == nil || s.Then.At.After(s.Then.Quarantine.Released),
	} {
		if !at {
			t.Errorf("scene %d: something happens before its cause: %+v", i, s.Then)
		}
	}
	for _, a := range s.Then.Advice {
		if a.Viewpoint < 1 || a.Viewpoint > 5 || a.Viewpoint == 5 && s.Kind != "renewal" {
			t.Errorf("scene %d has advice from viewpoint %d", i, a.Viewpoint)
		}
	}
}

func TestAnAcceptedSetHasItsForms(t *testing.T) {
	for _, s := range Make(2, may, 300).Scenes {
		count := map[string]int{}
		for _, f := range s.Files {
			count[f.Form]++
		}
		whole := count[forms.Kihon] == 1 && count[forms.Checklist] == 1 && count[forms.Plan] == 1 && (s.Kind == "new" || count[forms.Evaluation] == 1)
		lacks := s.Flaw == MissingForm || s.Flaw == MissingEvaluation || s.Flaw == DoubledForm
		if whole == lacks {
			t.Errorf("scene %d, flaw %q, has %v", s.No, s.Flaw, count)
		}
	}
}

func TestOnlyTheAlteredFileDiffersFromItsDeclaration(t *testing.T) {
	for _, s := range Make(2, may, 60).Scenes {
		differs := false
		for _, f := range s.Files {
			b := f.Body()
			size, hash := f.Declared()
			if size != int64(len(b)) {
				t.Errorf("scene %d: %s has another length than declared", s.No, f.Form)
			}
			differs = differs || hash != sha256.Sum256(b)
		}
		if differs != (s.Flaw == FileNotArrived) {
			t.Errorf("scene %d, flaw %q: differs %v", s.No, s.Flaw, differs)
		}
	}
}

func TestCheckDigits(t *testing.T) {
	for _, known := range []string{"122192", "122283", "435073", "121012", "1270501180", "1270500281", townCode} {
		if got := withCheck(known[:len(known)-1]); got != known {
			t.Errorf("withCheck gives %s, want %s", got, known)
		}
	}
	w := Make(5, may, 120)
	seen := map[string]int{}
	for _, s := range w.Scenes {
		for _, n := range []string{s.Office, s.Person.Insured} {
			if len(n) != 10 || withCheck(n[:9]) != n {
				t.Errorf("%s has a wrong check digit", n)
			}
		}
		if id, ok := seen[s.Person.Insured]; ok && id != s.Person.ID {
			t.Errorf("two people have the number %s", s.Person.Insured)
		}
		seen[s.Person.Insured] = s.Person.ID
	}
	for _, line := range strings.Split(strings.TrimSpace(string(w.Offices)), "\n")[1:] {
		if n := strings.Split(line, ",")[1]; withCheck(n[:9]) != n {
			t.Errorf("office %s has a wrong check digit", n)
		}
	}
}

func TestNobodySubmitsWithoutADesignation(t *testing.T) {
	w := Make(5, may, 400)
	if bytes.Count(w.Offices, []byte("\n")) != 13 || bytes.Count(w.Designations, []byte("\n")) != 12 {
		t.Error("want 12 offices, 11 of them designated")
	}
	from := map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(string(w.Designations)), "\n")[1:] {
		c := strings.Split(line, ",")
		from[c[1]] = c[3]
	}
	for _, s := range w.Scenes {
		if f := from[s.Office]; f == "" || f > day.On(s.Submitted).String() {
			t.Errorf("scene %d comes from office %s, designated from %q, on %s", s.No, s.Office, f, s.Submitted)
		}
	}
}

func TestAPersonMonthHasTheFieldsOfTheCommand(t *testing.T) {
	want := "month insurer insured level birth sex certifiedFrom certifiedTo planNotified certification provider providerKind regionGrade delegate delegateManager commissionedFrom manager type serviceStart previousEnd preventiveManaged preventiveUnmanaged programManaged programUnmanaged initial link reductions facilityInsurer publicPayer publicRecipient services claim"
	var got map[string]any
	if err := json.Unmarshal(Make(1, may, 20).PersonMonths[0].JSON(), &got); err != nil {
		t.Fatal(err)
	}
	for _, k := range strings.Fields(want) {
		if _, ok := got[k]; !ok {
			t.Errorf("the field %s is missing", k)
		}
		delete(got, k)
	}
	if len(got) > 0 {
		t.Errorf("unknown fields %v", got)
	}
}

func TestServicesStayWithinTheLimit(t *testing.T) {
	limit := map[string]int{"12": 5032, "13": 10531}
	for _, p := range Make(1, may, 500).PersonMonths {
		sum := 0
		for _, s := range p.Services {
			sum += s.Units
		}
		if sum > limit[p.Level] || !p.PreventiveManaged {
			t.Errorf("%s uses %d units", p.Insured, sum)
		}
	}
}

func BenchmarkMonthOf200(b *testing.B) {
	size, files := 0, 0
	for b.Loop() {
		for _, s := range Make(1, may, 200).Scenes {
			for _, f := range allFiles(s) {
				size += len(f.Body())
				files++
			}
		}
	}
	b.ReportMetric(float64(files)/float64(b.N), "files/op")
	b.ReportMetric(float64(size)/float64(b.N)/1e6, "MB/op")
}

func BenchmarkMake20000(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Make(1, may, 20000)
	}
}
