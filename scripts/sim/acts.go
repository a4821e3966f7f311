package sim

import (
	"fmt"
	"time"

	"github.com/sasae-care/sasae/shared/plan"
)

// afterwards puts on the agenda what people do once the set has its receipt.
func (s *scene) afterwards() {
	w := s.w
	w.after(3*time.Hour, s.release)
	w.after(s.reviews, s.review)
	switch s.outcome {
	case "withdraw":
		w.after(s.reviews/2, func() {
			s.post("upload", s.manager, s.path("/withdraw"), `{"reason":"利用者の希望"}`, false, nil)
		})
	case "died":
		w.after(s.reviews/2, func() { s.situation(`{"kind":"died","on":"` + w.now.Format(time.DateOnly) + `"}`) })
	case "moved":
		w.after(s.reviews/2, func() {
			s.situation(`{"kind":"moved","on":"` + w.now.Format(time.DateOnly) + `","address":{"postcode":"9990002","area":"東町一丁目","block":"1"}}`)
		})
	}
	w.after(s.reviews+24*time.Hour, s.confirm)
}

func (s *scene) situation(body string) {
	s.post("upload", s.manager, s.path("/situation"), body, false, nil)
}

// look is the case as it stands, for people who decide what to do.
func (s *scene) look() plan.Case { return s.w.watch.heads[s.id] }

// release is the clerk's: a file without a verdict is looked at by other means.
func (s *scene) release() {
	c := s.look()
	if c.State == plan.Submitted { // its time is not up, or its check is late
		s.w.after(6*time.Hour, s.release)
		return
	}
	if c.State == plan.Held {
		s.post("review", "k1", s.path("/release"), fmt.Sprintf(`{"document":%q,"reason":"窓口で確認した"}`, unclear(c)), false, nil)
		s.w.after(6*time.Hour, s.release)
	}
}

// unclear is the first document of a set as it stands that the scanner said nothing about.
func unclear(c plan.Case) string {
	for _, d := range c.Documents {
		if !d.Replaced && d.Verdict != plan.VerdictClean && len(d.Reasons) == 0 && !d.Readable() {
			return d.ID
		}
	}
	return ""
}

// reviewer is who acts for the centre in charge.
func (s *scene) reviewer() string {
	c := s.look()
	switch {
	case c.Reviewer != "":
		return c.Reviewer
	case c.Centre == "c2":
		return "h2"
	}
	return "h1"
}

// review is what the centre does with the set.
func (s *scene) review() {
	w := s.w
	c := s.look()
	if c.State == plan.Held || c.State == plan.Submitted || c.State == plan.Accepted {
		w.after(12*time.Hour, s.review)
		return
	}
	if c.State != plan.InReview {
		return
	}
	if s.extend {
		s.extend = false
		until := c.DueDay().AddDays(7).String()
		s.post("review", s.reviewer(), s.path("/extend"), fmt.Sprintf(`{"until":%q,"reason":"資料を待つため"}`, until), false, nil)
		w.after(48*time.Hour, s.review)
		return
	}
	if s.ask {
		s.ask = false
		s.post("review", s.reviewer(), s.path("/request-record"), "{}", false, func(reply) { s.record() })
		w.after(24*time.Hour, s.review)
		return
	}
	switch s.outcome {
	case "advice", "moved":
		s.post("review", s.reviewer(), s.path("/advice"), `{"words":[{"viewpoint":1,"text":"目標を具体的に"}]}`, false, nil)
	case "none":
		s.post("review", s.reviewer(), s.path("/no-advice"), "{}", false, nil)
	}
}

// record sends the record that the centre asked for.
func (s *scene) record() {
	s.file("F-PROG-E", plan.ForRecord, "NO_THREATS_FOUND", func(id string) {
		s.post("upload", s.manager, s.path("/record"), fmt.Sprintf(`{"document":%q}`, id), false, nil)
	})
}

// confirm files the confirmed plan; the office waits for nobody.
func (s *scene) confirm() {
	if c := s.look(); c.Over() || c.Receipt == "" || c.Channel != "portal" {
		return
	}
	s.file("F-PLAN", plan.ForConfirmed, "NO_THREATS_FOUND", func(id string) {
		s.post("upload", s.manager, s.path("/confirmed-plan"), fmt.Sprintf(`{"document":%q,"consent":"2026-04-20"}`, id), false, nil)
	})
	if s.no%3 == 0 {
		w := s.w
		w.after(24*time.Hour, func() {
			s.post("upload", s.manager, s.path("/facts"), `{"fact":"serviceStart","on":"2026-04-20"}`, false, nil)
		})
		w.after(17*24*time.Hour, s.visit)
	}
}

// visit says that this month's contact was made.
func (s *scene) visit() {
	s.post("upload", s.manager, s.path("/done"), `{"clock":"monthly-record","on":"`+s.w.now.AddDate(0, 0, -1).Format(time.DateOnly)+`"}`, false, nil)
}
