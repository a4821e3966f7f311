package rulebook

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/sasae-care/sasae/shared/rules"
)

func (p *page) documents() {
	for i, d := range p.set.Documents {
		at := fmt.Sprintf("$.documents[%d]", i)
		if len(d.Events) == 0 {
			p.wrong(at, words(rules.Events()), "どの場面で提出するか、events に書いてください")
		}
		for j, e := range d.Events {
			oneOf(p, fmt.Sprintf("%s.events[%d]", at, j), e, rules.Events()...)
		}
		for j, t := range d.Tracks {
			oneOf(p, fmt.Sprintf("%s.tracks[%d]", at, j), t, rules.Direct, rules.Commissioned)
		}
		p.types(at, d.Types)
		seen := map[string]string{}
		for _, list := range []struct {
			name string
			docs []rules.Document
		}{{"required", d.Required}, {"recommended", d.Recommended}, {"optional", d.Optional}} {
			for j, doc := range list.docs {
				in := fmt.Sprintf("%s.%s[%d]", at, list.name, j)
				p.document(in, d, doc)
				if f := doc.Form; f != "" && len(doc.On) == 0 && len(doc.Types) == 0 && doc.Office == "" && doc.For == "" {
					if was := seen[f]; was != "" {
						p.wrong(in, nil, "「%s」は %s にもあります。必須か任意か、どちらか一つにしてください", f, was)
					}
					seen[f] = list.name
				}
			}
		}
	}
}

func (p *page) types(at string, types []rules.Type) {
	for j, t := range types {
		oneOf(p, fmt.Sprintf("%s.types[%d]", at, j), t, rules.TypeA, rules.TypeB, rules.TypeC)
	}
	if len(types) > 0 && p.set.Binds.Care != rules.Management {
		p.wrong(at+".types", nil, "類型(A・B・C)があるのは介護予防ケアマネジメント(care: management)だけです")
	}
}

func (p *page) document(at string, set rules.DocumentSet, d rules.Document) {
	if (d.Form == "") == (len(d.OneOf) == 0) {
		p.wrong(at, []string{"form", "oneOf"}, "form か oneOf のどちらか一つを書いてください")
	}
	if len(d.OneOf) == 1 {
		p.wrong(at+".oneOf", nil, "oneOf には二つ以上の様式を並べてください")
	}
	for _, f := range slices.Concat([]string{d.Form}, d.OneOf, d.SameFile) {
		if f != "" {
			p.form(at, f)
		}
	}
	for j, e := range d.On {
		if !slices.Contains(set.Events, e) {
			p.wrong(fmt.Sprintf("%s.on[%d]", at, j), words(set.Events), "「%s」は、この組の events にありません", e)
		}
	}
	p.types(at, d.Types)
	if d.Signature != "" {
		oneOf(p, at+".signature", d.Signature, rules.Unsigned, rules.SignedCopy, rules.Original, rules.Electronic)
	}
	if d.Office != "" {
		oneOf(p, at+".office", d.Office, rules.InTown, rules.OutOfTown)
	}
	if d.For != "" {
		oneOf(p, at+".for", d.For, rules.Welfare)
	}
	p.basis(at, d.Basis)
}

func (p *page) form(at, id string) {
	if _, ok := p.set.Form(id); ok {
		return
	}
	if _, written := p.lines["$.documents"]; !written {
		at = "$.forms" // which took the place of the base's
	}
	var known []string
	for _, f := range rules.Forms() {
		known = append(known, f.ID)
	}
	for _, v := range p.set.Forms {
		if v.Name != "" {
			known = append(known, v.Form)
		}
	}
	p.wrong(at, known, "様式「%s」はありません。市町村だけの様式は、forms: に名前を付けて加えられます", id)
}

var ownForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^T(-[A-Z0-9]+)+$`) })

// edition looks at one edition of a form: of the catalogue's, which has its name,
// or of one that the town declares.
func (p *page) edition(at string, v rules.FormVersion) {
	known, shared := rules.FormByID(v.Form)
	was, _ := p.set.Form(v.Form)
	switch {
	case shared && v.Name != "":
		p.wrong(at+".name", nil, "様式「%s」は「%s」です。もとからある様式には、名前を付けられません", v.Form, known.Name)
	case shared:
	case !ownForm().MatchString(v.Form) || len(v.Form) > 20:
		p.wrong(at+".form", nil, "様式「%s」はありません。市町村だけの様式のIDは、T-IRAI のように T- で始め、半角の英大文字・数字・ハイフンで20字までです", clip(v.Form))
	case strings.TrimSpace(v.Name) == "":
		p.wrong(at+".name", nil, "市町村だけの様式「%s」の名前 name がありません", v.Form)
	case v.Name != was.Name:
		p.wrong(at+".name", []string{was.Name}, "様式「%s」の名前が、版によって違います", v.Form)
	}
	if shared {
		p.text(at+".version", v.Version)
	}
	if !v.Until.IsZero() && v.Until.Before(v.From) {
		p.wrong(at+".until", nil, "終わりの日 %s が、使い始める日 %s より前です", v.Until, v.From)
	}
	p.basis(at, v.Basis)
}

func (p *page) forms() {
	for i, v := range p.set.Forms {
		at := fmt.Sprintf("$.forms[%d]", i)
		p.edition(at, v)
		for _, o := range p.set.Forms[:i] {
			if o.Form == v.Form && o.Version == v.Version && (rules.Effective{From: o.From, Until: o.Until}).Overlaps(rules.Effective{From: v.From, Until: v.Until}) {
				p.wrong(at, nil, "「%s」の版 %s が二度あります", v.Form, v.Version)
			}
		}
	}
}
