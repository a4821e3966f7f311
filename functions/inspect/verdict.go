package inspect

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/sasae-care/sasae/events"
	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/rules"
)

// verdict records what the malware scanner says of one version.
func verdict(ctx context.Context, a *app.App, in app.Scope, e events.Event) error {
	v, err := events.Read[events.MalwareVerdict](e)
	if err != nil {
		return err
	}
	id, doc, ok := split(in, v.S3ObjectDetails.ObjectKey)
	if !ok {
		return nil
	}
	c, err := a.Change(ctx, app.Act{In: in, Case: id}, func(c *plan.Case) error {
		return c.Scanned(doc, v.S3ObjectDetails.VersionID, meaning(v), rules.FormName)
	})
	if err != nil {
		return ignore(err)
	}
	return copyClean(ctx, a, in, c)
}

// meaning of GuardDuty's result; whatever is not clean or a threat is unclear.
func meaning(v events.MalwareVerdict) string {
	switch v.ScanResult.Status {
	case "NO_THREATS_FOUND":
		return plan.VerdictClean
	case "THREATS_FOUND":
		return plan.VerdictInfected
	}
	return plan.VerdictUnclear
}

// copyClean copies every document that became clean to where it may be read.
func copyClean(ctx context.Context, a *app.App, in app.Scope, c plan.Case) error {
	for _, d := range c.ReadyToCopy() {
		from := files.Object{Key: d.Key, Version: d.Version, ETag: d.ETag, Size: d.Size, Type: d.Type, SHA256: d.SHA256} // held against the file
		o, err := a.Files.Copy(ctx, from, plan.CleanKey(d.Key))
		if err != nil {
			return fmt.Errorf("copy %s to clean/: %w", d.Key, err)
		}
		if _, err := a.Change(ctx, app.Act{In: in, Case: c.ID}, func(c *plan.Case) error { return c.Copied(d.ID, o.Version) }); err != nil {
			return err
		}
	}
	return nil
}

// split takes incoming/<town>/<case>/<document> apart.
func split(in app.Scope, key string) (id, doc string, ok bool) {
	parts := strings.Split(key, "/")
	if len(parts) != 4 || parts[0] != "incoming" || parts[1] != in.Town() {
		return "", "", false
	}
	return parts[2], parts[3], true
}

// ignore passes over what is about no case or document of ours.
func ignore(err error) error {
	var r *plan.Refusal
	if errors.As(err, &r) && r.Kind == plan.Hidden {
		return nil
	}
	return err
}
