package main

import (
	"context"
	"fmt"
	"time"

	"github.com/sasae-care/sasae/shared/access"
	"github.com/sasae-care/sasae/shared/app/embedded"
)

type tokenCmd struct {
	Data  string `default:"sasae-data" help:"データのフォルダー。"`
	Town  string `required:"" help:"市町村コード (6桁)。"`
	Staff string `required:"" help:"職員のID (staff の CSV にあるもの)。"`
	Hours int    `default:"12" help:"有効な時間数。"`
}

// Run prints a development token; real sign-in is not part of this version.
func (c *tokenCmd) Run(s *session) error {
	d, err := s.open(c.Data)
	if err != nil {
		return err
	}
	defer d.Close()
	token, err := d.Token(s.ctx, c.Town, c.Staff, c.Hours)
	if err != nil {
		return err
	}
	return s.give(map[string]string{"token": token}, func() { fmt.Fprintln(s.out, token) })
}

func issue(ctx context.Context, f *embedded.Folder, town, staff string, hours int) (string, error) {
	if _, err := staffOf(ctx, f.Whole("token"), town, staff); err != nil {
		return "", err
	}
	return access.Issue(f.Ring, town, staff, f.Now().Add(time.Duration(hours)*time.Hour)), nil
}
