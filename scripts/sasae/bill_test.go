package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const month1 = `{"month":"2026-05","insurer":"999995","insured":"0000000001","level":"12","certifiedFrom":"2026-01-01","certifiedTo":"2026-12-31",` +
	`"provider":"1370000018","providerKind":"office","regionGrade":3,"preventiveManaged":true}`

func TestExitCodesOfBillRun(t *testing.T) {
	dir := t.TempDir()
	records := filepath.Join(dir, "may.jsonl")
	refused := filepath.Join(dir, "refused.jsonl")
	used := filepath.Join(dir, "used")
	for name, body := range map[string]string{records: month1, refused: strings.Replace(month1, "2026-05", "2026-04", 1), filepath.Join(used, "x"): ""} {
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	in := func(more ...string) []string { return append([]string{"bill", "run", "--month", "2026-05"}, more...) }
	for _, c := range []struct {
		name string
		args []string
		want int
	}{
		{"done", in("--records", records, "--out", filepath.Join(dir, "a")), 0},
		{"a refused record", in("--records", refused, "--out", filepath.Join(dir, "b")), exitNo},
		{"a refused record is skipped", in("--records", refused, "--out", filepath.Join(dir, "c"), "--skip-refused"), 0},
		{"a rule that is missing", in("--records", records, "--out", filepath.Join(dir, "b"), "--rules", records), exitNo},
		{"a month that is none", in("--records", records, "--out", filepath.Join(dir, "b"), "--claim-month", "x"), exitUsage},
		{"a folder in use", in("--records", records, "--out", used), exitUsage},
		{"no records", in("--out", filepath.Join(dir, "b")), exitUsage},
		{"records that cannot be read", in("--records", filepath.Join(dir, "none"), "--out", filepath.Join(dir, "b")), exitIO},
		{"records that are a folder", in("--records", dir, "--out", filepath.Join(dir, "b")), exitIO},
		{"a folder that cannot be written", in("--records", records, "--out", "/proc/b"), exitIO},
	} {
		var out, errs bytes.Buffer
		if got := run(c.args, &out, &errs); got != c.want {
			t.Errorf("%s: exit %d, want %d: %s", c.name, got, c.want, errs.String())
		}
	}
	for _, left := range []string{"b", "c/claims.csv"} {
		if _, err := os.Stat(filepath.Join(dir, left)); (err == nil) != (left != "b") {
			t.Errorf("%s: %v", left, err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".sasae-*")); left != nil {
		t.Errorf("left behind: %v", left)
	}
}
