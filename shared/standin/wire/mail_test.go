package wire_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sms "github.com/aws/aws-sdk-go-v2/service/pinpointsmsvoicev2"
	smstypes "github.com/aws/aws-sdk-go-v2/service/pinpointsmsvoicev2/types"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"github.com/sasae-care/sasae/shared/standin/wire"
)

func utf8(s string) *types.Content { return &types.Content{Data: &s, Charset: aws.String("UTF-8")} }

func letter(notice string) *sesv2.SendEmailInput {
	return &sesv2.SendEmailInput{
		FromEmailAddress: aws.String("支えあい <notice@example.jp>"), ConfigurationSetName: aws.String("notices"),
		Destination: &types.Destination{ToAddresses: []string{"staff@example.jp"}},
		Content:     &types.EmailContent{Simple: &types.Message{Subject: utf8("期限のお知らせ"), Body: &types.Body{Text: utf8("案件が1件あります。")}}},
		EmailTags:   []types.MessageTag{{Name: aws.String("notice"), Value: &notice}, {Name: aws.String("town"), Value: aws.String("431001")}},
	}
}

func sendSMS(notice string) *sms.SendTextMessageInput {
	return &sms.SendTextMessageInput{
		DestinationPhoneNumber: aws.String("+819012345678"), OriginationIdentity: aws.String("SASAE"), MessageBody: aws.String("本日期限の案件が1件あります。"),
		MessageType: smstypes.MessageTypeTransactional, Context: map[string]string{"notice": notice, "town": "431001"},
	}
}

func TestSESKeepsWhatItAcceptedAndTellsOfIt(t *testing.T) {
	var told events
	s := wire.NewSES(wire.Provider{Emit: told.take, Now: func() time.Time { return april }})
	out, err := sesv2.NewFromConfig(serve(t, s)).SendEmail(t.Context(), letter("N-1"))
	if err != nil {
		t.Fatal(err)
	}
	got := s.Emails()
	if len(got) != 1 || got[0].To != "staff@example.jp" || got[0].Subject != "期限のお知らせ" || got[0].Tags["town"] != "431001" || got[0].ID != aws.ToString(out.MessageId) {
		t.Errorf("accepted are %+v", got)
	}
	if s.Sent("N-1") != 1 || s.Sent("N-10") != 0 || s.Attempts("N-1") != 1 {
		t.Errorf("sent %d and %d, in %d attempts", s.Sent("N-1"), s.Sent("N-10"), s.Attempts("N-1"))
	}
	all, delays := told.seen()
	if len(all) != 2 || all[0].DetailType != "Email Sent" || all[1].DetailType != "Email Delivered" || all[0].ID == all[1].ID || max(delays[0], delays[1]) != 0 {
		t.Fatalf("told were %+v", all)
	}
	var detail struct {
		EventType string
		Mail      struct{ Tags map[string][]string }
	}
	if err := json.Unmarshal(all[0].Detail, &detail); err != nil {
		t.Fatal(err)
	}
	if detail.EventType != "Send" || !slices.Equal(detail.Mail.Tags["notice"], []string{"N-1"}) || all[0].Source != "aws.ses" || !all[0].Time.Equal(april) {
		t.Errorf("the event is %+v of %+v", detail, all[0])
	}
}

func TestSESWithoutAConfigurationSetTellsNothing(t *testing.T) {
	var told events
	in := letter("N-1")
	in.ConfigurationSetName = nil
	if _, err := sesv2.NewFromConfig(serve(t, wire.NewSES(wire.Provider{Emit: told.take}))).SendEmail(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	if all, _ := told.seen(); len(all) != 0 {
		t.Errorf("told were %+v", all)
	}
}

func TestWhatSESRefusesIsRefused(t *testing.T) {
	s := wire.NewSES(wire.Provider{})
	c := sesv2.NewFromConfig(serve(t, s))
	for name, change := range map[string]func(*sesv2.SendEmailInput){
		"no address":       func(in *sesv2.SendEmailInput) { in.Destination.ToAddresses = nil },
		"no @":             func(in *sesv2.SendEmailInput) { in.Destination.ToAddresses[0] = "staff" },
		"no sender":        func(in *sesv2.SendEmailInput) { in.FromEmailAddress = nil },
		"no text":          func(in *sesv2.SendEmailInput) { in.Content.Simple.Body.Text = nil },
		"no charset":       func(in *sesv2.SendEmailInput) { in.Content.Simple.Subject.Charset = nil },
		"a tag with a dot": func(in *sesv2.SendEmailInput) { in.EmailTags[0].Value = aws.String("N.1") },
	} {
		in := letter("N-1")
		change(in)
		var refused *types.BadRequestException
		if _, err := c.SendEmail(t.Context(), in); !errors.As(err, &refused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := len(s.Emails()); n != 0 {
		t.Errorf("%d were accepted", n)
	}
}

func TestTheSMSServiceKeepsWhatItAcceptedAndTellsOfIt(t *testing.T) {
	var told events
	s := wire.NewSMS(wire.Provider{Emit: told.take, Now: func() time.Time { return april }})
	out, err := sms.NewFromConfig(serve(t, s)).SendTextMessage(t.Context(), sendSMS("N-1"))
	if err != nil {
		t.Fatal(err)
	}
	got := s.Texts()
	if len(got) != 1 || got[0].To != "+819012345678" || got[0].From != "SASAE" || got[0].ID != aws.ToString(out.MessageId) || s.Sent("N-1") != 1 || s.Attempts("N-1") != 1 {
		t.Errorf("accepted are %+v", got)
	}
	all, _ := told.seen()
	var types []string
	for _, e := range all {
		var detail struct {
			EventType string
			IsFinal   bool
			Context   map[string]string
		}
		if err := json.Unmarshal(e.Detail, &detail); err != nil {
			t.Fatal(err)
		}
		types = append(types, fmt.Sprint(e.Source, " ", e.DetailType, " ", detail.EventType, " ", detail.IsFinal, " ", detail.Context))
	}
	if want := []string{
		"aws.sms-voice Text Message Delivery Status Updated TEXT_PENDING false map[notice:N-1 town:431001]",
		"aws.sms-voice Text Message Delivery Status Updated TEXT_SUCCESSFUL true map[notice:N-1 town:431001]",
	}; !slices.Equal(types, want) {
		t.Errorf("told were %q", types)
	}
}

func TestWhatTheSMSServiceRefusesIsRefused(t *testing.T) {
	s := wire.NewSMS(wire.Provider{})
	c := sms.NewFromConfig(serve(t, s))
	for name, change := range map[string]func(*sms.SendTextMessageInput){
		"a number as at home": func(in *sms.SendTextMessageInput) { in.DestinationPhoneNumber = aws.String("09012345678") },
		"no text":             func(in *sms.SendTextMessageInput) { in.MessageBody = nil },
		"a very long text":    func(in *sms.SendTextMessageInput) { in.MessageBody = aws.String(strings.Repeat("期", 1601)) },
		"no kind":             func(in *sms.SendTextMessageInput) { in.MessageType = "" },
		"a context that is full": func(in *sms.SendTextMessageInput) {
			in.Context = map[string]string{"a": "1", "b": "1", "c": "1", "d": "1", "e": "1", "f": "1"}
		},
		"a context with nothing": func(in *sms.SendTextMessageInput) { in.Context["town"] = "" },
		"a sender with a blank":  func(in *sms.SendTextMessageInput) { in.OriginationIdentity = aws.String("SA SAE") },
	} {
		in := sendSMS("N-1")
		change(in)
		var refused *smstypes.ValidationException
		if _, err := c.SendTextMessage(t.Context(), in); !errors.As(err, &refused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := len(s.Texts()); n != 0 {
		t.Errorf("%d were accepted", n)
	}
}

// run sends 300 notices under a plan, each once, and notes what became of each.
func run(t *testing.T, f wire.Faults, send func(wire.Provider) (func(notice string) error, func(string) int)) (lines []string, sums map[string]int) {
	t.Helper()
	var told events
	once, sent := send(wire.Provider{Faults: f, Emit: told.take})
	sums = map[string]int{}
	before := 0
	for n := range 300 {
		notice := fmt.Sprintf("N-%d", n)
		err := once(notice)
		all, delays := told.seen()
		mine := delays[before:]
		for _, e := range all[before:] {
			sums[e.DetailType+bounce(e)]++
		}
		before = len(all)
		lines = append(lines, fmt.Sprint(code(err), sent(notice), mine))
		switch {
		case err == nil:
			sums["heard"]++
		case sent(notice) > 0:
			sums["sent unheard "+code(err)]++
		default:
			sums["lost "+code(err)]++
			if len(mine) > 0 {
				t.Error("an event about what was never sent")
			}
		}
		if len(mine) > 2 {
			sums["doubled"]++
		}
		if slices.ContainsFunc(mine, func(d time.Duration) bool { return d > 0 }) {
			sums["late"]++
		}
	}
	return lines, sums
}

// bounce tells that an SMS did not arrive, whose events have one kind.
func bounce(e event) string {
	var detail struct{ EventType string }
	_ = json.Unmarshal(e.Detail, &detail)
	if strings.HasPrefix(detail.EventType, "TEXT_") {
		return " " + detail.EventType
	}
	return ""
}

func TestAPlanMakesEveryFaultAndTheSameOnesForTheSameSeed(t *testing.T) {
	providers := map[string]func(wire.Provider) (func(string) error, func(string) int){
		"SES": func(p wire.Provider) (func(string) error, func(string) int) {
			s := wire.NewSES(p)
			c := sesv2.NewFromConfig(serve(t, s), func(o *sesv2.Options) { o.Retryer = aws.NopRetryer{} })
			return func(n string) error { _, err := c.SendEmail(t.Context(), letter(n)); return err }, s.Sent
		},
		"SMS": func(p wire.Provider) (func(string) error, func(string) int) {
			s := wire.NewSMS(p)
			c := sms.NewFromConfig(serve(t, s), func(o *sms.Options) { o.Retryer = aws.NopRetryer{} })
			return func(n string) error { _, err := c.SendTextMessage(t.Context(), sendSMS(n)); return err }, s.Sent
		},
	}
	kinds := map[string][]string{
		"SES": {"lost TooManyRequestsException", "lost InternalServiceErrorException", "sent unheard InternalServiceErrorException", "Email Sent", "Email Delivered", "Email Bounced"},
		"SMS": {"lost ThrottlingException", "lost InternalServerException", "sent unheard InternalServerException",
			"Text Message Delivery Status Updated TEXT_SUCCESSFUL", "Text Message Delivery Status Updated TEXT_PENDING", "Text Message Delivery Status Updated TEXT_UNREACHABLE"},
	}
	f := wire.Faults{Seed: 1, Throttled: 10, UnknownLost: 20, UnknownSent: 20, Bounced: 20, Never: 20, Doubled: 20, Late: 20}
	for name, send := range providers {
		lines, sums := run(t, f, send)
		for _, want := range append(kinds[name], "heard", "lost ", "sent unheard ", "doubled", "late") {
			if sums[want] < 5 {
				t.Errorf("%s: %q came %d times in 300", name, want, sums[want])
			}
		}
		if again, _ := run(t, f, send); !slices.Equal(lines, again) {
			t.Errorf("%s: the same seed went otherwise", name)
		}
		other := f
		other.Seed = 2
		if differing, _ := run(t, other, send); slices.Equal(lines, differing) {
			t.Errorf("%s: another seed went the same way", name)
		}
	}
}
