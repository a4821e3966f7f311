package town

import (
	"strings"

	"github.com/sasae-care/sasae/shared/number"
)

// One function a kind: a record comes in, a row goes out; what is wrong stays
// in the cells.

func readTown(c *cells) Town {
	return Town{
		Base:        c.base(),
		Name:        c.must("name"),
		Insurer:     numberOf(c, "insurer", number.ParseInsurer),
		CentreLabel: c.text("centreLabel"),
	}
}

func readCentre(c *cells) Centre {
	return Centre{
		Base:  c.base(),
		ID:    c.id("centre"),
		Name:  c.must("name"),
		Open:  c.week("open"),
		Hours: c.hours("hours"),
	}
}

func readArea(c *cells) Area {
	a := Area{
		Base:      c.base(),
		District:  c.id("district"),
		Name:      c.must("name"),
		Centre:    c.id("centre"),
		Postcode:  c.postcode("postcode"),
		Area:      c.text("area"),
		BlockFrom: c.block("blockFrom"),
		BlockTo:   c.block("blockTo"),
	}
	if squeeze(c.text("area")) == "" && c.text("postcode") == "" {
		c.bad("area", "町丁目（area）か郵便番号（postcode）のどちらかを入れてください")
	}
	if a.BlockTo > 0 && a.BlockFrom > a.BlockTo {
		c.bad("blockTo", "番地の終わり %d が始まり %d より前です。入れ替わっていないか確かめてください", a.BlockTo, a.BlockFrom)
	}
	return a
}

func readOffice(c *cells) Office {
	return Office{Base: c.base(), ID: c.office("office"), Name: c.must("name")}
}

func readDesignation(c *cells) Designation {
	d := Designation{Base: c.base(), Office: c.office("office")}
	s := c.must("service")
	code, ok := Service(s)
	if s != "" && !ok {
		c.bad("service", "サービスは種類コード2桁（介護予防支援は46、居宅介護支援は43）か名称にしてください")
	}
	d.Service = code
	return d
}

func readStaff(c *cells) Staff {
	s := Staff{
		Base:       c.base(),
		ID:         c.id("staff"),
		Name:       c.must("name"),
		Role:       Role(squeeze(c.must("role"))),
		Districts:  c.list("districts"),
		Email:      c.email("email"),
		Phone:      c.phone("phone"),
		Mail:       c.yes("mail"),
		SMS:        c.yes("sms"),
		AbsentFrom: c.optionalDate("absentFrom"),
		AbsentTo:   c.optionalDate("absentTo"),
	}
	s.Organisation = organisation(c, s)
	notices(c, s)
	if s.AbsentFrom.IsZero() && c.text("absentTo") != "" && c.text("absentFrom") == "" {
		c.bad("absentFrom", "不在の始まりの日を入れてください")
	}
	c.order(s.AbsentFrom, s.AbsentTo, "absentTo")
	return s
}

// organisation has the form that the role asks for.
func organisation(c *cells, s Staff) string {
	switch s.Role {
	case Manager:
		return c.office("organisation")
	case Reviewer, Head:
		return c.id("organisation")
	case Clerk:
		o := number.Plain(c.must("organisation"))
		if o != "" && o != s.Town {
			c.bad("organisation", "clerk の所属は town と同じ市町村コードにしてください")
		}
		return o
	case "":
		return ""
	}
	c.bad("role", "役割は manager（ケアマネ）、reviewer（検証担当者）、head（センター長）、clerk（市町村）のどれかにしてください")
	return ""
}

// notices: who agreed to be told must be reachable that way.
func notices(c *cells, s Staff) {
	if s.Mail && c.text("email") == "" {
		c.bad("email", "mail が yes のときはメールアドレスが必要です")
	}
	if s.SMS && c.text("phone") == "" {
		c.bad("phone", "sms が yes のときは携帯電話番号が必要です")
	} else if s.SMS && s.Phone != "" && !mobile(s.Phone) {
		c.bad("phone", "SMSを送れるのは060・070・080・090で始まる11桁の番号だけです。番号を直すか sms を no にしてください")
	}
}

// list is ids between ; or 、.
func (c *cells) list(column string) []string {
	var out []string
	for _, s := range strings.FieldsFunc(squeeze(c.text(column)), func(r rune) bool { return strings.ContainsRune(";、,", r) }) {
		if !isID(s) {
			c.bad(column, "圏域は半角の英数字と . _ - のIDを ; で区切って並べてください")
			return nil
		}
		out = append(out, s)
	}
	return out
}

func readClosedDay(c *cells) ClosedDay {
	d := c.date("date")
	return ClosedDay{
		Base:   Base{Town: c.town(), From: d, To: d, Line: c.line},
		Centre: c.optionalID("centre"),
		Name:   c.text("name"),
	}
}
