//go:build !nocloud

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/sasae-care/sasae/shared/app"
	"github.com/sasae-care/sasae/shared/app/cloud/stage"
	"github.com/sasae-care/sasae/shared/audit"
)

// staged works on a deployed stage, with the operator's own rights.
type staged struct {
	steps
	*stage.Stage
}

// openStage opens a stage in the account whose credentials are in the
// environment; the region is that of all stages unless it says another.
func openStage(ctx context.Context, name, table string) (desk, error) {
	environ := os.Environ()
	if os.Getenv("AWS_REGION") == "" {
		environ = append(environ, "AWS_REGION="+tokyo)
	}
	st, err := stage.Open(ctx, name, "operator", table, environ)
	switch {
	case errors.Is(err, stage.ErrAbsent):
		return nil, fmt.Errorf("ステージ %s が見つかりません。アカウントと名前を確かめてください: %w", name, err)
	case err != nil:
		return nil, fmt.Errorf("ステージ %s を開けません。認証情報 (aws configure export-credentials --format env) と権限を確かめてください: %w", name, err)
	}
	return staged{steps{func(step string) *app.App { return st.App.For(step, nil) }}, st}, nil
}

// tokyo is where every stage is.
const tokyo = "ap-northeast-1"

// Verify implements desk: against the copies in the write-once bucket, unless
// others are given.
func (d staged) Verify(ctx context.Context, copied []audit.Anchor) (verified, error) {
	a := d.as("audit")
	if copied == nil {
		towns, err := a.Towns(ctx)
		if err != nil {
			return verified{}, err
		}
		for _, town := range towns {
			of, err := d.Anchors(ctx, town)
			if err != nil {
				return verified{}, err
			}
			copied = append(copied, of...)
		}
	}
	return verify(ctx, a, copied)
}

// Backup implements desk; fits has refused it.
func (d staged) Backup(context.Context, io.Writer) error { return errUsage }

// Token implements desk; fits has refused it.
func (d staged) Token(context.Context, string, string, int) (string, error) { return "", errUsage }

// Close implements desk.
func (d staged) Close() error { return nil }
