package main

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/sasae-care/sasae/shared/app/embedded"
)

type backupCmd struct {
	Data string `default:"sasae-data" help:"データのフォルダー。"`
	File string `arg:"" name:"FILE" help:"控えのファイル (まだ無い名前)。秘密の鍵を含むため、厳重に保管してください。"`
}

// kept is the answer of backup and restore.
type kept struct {
	Items     int  `json:"items"`
	Documents int  `json:"documents"`
	OK        bool `json:"ok"`
}

// Run writes the backup beside its name and renames it when it is whole.
func (c *backupCmd) Run(s *session) error {
	if _, err := os.Stat(c.File); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s はすでにあります。別の名前を指定してください", c.File)
	}
	d, err := s.open(c.Data)
	if err != nil {
		return err
	}
	defer d.Close()
	part := c.File + ".part"
	f, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("控えを書けません: %w", err)
	}
	written := newSpinner(s, "控え")
	err = errors.Join(d.Backup(s.ctx, io.MultiWriter(f, written)), f.Sync(), f.Close())
	written.done()
	if err != nil {
		return fmt.Errorf("控えを書けません: %w", errors.Join(err, os.Remove(part)))
	}
	got, err := examine(s, part)
	if err != nil {
		return errors.Join(err, os.Remove(part))
	}
	if err := os.Rename(part, c.File); err != nil {
		return fmt.Errorf("控えを書けません: %w", err)
	}
	err = s.give(got, func() {
		s.say("控えました: 項目 %d件、書類 %d件。", "Backed up: %d items, %d documents.", got.Items, got.Documents)
	})
	if err == nil && !got.OK {
		s.say("ただし、監査記録または書類が一致しません (audit verify で確かめてください)。", "But the audit chain or a document does not hold (see audit verify).")
		err = errNo
	}
	return err
}

// manifest is the last member of a backup: what it holds.
const manifest = "manifest.json"

// member is one file of a backup.
type member struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// backup writes the folder as a ZIP: the copies of the anchors, the table as of
// one instant, the other files. So every copy is of an anchor that the table
// holds, and every document that the table names is among the files that follow.
func backup(ctx context.Context, f *embedded.Folder, w io.Writer) error {
	z := packer{zip: zip.NewWriter(w)}
	if err := z.anchors(f.Anchors); err != nil {
		return err
	}
	if err := z.add("sasae.db", func(w io.Writer) error { _, err := f.DB.Snapshot(w); return err }); err != nil {
		return err
	}
	for _, part := range append(f.Secrets(), "files/objects", "outbox", sampleMark) {
		if err := z.tree(ctx, f.Dir, part); err != nil {
			return err
		}
	}
	members := z.members
	if err := z.add(manifest, func(w io.Writer) error { return json.NewEncoder(w).Encode(members) }); err != nil {
		return err
	}
	return z.zip.Close()
}

type packer struct {
	zip     *zip.Writer
	members []member
}

func (p *packer) add(name string, write func(io.Writer) error) error {
	w, err := p.zip.Create(name)
	if err != nil {
		return fmt.Errorf("back %s up: %w", name, err)
	}
	m := newMeter(w)
	if err := write(m); err != nil {
		return fmt.Errorf("back %s up: %w", name, err)
	}
	p.members = append(p.members, member{name, m.size, m.sum()})
	return nil
}

// anchors adds the file that the copies of the anchors are written to, wherever
// it is.
func (p *packer) anchors(name string) error {
	body, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) { // no hour was struck yet
		return nil
	}
	if err != nil {
		return fmt.Errorf("back the anchors up: %w", err)
	}
	return p.add(filepath.Base(embedded.AnchorsIn("")), func(w io.Writer) error { _, err := w.Write(body); return err })
}

// tree adds a file, or all files below a folder; an absent one is nothing.
func (p *packer) tree(ctx context.Context, dir, part string) error {
	root := filepath.Join(dir, filepath.FromSlash(part))
	return filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist): // never made, or gone meanwhile
			return nil
		case err != nil || ctx.Err() != nil:
			return errors.Join(err, ctx.Err())
		case !e.Type().IsRegular():
			return nil
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		body, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		return p.add(filepath.ToSlash(name), func(w io.Writer) error { _, err := w.Write(body); return err })
	})
}

// meter counts and hashes what passes.
type meter struct {
	to   io.Writer
	hash hash.Hash
	size int64
}

func newMeter(to io.Writer) *meter { return &meter{to: to, hash: sha256.New()} }

func (m *meter) sum() string { return hex.EncodeToString(m.hash.Sum(nil)) }

func (m *meter) Write(b []byte) (int, error) {
	n, err := m.to.Write(b)
	m.size += int64(n)
	m.hash.Write(b[:n])
	return n, err
}

// examine reads a whole backup and compares it with its manifest.
func examine(s *session, name string) (kept, error) {
	dir, err := os.MkdirTemp(filepath.Dir(name), ".examine-*")
	if err != nil {
		return kept{}, fmt.Errorf("控えを確かめられません: %w", err)
	}
	defer os.RemoveAll(dir)
	return unpack(s, name, dir)
}

// unpack writes the members of a backup below dir, each checked against the
// manifest, and verifies what it has put there.
func unpack(s *session, name, dir string) (kept, error) {
	z, err := zip.OpenReader(name)
	if _, disk := errors.AsType[*fs.PathError](err); disk {
		return kept{}, fmt.Errorf("%s を読めません: %w", name, err)
	}
	if err != nil {
		return kept{}, refusal(fmt.Sprintf("%s は控えのファイルではないか、途中で切れています: %v", name, err))
	}
	defer z.Close()
	progress := newBar(s, len(z.File), "確認")
	defer progress.done()
	var want []member
	got := map[string]member{}
	for i, f := range z.File {
		progress.to(i + 1)
		if f.Name == manifest {
			err = readManifest(f, &want)
		} else {
			got[f.Name], err = extract(f, dir)
		}
		if err != nil {
			return kept{}, unreadable(name, f.Name, err)
		}
	}
	if len(want) == 0 || len(want) != len(got) {
		return kept{}, refusal(name + " は途中で切れているか、内容が足りません")
	}
	for _, m := range want {
		if got[m.Name] != m {
			return kept{}, refusal(fmt.Sprintf("%s の %s が書き換えられています", name, m.Name))
		}
	}
	return count(dir)
}

// unreadable is the backup's fault, unless it is the disk's.
func unreadable(name, member string, err error) error {
	if _, disk := errors.AsType[*fs.PathError](err); disk {
		return fmt.Errorf("%s の %s を取り出せません: %w", name, member, err)
	}
	return refusal(fmt.Sprintf("%s の %s が壊れています: %v", name, member, err))
}

func readManifest(f *zip.File, want *[]member) error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	return json.NewDecoder(r).Decode(want)
}

func extract(f *zip.File, dir string) (member, error) {
	if !filepath.IsLocal(f.Name) || strings.Contains(f.Name, `\`) {
		return member{}, errors.New("the name leads out of the folder")
	}
	r, err := f.Open()
	if err != nil {
		return member{}, err
	}
	defer r.Close()
	to := filepath.Join(dir, filepath.FromSlash(f.Name))
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return member{}, err
	}
	w, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return member{}, err
	}
	m := newMeter(w)
	_, err = io.Copy(m, r)
	if err := errors.Join(err, w.Close()); err != nil {
		return member{}, err
	}
	return member{f.Name, m.size, m.sum()}, nil
}
