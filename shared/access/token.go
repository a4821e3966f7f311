package access

import (
	"crypto/hmac"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/seal"
)

// Development tokens stand in for the sign-in of local callers:
//
//	dev.<base64url of the claim>.<base64url of its HMAC>

// claim is what a token says.
type claim struct {
	Town  string `json:"town"`
	Staff string `json:"staff"`
	Exp   int64  `json:"exp"` // Unix seconds; from then on the token is void
}

const use = "dev-token"

// Issue makes a token of a person of a town, good until an instant.
func Issue(ring seal.Ring, town, staff string, until time.Time) string {
	raw, _ := json.Marshal(claim{town, staff, until.Unix()}) // two texts and a number
	body := base64.RawURLEncoding.EncodeToString(raw)
	return "dev." + body + "." + base64.RawURLEncoding.EncodeToString(ring.Mac(use, body))
}

// Verify reads a token; every fault is the same "unauthenticated".
func Verify(ring seal.Ring, token string, now time.Time) (Session, error) {
	none := plan.Refuse("unauthenticated")
	parts := strings.Split(token, ".")
	if len(parts) != 3 || parts[0] != "dev" || strings.ContainsAny(token, "\r\n") { // base64 passes over line ends
		return Session{}, none
	}
	mac, err := base64.RawURLEncoding.Strict().DecodeString(parts[2])
	if err != nil || !hmac.Equal(mac, ring.Mac(use, parts[1])) {
		return Session{}, none
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(parts[1])
	if err != nil {
		return Session{}, none
	}
	var c claim
	if err := json.Unmarshal(raw, &c); err != nil || now.Unix() >= c.Exp || len(c.Town) != 6 || c.Staff == "" {
		return Session{}, none
	}
	return Session{c.Town, c.Staff}, nil
}
