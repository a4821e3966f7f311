package upload

import (
	"context"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/plan"
)

// links answers declarations: each with its link, as long as that lives.
func links(ctx context.Context, a *app.App, k *plan.Case, of []plan.Document) ([]declared, error) {
	out := make([]declared, len(of))
	for i, d := range of {
		var err error
		if out[i].Document = d.ID; k.Erased != nil {
			continue
		}
		if out[i].Upload, err = sign(ctx, a, d); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func sign(ctx context.Context, a *app.App, d plan.Document) (files.Signed, error) {
	u := files.Upload{Key: d.Key, Type: d.Type, Size: d.Size, SHA256: d.SHA256, Expires: d.Added.Add(plan.UploadPeriod())}
	switch {
	case !a.Now().Before(u.Expires):
		return files.Signed{}, nil
	case d.Most > 0:
		u.Size = d.Most
		return a.Files.SignForm(ctx, u)
	}
	return a.Files.SignPut(ctx, u)
}
