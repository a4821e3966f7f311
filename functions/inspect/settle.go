package inspect

import (
	"context"
	"errors"
	"fmt"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/plan"
)

// settle commits what act says of a case and, with it, what follows: every
// document that is clean now is copied to where it may be read, and the set is
// decided when nothing is awaited any more. A copy that fails keeps nothing of
// the rest from being saved: a verdict comes once.
func settle(ctx context.Context, a *app.App, in app.Scope, id string, act func(*plan.Case) error) error {
	copies, failed := copying{a.Files, map[string]string{}}, error(nil)
	_, err := a.Change(ctx, app.Act{In: in, Case: id}, func(c *plan.Case) error {
		failed = nil
		if err := act(c); err != nil {
			return err
		}
		if failed = copies.all(ctx, c); !c.Ripe(a.Now()) {
			return nil
		}
		return a.Decide(ctx, in, c)
	})
	return errors.Join(err, failed)
}

// copying remembers the copies that were made, for a commit that is tried again:
// the version in clean/ by the version in incoming/.
type copying struct {
	files files.Files
	made  map[string]string
}

// all copies every document that became clean.
func (y copying) all(ctx context.Context, c *plan.Case) error {
	for _, d := range c.ReadyToCopy() {
		if y.made[d.Version] == "" {
			from := files.Object{Key: d.Key, Version: d.Version, ETag: d.ETag, Size: d.Size, Type: d.Type, SHA256: d.SHA256} // held against the file
			o, err := y.files.Copy(ctx, from, plan.CleanKey(d.Key))
			if err != nil {
				return fmt.Errorf("copy %s to clean/: %w", d.Key, err)
			}
			y.made[d.Version] = o.Version
		}
		if err := c.Copied(d.ID, y.made[d.Version]); err != nil {
			return err
		}
	}
	return nil
}

// ignore passes over what is about no case or document of ours.
func ignore(err error) error {
	var r *plan.Refusal
	if errors.As(err, &r) && r.Kind == plan.Hidden {
		return nil
	}
	return err
}
