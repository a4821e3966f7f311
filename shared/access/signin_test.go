package access_test

import (
	"testing"

	"github.com/sasae-care/sasae/shared/access"
	"github.com/sasae-care/sasae/shared/app/apptest"
)

func TestClaimsNameOnePersonOfOneTown(t *testing.T) {
	claims := func(change map[string]string) map[string]string {
		out := map[string]string{"token_use": "id", access.ClaimTown: apptest.Town, access.ClaimStaff: "m1", "sub": "x"}
		for k, v := range change {
			out[k] = v
		}
		return out
	}
	if s, err := access.OfClaims(claims(nil)); err != nil || s != (access.Session{Town: apptest.Town, Staff: "m1"}) {
		t.Fatalf("%+v %v", s, err)
	}
	for name, change := range map[string]map[string]string{
		"an access token": {"token_use": "access"},
		"no town":         {access.ClaimTown: ""},
		"no person":       {access.ClaimStaff: ""},
		"two towns":       {access.ClaimTown: apptest.Town + " " + apptest.Town},
	} {
		if s, err := access.OfClaims(claims(change)); err == nil {
			t.Errorf("%s stands for %+v", name, s)
		}
	}
}
