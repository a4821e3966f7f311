package demo

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"sort"

	"github.com/sasae-care/sasae/scripts/samples"
	"github.com/sasae-care/sasae/shared/town"
)

// closeMonth hands the person-months in, organisation by organisation, runs the
// month and fetches its files.
func (p *player) closeMonth(r *Report) error {
	month := "/v1/months/" + p.Month.String()
	lines := map[string]*bytes.Buffer{}
	for _, pm := range p.world.PersonMonths {
		if lines[pm.Provider] == nil {
			lines[pm.Provider] = &bytes.Buffer{}
		}
		lines[pm.Provider].Write(append(pm.JSON(), '\n'))
	}
	var all bytes.Buffer
	for _, provider := range sorted(lines) {
		all.Write(lines[provider].Bytes())
		if err := p.send(p.biller(provider), month+"/person-months", "application/x-ndjson", lines[provider].Bytes(), nil); err != nil {
			return fmt.Errorf("hand the person-months of %s in: %w", provider, err)
		}
	}
	var ran struct {
		Claims int   `json:"claims"`
		Units  int64 `json:"units"`
		Yen    int64 `json:"yen"`
	}
	if err := p.post(samples.Clerk, month+"/run", map[string]bool{}, &ran); err != nil {
		return fmt.Errorf("run the month: %w", err)
	}
	r.Claims, r.Units, r.Yen = ran.Claims, ran.Units, ran.Yen
	if err := p.place.Settle(p.ctx); err != nil {
		return err
	}
	f, err := p.write("person-months.jsonl", "person-months", all.Bytes(), len(p.world.PersonMonths))
	if err != nil {
		return err
	}
	r.Files = append(r.Files, f)
	return p.download(month, r)
}

// biller is who hands in for a provider: a care manager of the office, or the
// town for its centres.
func (p *player) biller(provider string) string {
	for _, id := range sorted(p.people) {
		if s := p.people[id]; s.Role == town.Manager && s.Organisation == provider {
			return id
		}
	}
	return samples.Clerk
}

// download opens every file of the month and writes it beside alarms.csv.
func (p *player) download(month string, r *Report) error {
	var list struct {
		Items []struct {
			Name string `json:"name"`
			Kind string `json:"kind"`
			Rows int    `json:"rows"`
		} `json:"items"`
	}
	if err := p.get(samples.Clerk, month+"/files", &list); err != nil {
		return err
	}
	for _, f := range list.Items {
		var link struct {
			URL string `json:"url"`
		}
		if err := p.post(samples.Clerk, month+"/files/"+f.Name+"/open", struct{}{}, &link); err != nil {
			return err
		}
		body, err := p.fetch(link.URL)
		if err != nil {
			return fmt.Errorf("open %s: %w", f.Name, err)
		}
		written, err := p.write(f.Name, f.Kind, body, f.Rows)
		if err != nil {
			return err
		}
		r.Files = append(r.Files, written)
	}
	return nil
}

// write puts a file into the run's folder of results.
func (p *player) write(name, kind string, body []byte, rows int) (File, error) {
	dir := filepath.Join(p.Dir, "results")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return File{}, fmt.Errorf("make the folder of results: %w", err)
	}
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, body, 0o600); err != nil {
		return File{}, fmt.Errorf("write %s: %w", name, err)
	}
	sum := sha256.Sum256(body)
	return File{Path: path, Kind: kind, Rows: rows, Bytes: int64(len(body)), SHA256: hex.EncodeToString(sum[:])}, nil
}

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
