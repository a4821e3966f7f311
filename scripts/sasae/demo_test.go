package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// played is the answer of demo, and its folder.
type played struct {
	dir  string
	text []byte
	Submissions, Accepted, SentBack, Reviews, AdviceSent, NoAdvice, Lapsed, ConfirmedPlans,
	Alarms, Rung, Moot, Notices, Claims int
	SentBackBy map[string]int
	Units, Yen int64
	Files      []struct {
		Path, Kind, SHA256 string
		Rows               int
		Bytes              int64
	}
}

func playDemo(t *testing.T, seed string) (p played) {
	t.Helper()
	p.dir = filepath.Join(t.TempDir(), "data")
	var out, errs bytes.Buffer
	if code := run([]string{"demo", "--json", "--data", p.dir, "--submissions", "40", "--seed", seed}, &out, &errs); code != 0 {
		t.Fatalf("exit %d: %s", code, &errs)
	}
	p.text = bytes.ReplaceAll(out.Bytes(), []byte(p.dir), []byte("DIR"))
	if err := json.Unmarshal(out.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	return p
}

// sheet reads a file of the results as CSV, without its header.
func (p played) sheet(t *testing.T, name string) (rows []map[string]string) {
	t.Helper()
	body, err := os.ReadFile(filepath.Join(p.dir, "results", name))
	if err != nil {
		t.Fatal(err)
	}
	all, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = cells[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// promisedKeys are those of design/command.md.
var promisedKeys = []string{
	"submissions", "accepted", "sentBack", "sentBackBy", "reviews", "adviceSent", "lapsed", "confirmedPlans",
	"alarms", "rung", "moot", "notices", "claims", "units", "yen", "files",
}

func TestDemo(t *testing.T) {
	p := playDemo(t, "1")
	t.Run("answers with the promised keys", p.keys)
	t.Run("has sums that hold", p.sums)
	t.Run("has the money and the alarms of its files", p.money)
}

func (p played) keys(t *testing.T) {
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(p.text, &keys); err != nil {
		t.Fatal(err)
	}
	for _, k := range promisedKeys {
		if keys[k] == nil {
			t.Errorf("the key %s is missing", k)
		}
	}
}

func (p played) sums(t *testing.T) {
	for what, sum := range map[string][2]int{
		"accepted + sentBack, submissions":       {p.Accepted + p.SentBack, p.Submissions},
		"rung + moot, alarms":                    {p.Rung + p.Moot, p.Alarms},
		"submissions asked for":                  {p.Submissions, 40},
		"rows of alarms.csv, alarms":             {len(p.sheet(t, "alarms.csv")), p.Alarms},
		"rows of claims.csv, claims":             {len(p.sheet(t, "claims.csv")), p.Claims},
		"outcomes and running reviews, reviewed": {min(p.AdviceSent+p.NoAdvice+p.Lapsed, p.Reviews), p.AdviceSent + p.NoAdvice + p.Lapsed},
	} {
		if sum[0] != sum[1] {
			t.Errorf("%s: %d and %d", what, sum[0], sum[1])
		}
	}
	if byCode := sum(slices.Collect(maps.Values(p.SentBackBy))); byCode < p.SentBack {
		t.Errorf("%d sent back for %d reasons", p.SentBack, byCode)
	}
	if p.Claims == 0 || p.Rung == 0 || p.Notices == 0 || p.SentBack == 0 {
		t.Errorf("the month is empty: %s", p.text)
	}
}

func (p played) money(t *testing.T) {
	var units, yen int64
	outcomes := map[string]int{}
	for _, row := range p.sheet(t, "claims.csv") {
		units, yen = units+amount(t, row["単位数"]), yen+amount(t, row["費用額"])
	}
	if units != p.Units || yen != p.Yen {
		t.Errorf("claims.csv has %d units and %d yen, the answer %d and %d", units, yen, p.Units, p.Yen)
	}
	for _, row := range p.sheet(t, "alarms.csv") {
		outcomes[row["outcome"]]++
	}
	if outcomes["rung"] != p.Rung || outcomes["moot"] != p.Moot || len(outcomes) > 2 {
		t.Errorf("alarms.csv has the outcomes %v", outcomes)
	}
	units, yen = 0, 0
	for _, row := range p.sheet(t, "totals.csv") {
		units, yen = units+amount(t, row["単位数"]), yen+amount(t, row["費用額"])
	}
	if units != p.Units || yen != p.Yen {
		t.Errorf("totals.csv has %d units and %d yen, the answer %d and %d", units, yen, p.Units, p.Yen)
	}
}

func TestDemoIsTheSameForOneSeedAndAnotherForAnother(t *testing.T) {
	a, b, c := playDemo(t, "7"), playDemo(t, "7"), playDemo(t, "8")
	if diff := cmp.Diff(string(a.text), string(b.text)); diff != "" {
		t.Error(diff)
	}
	if len(a.Files) < 4 {
		t.Errorf("%d files", len(a.Files))
	}
	for _, f := range a.Files {
		name := filepath.Base(f.Path)
		one, two := read(t, f.Path), read(t, filepath.Join(b.dir, "results", name))
		if !bytes.Equal(one, two) {
			t.Errorf("%s differs", name)
		}
		if int64(len(one)) != f.Bytes {
			t.Errorf("%s has %d bytes, the answer says %d", name, len(one), f.Bytes)
		}
	}
	if bytes.Equal(a.text, c.text) {
		t.Error("another seed gives the same month")
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	body, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func amount(t *testing.T, text string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(strings.ReplaceAll(text, ",", ""), 10, 64)
	if err != nil {
		t.Error(err)
	}
	return n
}

func sum(ns []int) (all int) {
	for _, n := range ns {
		all += n
	}
	return all
}
