package notice

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/mail"
)

var noon = time.Date(2026, 5, 12, 12, 0, 0, 0, day.Tokyo)

func waiting(kind string) Notice {
	return Notice{Number: "n1", Kind: kind, Receipt: "ABCD-EFGH", Day: "令和8年5月26日(火)", State: Waiting, Due: noon, Channel: mail.Email}
}

func claimed(t *testing.T, n Notice, at time.Time) Notice {
	t.Helper()
	n, ok := n.Claim(at)
	if !ok || n.State != Claimed {
		t.Fatalf("not claimed at %s: %+v", at, n)
	}
	return n
}

func TestANoticeThatIsNotDueIsNotClaimed(t *testing.T) {
	if n, ok := waiting("advised").Claim(noon.Add(-time.Second)); ok || n.State != Waiting {
		t.Errorf("claimed before its time: %+v", n)
	}
}

func TestAClaimedNoticeIsNotClaimedAgainWhileTheLeaseRuns(t *testing.T) {
	n := claimed(t, waiting("advised"), noon)
	if n, ok := n.Claim(noon.Add(Lease - 1)); ok || n.State != Claimed {
		t.Errorf("claimed twice: %+v", n)
	}
}

func TestALeaseThatRanOutIsAnUnknownOutcome(t *testing.T) {
	n, ok := claimed(t, waiting("advised"), noon).Claim(noon.Add(Lease))
	if ok || n.State != Unknown {
		t.Errorf("want unknown, got %+v", n)
	}
}

func TestAnUnknownOutcomeIsSettledByTheProvidersWord(t *testing.T) {
	for _, word := range []mail.Kind{mail.Sent, mail.Delivered, mail.Bounced} {
		n := claimed(t, waiting("advised"), noon).InDoubt(noon)
		n, fresh := n.Hear(word, noon.Add(time.Minute))
		if !fresh || n.State != Sent {
			t.Errorf("%s: want sent, got %+v", word, n)
		}
		if _, fresh := n.Hear(word, noon); fresh {
			t.Errorf("%s: the same word twice is nothing new", word)
		}
	}
}

func TestThatASentNoticeArrivedIsNothingNewUnlessSomethingElseWasHeard(t *testing.T) {
	n := claimed(t, waiting("advised"), noon).Done(noon)
	for _, word := range []mail.Kind{mail.Sent, mail.Delivered} {
		if now, fresh := n.Hear(word, noon); fresh || len(now.Heard) > 0 {
			t.Errorf("%s: %+v", word, now)
		}
	}
	n, fresh := n.Hear(mail.Bounced, noon)
	if !fresh || n.State != Sent {
		t.Errorf("that it came back: %t, %+v", fresh, n)
	}
	if n, fresh = n.Hear(mail.Delivered, noon); !fresh || len(n.Heard) != 2 {
		t.Errorf("that it arrived after all: %t, %+v", fresh, n)
	}
}

func TestOnlyADeadlineNoticeIsSentOnceMoreAndOnlyOnce(t *testing.T) {
	for kind, again := range map[string]bool{"deadline-due": true, "deadline-before3": true, "advised": false, "review-started": false} {
		n := claimed(t, waiting(kind), noon).InDoubt(noon)
		at := noon.Add(Patience)
		n, ok := n.Claim(at)
		if ok != again {
			t.Errorf("%s: sent once more = %v", kind, ok)
		}
		if !again {
			if n.State != Dropped {
				t.Errorf("%s: want dropped, got %s", kind, n.State)
			}
			continue
		}
		n = n.InDoubt(at)
		if n, ok := n.Claim(at.Add(Patience)); ok || n.State != Dropped {
			t.Errorf("%s: a third time: %+v", kind, n)
		}
	}
}

func TestAThrottledNoticeWaitsLongerEachTimeAndCountsNoAttempt(t *testing.T) {
	n, at := waiting("advised"), noon
	var last time.Duration
	for range 8 {
		n = claimed(t, n, at).Later(at)
		if wait := n.Due.Sub(at); wait < last || n.Attempts != 0 {
			t.Fatalf("waits %s after %s, attempts %d", wait, last, n.Attempts)
		} else {
			last, at = wait, n.Due
		}
	}
}

func TestEveryTemplateTellsNothingAboutThePerson(t *testing.T) {
	canaries := []string{"花岡", "はなおか", "1234567890", "本町", "要支援", "1936", ".pdf"}
	for kind := range Templates {
		for _, ch := range []mail.Channel{mail.Email, mail.SMS} {
			n := waiting(kind)
			n.Channel, n.Case = ch, "CASE"
			subject, text := Render(n, "https://portal.example/")
			for _, c := range canaries {
				if strings.Contains(subject+text, c) {
					t.Errorf("%s by %s says %q", kind, ch, c)
				}
			}
			receipt := !strings.HasPrefix(kind, "standing-") // what is about no submission names none
			if strings.Contains(text, "ABCD-EFGH") != receipt || strings.Contains(text, "%!") {
				t.Errorf("%s by %s reads %q", kind, ch, text)
			}
			if ch == mail.SMS && utf8.RuneCountInString(text) > 70 {
				t.Errorf("%s has %d characters, an SMS 70", kind, utf8.RuneCountInString(text))
			}
		}
	}
}

func TestNothingGoesOutInQuietHoursButTodaysDeadline(t *testing.T) {
	cal := day.NewCalendar(day.CalendarSpec{})
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", s, day.Tokyo)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for from, want := range map[string]string{
		"2026-05-12 12:00": "2026-05-12 12:00",
		"2026-05-12 08:00": "2026-05-12 08:00",
		"2026-05-12 19:59": "2026-05-12 19:59",
		"2026-05-12 20:00": "2026-05-13 08:00",
		"2026-05-12 03:00": "2026-05-12 08:00",
		"2026-05-02 12:00": "2026-05-07 08:00", // Saturday before the holidays
		"2026-05-15 23:50": "2026-05-18 08:00", // Friday night
	} {
		if got := When("advised", at(from), cal); !got.Equal(at(want)) {
			t.Errorf("from %s: %s, want %s", from, got, want)
		}
		if got := When("deadline-due", at(from), cal); !got.Equal(at(from)) {
			t.Errorf("today's deadline waits from %s to %s", from, got)
		}
	}
}
