package cloud_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sasae-care/sasae/shared/app/cloud"
	"github.com/sasae-care/sasae/shared/app/cloud/table"
)

// clockFile is a file with a text in it.
func clockFile(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "clock")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// with is what a function finds, and more.
func with(more ...string) []string { return append(slices.Clone(environ), more...) }

func TestOnStandInsTheClockIsWhatStandsInItsFile(t *testing.T) {
	name := clockFile(t, "2026-05-11T09:16:41+09:00\n")
	for _, endpoint := range []string{"AWS_ENDPOINT_URL=http://127.0.0.1:1", "AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:1"} {
		a, err := cloud.Open("alarm", with(endpoint, cloud.ClockFile+"="+name), table.Port)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{"2026-05-11T09:16:41+09:00", "2026-05-12T00:00:00Z"} {
			if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			if want, _ := time.Parse(time.RFC3339, text); !a.Now().Equal(want) {
				t.Errorf("it is %s, the file says %s", a.Now(), text)
			}
		}
	}
}

func TestAClockFileThatIsNotToBeTakenIsAMalformedSetting(t *testing.T) {
	const endpoint = "AWS_ENDPOINT_URL=http://127.0.0.1:1"
	good := clockFile(t, "2026-05-11T09:16:41Z")
	for what, more := range map[string][]string{
		"in an account":       {cloud.ClockFile + "=" + good},
		"with empty endpoint": {cloud.ClockFile + "=" + good, "AWS_ENDPOINT_URL_S3="},
		"no instant":          {cloud.ClockFile + "=" + clockFile(t, "noon, secretly"), endpoint},
		"no file":             {cloud.ClockFile + "=" + filepath.Join(t.TempDir(), "none"), endpoint},
	} {
		_, err := cloud.Open("alarm", append(with(more...), "SASAE_TABLE="), table.Port)
		if err == nil {
			t.Errorf("%s: it opens", what)
			continue
		}
		said := err.Error()
		if !strings.HasPrefix(said, "settings: ") || !strings.Contains(said, cloud.ClockFile+": ") || !strings.Contains(said, "SASAE_TABLE") || strings.Contains(said, "secretly") {
			t.Errorf("%s: %s", what, said)
		}
	}
}

func TestWithoutAFileTheClockIsTheMachines(t *testing.T) {
	a, err := cloud.Open("alarm", with("AWS_ENDPOINT_URL=http://127.0.0.1:1"), table.Port)
	if err != nil {
		t.Fatal(err)
	}
	if before, now := time.Now(), a.Now(); now.Before(before) {
		t.Errorf("it is %s, and was %s before", now, before)
	}
}
