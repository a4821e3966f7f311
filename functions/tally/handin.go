package tally

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"mime"
	"slices"

	"github.com/sasae-care/sasae/shared/access"
	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/billing"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/number"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/store"
	"github.com/sasae-care/sasae/shared/town"
)

// taken answers an upload.
type taken struct {
	Month     day.Month `json:"month"`
	Providers []string  `json:"providers"` // whose records were replaced
	Before    int       `json:"before"`    // their records until now
	After     int       `json:"after"`
}

// handIn takes a whole upload, or nothing of it. It replaces the records of the
// providers in it; a manager's are those of the own office.
func handIn(ctx context.Context, c *api.Call) (api.Answer, error) {
	if err := c.May(); err != nil {
		return api.Answer{}, err
	}
	month, err := monthOf(c)
	if err != nil {
		return api.Answer{}, err
	}
	lines, err := linesOf(c)
	if err != nil {
		return api.Answer{}, err
	}
	records, err := sift(lines, month, c.Who)
	if err != nil {
		return api.Answer{}, err
	}
	providers, err := providersOf(records, c.Who)
	if err != nil {
		return api.Answer{}, err
	}
	h := app.HandIn{
		Month: month, Org: c.Who.Org, By: c.Who.Staff, ID: c.NewID(), Providers: providers, Records: records, OwnOnly: c.Who.Role == town.Head,
	}
	return once(ctx, c, func(keep func(int, any) store.Write) error {
		return c.App.HandIn(ctx, c.In, h, func(before, after int) store.Write {
			return keep(200, taken{month, providers, before, after})
		})
	})
}

// providersOf says whose records an upload replaces. Only of an office's upload
// is that known when it holds none.
func providersOf(records []billing.Record, who access.Principal) ([]string, error) {
	if who.Role == town.Manager {
		return []string{who.Org}, nil
	}
	once := map[string]bool{}
	for _, r := range records {
		once[string(r.Provider)] = true
	}
	if len(once) == 0 {
		return nil, empty()
	}
	return slices.Sorted(maps.Keys(once)), nil
}

func empty() error {
	return plan.Refuse("request-malformed", "実績が1件もありません。事業所がすべて取り下げるときは、見出しだけのCSVを送ってください")
}

// linesOf reads the body by its type. An empty body is refused: an office that
// has nothing to bill any more hands in a CSV with its header only.
func linesOf(c *api.Call) (iter.Seq2[billing.Record, error], error) {
	if len(bytes.TrimSpace(c.Body)) == 0 {
		return nil, empty()
	}
	media, _, _ := mime.ParseMediaType(c.Request.Header.Get("Content-Type")) // the route's types were checked
	if media == csv {
		return billing.ReadCSV(bytes.NewReader(c.Body)), nil
	}
	return billing.ReadJSONLines(bytes.NewReader(c.Body)), nil
}

// sift checks every line, so that all that is wrong shows at once.
func sift(lines iter.Seq2[billing.Record, error], month day.Month, who access.Principal) ([]billing.Record, error) {
	s := sieve{month: month, who: who, seen: map[person]bool{}, bad: &api.Invalid{}}
	for r, err := range lines {
		if err != nil {
			s.refuse(r.Line, err)
			continue
		}
		s.take(r)
	}
	if s.wrong == 0 {
		return s.records, nil
	}
	if more := s.wrong - len(s.bad.Reasons); more > 0 {
		s.bad.Reasons = append(s.bad.Reasons, api.Reason{Code: "request-invalid", Message: fmt.Sprintf("ほかに%d行の誤りがあります。", more)})
	}
	return nil, s.bad
}

// sieve is a sift on its way.
type sieve struct {
	month   day.Month
	who     access.Principal
	seen    map[person]bool
	records []billing.Record
	bad     *api.Invalid
	wrong   int
}

// person is who may stand in an upload once.
type person struct {
	month   day.Month
	insurer number.Insurer
	insured number.Insured
}

func (s *sieve) take(r billing.Record) {
	p, ref := r.Check()
	if ref != nil {
		s.refuse(r.Line, ref)
		return
	}
	who := person{p.Month, p.Insurer, p.Insured}
	switch {
	case p.Month != s.month && (p.Claim == billing.New || p.Month.After(s.month)):
		s.say(r.Line, string(billing.CodeOtherMonth), explain(billing.CodeOtherMonth))
	case !own(s.who, p):
		s.say(r.Line, "role-not-allowed", "登録できるのは、自分の事業所(センターはセンター)が請求する実績だけです。")
	case s.seen[who]:
		s.say(r.Line, string(billing.CodeDuplicate), explain(billing.CodeDuplicate))
	default:
		s.seen[who] = true
		s.records = append(s.records, billing.Record{Line: r.Line, PersonMonth: p})
	}
}

func explain(c billing.Code) string { return billing.Codes[c].Text + "。" + billing.Codes[c].Do }

// own tells whether the claim is the caller's to hand in: an office its own
// 46(Ⅱ), a centre those of centres, the town all. Source: permission matrix.
func own(who access.Principal, p billing.PersonMonth) bool {
	switch who.Role {
	case town.Manager:
		return p.ProviderKind == billing.Office && string(p.Provider) == who.Org
	case town.Head:
		return p.ProviderKind == billing.Centre
	}
	return who.Role == town.Clerk
}

func (s *sieve) refuse(line int, err error) {
	code := string(billing.CodeUnreadable)
	if ref, ok := errors.AsType[*billing.Refusal](err); ok {
		code = string(ref.Code)
	}
	s.say(line, code, err.Error())
}

func (s *sieve) say(line int, code, message string) {
	if s.wrong++; s.wrong > mostReasons {
		return
	}
	s.bad.Reasons = append(s.bad.Reasons, api.Reason{
		Code: code, Message: fmt.Sprintf("%d行目: %s", line, nameless(message)), Field: fmt.Sprint("line.", line),
	})
}
