package upload

import (
	"cmp"
	"context"

	"github.com/sasae-care/sasae/shared/api"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/rules"
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
	if _, known := rules.FormByID(in.Form); !known {
		return api.Answer{}, plan.Refuse("form-unknown", in.Form)
	}
	var out declared
	return c.Change(ctx, func(k *plan.Case) error {
		if err := k.AddDocument(c.App.Now(), in.document()); err != nil {
			return err
		}
		d := k.Documents[len(k.Documents)-1]
		out.Document = d.ID
		out.Upload, err = sign(ctx, c.App, d)
		return err
	}, func(*plan.Case) any { return out })
}

func (in declaration) document() plan.Document {
	d := plan.Document{Form: in.Form, Purpose: cmp.Or(in.Purpose, plan.ForSet), Type: in.Type, Format: in.Format}
	if in.Upload == "form" {
		d.Most = cmp.Or(in.Size, plan.MaxDocument)
	} else {
		d.Size, d.SHA256 = in.Size, in.SHA256
	}
	return d
}

func sign(ctx context.Context, a *app.App, d plan.Document) (files.Signed, error) {
	u := files.Upload{Key: d.Key, Type: d.Type, Size: d.Size, SHA256: d.SHA256, Expires: d.Added.Add(plan.UploadPeriod())}
	if d.Most > 0 {
		u.Size = d.Most
		return a.Files.SignForm(ctx, u)
	}
	return a.Files.SignPut(ctx, u)
}

// remove takes a document out of a set that is open.
func remove(ctx context.Context, c *api.Call) (api.Answer, error) {
	if _, err := api.Read[struct{}](c); err != nil {
		return api.Answer{}, err
	}
	return c.Change(ctx, func(k *plan.Case) error { return k.RemoveDocument(c.Path("doc")) }, api.Stands)
}
