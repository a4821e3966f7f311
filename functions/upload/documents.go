package upload

import (
	"cmp"
	"context"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/content"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/plan"
)

// declaration is the body of POST …/documents. A client that cannot hash asks
// for a form upload; size is then the most it will send.
type declaration struct {
	Form    string `json:"form" validate:"required,max=20"`
	Purpose string `json:"purpose" validate:"omitempty,oneof=set record confirmed"`
	Type    string `json:"type" validate:"required,max=100"`
	Format  string `json:"format" validate:"omitempty,oneof=upyobo"`
	Size    int64  `json:"size" validate:"min=0"`
	SHA256  string `json:"sha256" validate:"omitempty,len=64,hexadecimal,lowercase"`
	Upload  string `json:"upload" validate:"omitempty,oneof=put form"`
}

// declared is its answer: send the file to Upload within ten minutes.
type declared struct {
	Document string       `json:"document"`
	Upload   files.Signed `json:"upload"`
}

func declare(ctx context.Context, c *api.Call) (api.Answer, error) {
	in, err := api.Read[declaration](c)
	if err != nil {
		return api.Answer{}, err
	}
	var out declared
	return c.Change(ctx, func(k *plan.Case) error {
		doc, err := in.document(c, k)
		if err != nil {
			return err
		}
		if err := k.AddDocument(c.App.Now(), doc); err != nil {
			return err
		}
		d := k.Documents[len(k.Documents)-1]
		out.Document = d.ID
		out.Upload, err = sign(ctx, c.App, d)
		return err
	}, func(*plan.Case) any { return out })
}

// document is what is declared, under the rules of today.
func (in declaration) document(c *api.Call, k *plan.Case) (plan.Document, error) {
	set, err := c.Town.RulesFor(app.Bound(k), day.On(c.App.Now()))
	if err != nil {
		return plan.Document{}, err
	}
	if _, known := set.Form(in.Form); !known {
		return plan.Document{}, plan.Refuse("form-unknown", in.Form)
	}
	d := plan.Document{Name: plan.OwnName(in.Form, content.Rules{Set: set}), Form: in.Form, Purpose: cmp.Or(in.Purpose, plan.ForSet), Type: in.Type, Format: in.Format}
	if in.Upload == "form" {
		d.Most = cmp.Or(in.Size, plan.MaxDocument)
	} else {
		d.Size, d.SHA256 = in.Size, in.SHA256
	}
	return d, nil
}

func sign(ctx context.Context, a *app.App, d plan.Document) (files.Signed, error) {
	u := files.Upload{Key: d.Key, Type: d.Type, Size: d.Size, SHA256: d.SHA256, Expires: d.Added.Add(plan.UploadPeriod())}
	if d.Most > 0 {
		u.Size = d.Most
		return a.Files.SignForm(ctx, u)
	}
	return a.Files.SignPut(ctx, u)
}
