package access

import (
	"context"

	"github.com/sasae-care/sasae/shared/plan"
)

// What the ID token of the user pool says of who signed in; nobody may write it
// but who administers the pool.
const (
	ClaimTown  = "custom:town"  // 市町村コード
	ClaimStaff = "custom:staff" // id in the reference data
)

// OfClaims is who the claims of a token name whose signature, audience and end
// the gateway before us has checked. Every fault is the same "unauthenticated".
func OfClaims(claims map[string]string) (Session, error) {
	s := Session{claims[ClaimTown], claims[ClaimStaff]}
	if claims["token_use"] != "id" || len(s.Town) != 6 || s.Staff == "" {
		return Session{}, plan.Refuse("unauthenticated")
	}
	return s, nil
}

type claimed struct{}

// Claimed is a request's context with the claims that the gateway checked.
func Claimed(ctx context.Context, claims map[string]string) context.Context {
	return context.WithValue(ctx, claimed{}, claims)
}

// Claims are those the gateway checked; false where there is no gateway.
func Claims(ctx context.Context) (map[string]string, bool) {
	c, ok := ctx.Value(claimed{}).(map[string]string)
	return c, ok
}
