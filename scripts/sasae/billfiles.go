package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/sasae-care/sasae/shared/billing"
)

// writeFiles writes the files into a folder beside dir and gives it its name
// when all of them stand: nobody ever sees some of them. dir is new or empty.
func writeFiles(dir string, all []billing.File) (out []billedFile, err error) {
	parent := filepath.Dir(filepath.Clean(dir))
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return nil, fmt.Errorf("%s を作れません: %w", parent, err)
	}
	temp, err := os.MkdirTemp(parent, ".sasae-*") // 0700: the files name people
	if err != nil {
		return nil, fmt.Errorf("%s に書けません: %w", parent, err)
	}
	defer os.RemoveAll(temp)
	out = []billedFile{}
	for _, f := range all {
		if err := writeSynced(filepath.Join(temp, f.Name), f.Body); err != nil {
			return nil, fmt.Errorf("%s を書けません: %w", f.Name, err)
		}
		sum := sha256.Sum256(f.Body)
		out = append(out, billedFile{filepath.Join(dir, f.Name), f.Kind, f.Rows, len(f.Body), hex.EncodeToString(sum[:])})
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, os.ErrNotExist) { // empty, or it stays
		return nil, fmt.Errorf("%s に書けません: %w", dir, err)
	}
	if err := os.Rename(temp, dir); err != nil {
		return nil, fmt.Errorf("%s に書けません: %w", dir, err)
	}
	return out, nil
}

func writeSynced(name string, body []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(body)
	return errors.Join(err, f.Sync(), f.Close())
}

// shownRefusals is how many refused records a person is shown; the file and
// --json have all of them.
const shownRefusals = 20

func (b billed) show(s *session) {
	for _, f := range b.Refused[:min(len(b.Refused), shownRefusals)] {
		s.say("%d行目 %s: %s", "line %d %s: %s", f.Line, f.Code, f.Reason)
	}
	if more := len(b.Refused) - shownRefusals; more > 0 {
		s.say("ほかに%d件あります。", "%d more.", more)
	}
	if b.Stopped {
		return
	}
	if s.lang == "en" {
		fmt.Fprintf(s.out, "claims %d, units %d, yen %d; held %d, refused %d\n", b.Claims, b.Units, b.Yen, len(b.Held), len(b.Refused))
	} else {
		fmt.Fprintf(s.out, "請求 %d件、%d単位、%d円。保留 %d件、請求できないもの %d件\n", b.Claims, b.Units, b.Yen, len(b.Held), len(b.Refused))
	}
	for _, fee := range sorted(b.ByFee) {
		sum := b.ByFee[fee]
		fmt.Fprintf(s.out, "  %s\t%d\t%d\t%d\n", fee, sum.Claims, sum.Units, sum.Yen)
	}
	for _, row := range b.Unverified {
		s.say("未確認の行を使いました: %s", "used a row that nobody verified: %s", row)
	}
	for _, f := range b.Files {
		fmt.Fprintln(s.out, f.Path)
	}
}
