package main

import (
	"context"
	"fmt"
	"time"

	"github.com/sasae-care/sasae/shared/access"
	"github.com/sasae-care/sasae/shared/app/embedded"
	"github.com/sasae-care/sasae/shared/day"
)

type tokenCmd struct {
	Data  string `default:"sasae-data" type:"existingdir" help:"データのフォルダー。"`
	Town  string `required:"" help:"市町村コード (6桁)。"`
	Staff string `required:"" help:"職員のID (staff の CSV にあるもの)。"`
	Hours int    `default:"12" help:"有効な時間数。"`
}

// Run prints a development token; real sign-in is not part of this version.
func (c *tokenCmd) Run(s *session) error {
	d, err := open(s.ctx, c.Data)
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
	a := f.Whole("token")
	dir, err := a.Town(ctx, scopeOf(town))
	if err != nil {
		return "", err
	}
	if _, ok := dir.StaffMember(staff, day.On(f.Now())); !ok {
		return "", refusal(fmt.Sprintf("職員 %s は %s に登録されていません (import --kind staff)", staff, town))
	}
	return access.Issue(f.Ring, town, staff, f.Now().Add(time.Duration(hours)*time.Hour)), nil
}
