package cloud

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

// ClockFile is the variable that names a file with the current instant (RFC
// 3339, UTC or not), for functions that play a month on stand-ins: the App's Now
// is what stands in the file whenever it is asked. Whoever moves the clock puts
// a new file in its place by renaming.
//
// It is taken only where AWS_ENDPOINT_URL, or one for a service, is set, which
// is never the case in an account; anywhere else it is a malformed setting.
// Signatures are made by the machine's clock all the same.
const ClockFile = "SASAE_CLOCK_FILE"

// clockOf is the clock that an environment asks for.
func clockOf(environ []string) (func() time.Time, error) {
	all := toMap(environ)
	name := all[ClockFile]
	if name == "" {
		return time.Now, nil
	}
	if !onStandIns(all) {
		return nil, fmt.Errorf("%s: only with AWS_ENDPOINT_URL, on stand-ins", ClockFile)
	}
	if _, err := instant(name); err != nil {
		return nil, fmt.Errorf("%s: %w", ClockFile, err)
	}
	return func() time.Time {
		now, err := instant(name)
		if err != nil {
			panic(fmt.Sprintf("cloud: the clock: %v", err)) // of a stand-in; any other time would be a wrong one
		}
		return now
	}, nil
}

// onStandIns tells whether an endpoint of AWS is replaced.
func onStandIns(environ map[string]string) bool {
	for name, value := range environ {
		if (name == "AWS_ENDPOINT_URL" || strings.HasPrefix(name, "AWS_ENDPOINT_URL_")) && value != "" {
			return true
		}
	}
	return false
}

// instant reads the file, and tells nothing of it but that it is no instant.
func instant(name string) (time.Time, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return time.Time{}, errors.New("the file cannot be read")
	}
	at, err := time.Parse(time.RFC3339Nano, strings.TrimSpace(string(text)))
	if err != nil {
		return time.Time{}, errors.New("the file holds no instant of RFC 3339")
	}
	return at, nil
}
