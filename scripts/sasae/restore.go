package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/sasae-care/sasae/shared/app/embedded"
	"github.com/sasae-care/sasae/shared/files"
	"github.com/sasae-care/sasae/shared/store"
)

type restoreCmd struct {
	Data  string `default:"sasae-data" help:"戻す先のフォルダー (新しいか空のもの)。"`
	Apply bool   `help:"実際に戻します。付けないときは、控えを確かめるだけです。"`
	File  string `arg:"" name:"FILE" type:"path" help:"控えのファイル。"`
}

// Run checks the backup against its manifest, its chain and its documents, and
// with --apply moves it into place as a whole.
func (c *restoreCmd) Run(s *session) error {
	if err := mustBeEmpty(c.Data); err != nil {
		return err
	}
	parent := filepath.Dir(filepath.Clean(c.Data))
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return fmt.Errorf("戻す先を作れません: %w", err)
	}
	dir, err := os.MkdirTemp(parent, ".restore-*")
	if err != nil {
		return fmt.Errorf("戻す先を作れません: %w", err)
	}
	defer os.RemoveAll(dir)
	got, err := unpack(s, c.File, dir)
	if err == nil && got.OK && c.Apply {
		err = errors.Join(removeEmpty(c.Data), os.Rename(dir, c.Data))
	}
	if err != nil {
		return err
	}
	if err := s.give(got, func() { got.show(s, c.Apply) }); err != nil {
		return err
	}
	if !got.OK {
		return errNo
	}
	return nil
}

func (k kept) show(s *session, applied bool) {
	switch {
	case !k.OK:
		s.say("監査記録または書類が控えの中で一致しません。戻しませんでした。", "The audit chain or a document does not hold; nothing was restored.")
	case applied:
		s.say("戻しました: 項目 %d件、書類 %d件。", "Restored: %d items, %d documents.", k.Items, k.Documents)
	default:
		s.say("控えは正常です (項目 %d件、書類 %d件)。戻すには --apply を付けてください。", "The backup is sound (%d items, %d documents); add --apply.", k.Items, k.Documents)
	}
}

// mustBeEmpty refuses a folder that holds something.
func mustBeEmpty(dir string) error {
	entries, err := os.ReadDir(dir)
	if err == nil && len(entries) > 0 {
		return misuse(dir + " は空ではありません。新しいフォルダーを指定してください")
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%s を読めません: %w", dir, err)
	}
	return nil
}

func removeEmpty(dir string) error {
	if err := os.Remove(dir); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%s を置き換えられません: %w", dir, err)
	}
	return nil
}

// count opens an unpacked folder and verifies its chains and its documents.
func count(dir string) (kept, error) {
	f, err := embedded.Open(dir, embedded.Options{Bus: later{}})
	if err != nil {
		return kept{}, err
	}
	defer f.Close()
	var k kept
	if err := f.DB.Items(func(store.Item) error { k.Items++; return nil }); err != nil {
		return k, err
	}
	sound := true
	err = f.Disk.Walk(func(o files.Object) error {
		k.Documents++
		ok, err := whole(f, o)
		sound = sound && ok
		return err
	})
	if err != nil {
		return k, err
	}
	copied, err := embedded.ReadAnchors(embedded.AnchorsIn(dir))
	if err != nil {
		return k, err
	}
	v, err := verify(context.Background(), f.Whole("restore"), copied)
	k.OK = sound && (v.OK || v.onlyUncompared()) // the copies may be kept elsewhere
	return k, err
}

// whole tells whether a stored version still has the hash it came with.
func whole(f *embedded.Folder, o files.Object) (bool, error) {
	r, err := f.Disk.Open(context.Background(), o.Key, o.Version)
	if err != nil {
		return false, err
	}
	defer r.Close()
	sum, err := hashAll(r)
	return sum == o.SHA256, err
}

func hashAll(r io.Reader) (string, error) {
	m := newMeter(io.Discard)
	_, err := io.Copy(m, r)
	return m.sum(), err
}
