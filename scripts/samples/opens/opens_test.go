// Package opens checks the sample papers with a reader that we did not write.
package opens

import (
	"bytes"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"github.com/sasae-care/sasae/scripts/samples"
	"github.com/sasae-care/sasae/shared/day"
)

func init() { api.DisableConfigDir() }

func validate(b []byte) error {
	return api.Validate(bytes.NewReader(b), model.NewDefaultConfiguration())
}

func TestEveryGoodPDFOpens(t *testing.T) {
	bad := map[string]bool{samples.Encrypted: true, samples.Broken: true, samples.TypeDiffers: true, samples.FileNotArrived: true}
	seen := 0
	for _, s := range samples.Make(1, day.MustMonth("2026-05"), 80).Scenes {
		files := s.Files
		if bad[s.Flaw] {
			continue
		}
		if s.Then.Confirmed != nil {
			files = append(files, s.Then.Confirmed.File)
		}
		for _, f := range files {
			if !strings.HasSuffix(f.Name, ".pdf") {
				continue
			}
			seen++
			if err := validate(f.Body()); err != nil {
				t.Errorf("scene %d, %s: %v", s.No, f.Form, err)
			}
		}
	}
	t.Log(seen, "papers")
}

func TestBrokenPDFsDoNotOpen(t *testing.T) {
	for _, s := range samples.Make(1, day.MustMonth("2026-05"), 80).Scenes {
		if s.Flaw != samples.Encrypted && s.Flaw != samples.Broken && s.Flaw != samples.TypeDiffers {
			continue
		}
		refused := 0
		for _, f := range s.Files {
			if strings.HasSuffix(f.Name, ".pdf") && validate(f.Body()) != nil {
				refused++
			}
		}
		if refused != 1 {
			t.Errorf("scene %d, flaw %s: %d papers do not open, want 1", s.No, s.Flaw, refused)
		}
	}
}
