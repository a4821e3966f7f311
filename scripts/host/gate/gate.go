// Package gate stands before what stands in for AWS and lets through what the
// role of the caller allows.
//
//	signed request → whose key? does the signature hold? → action, resource, keys → allowed by its grants → stand-in
//	                                                                                └ else the service's own AccessDenied
//
// It keeps what every role asked for, so that one can see which of its grants
// were needed. What the services ask of other services for a caller is asked of
// his role too: S3 and DynamoDB use the key of a bucket or table (see forKey), S3
// wants the right to list before it says that nothing is there, Scheduler wants
// to be passed a role. What no request shows it does not see: policies of
// resources, key policies, and roles that services of AWS take on by themselves.
package gate

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/sasae-care/sasae/scripts/host/iam"
	"github.com/sasae-care/sasae/scripts/host/template"
)

// Gate is the one entrance of a stage. It is safe for concurrent use.
type Gate struct {
	stage  *template.Stage
	seen   func(Call)
	policy map[string]iam.Policy // by ARN of the role

	// Unheard tells whether nobody hears what becomes of a role's change: of a
	// TransactWriteItems, however often it is asked for under its token, or of one
	// PutObject of S3. nil: all are heard. It is set before the gate is used.
	Unheard func(role, operation string) bool

	mu    sync.Mutex
	lost  map[string]bool       // tokens
	keys  map[string]credential // by access key id
	asked map[string]*Asked
}

type credential struct{ id, secret, role string }

// Call is a request that a stand-in answered.
type Call struct {
	Role               string // ARN of the caller's role
	Service, Operation string // dynamodb PutItem
	Status             int
	Read, Write        float64 // capacity units of DynamoDB
	Events             int     // of PutEvents

	// Wrote are the units of single writes, by the prefix of the partition; in a
	// transaction each counts twice. What a deletion frees a request does not tell.
	Wrote map[string]float64
}

// Asked is what a role asked for, as often as it did.
type Asked struct {
	Role string // ARN
	iam.Request
	Denied bool
	Times  int
}

// New makes the gate of a stage. seen is told of every call that was answered;
// it may be called by many at once. nil: nobody listens.
func New(stage *template.Stage, seen func(Call)) *Gate {
	g := &Gate{stage: stage, seen: seen, policy: map[string]iam.Policy{}, keys: map[string]credential{}, lost: map[string]bool{}, asked: map[string]*Asked{}}
	for _, r := range stage.Roles {
		g.policy[r.ARN] = r.Policy
	}
	return g
}

// Take takes one grant away from a role. It panics when there is none.
func (g *Gate) Take(role string, grant iam.Grant) {
	g.mu.Lock()
	defer g.mu.Unlock()
	p := g.policy[role]
	i := slices.IndexFunc(p, func(o iam.Grant) bool { return o.String() == grant.String() })
	if i < 0 {
		panic("gate: " + role + " has not " + grant.String())
	}
	g.policy[role] = p.Without(i)
}

// Key gives new credentials of a role.
func (g *Gate) Key(role string) (id, secret string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	c := credential{id: fmt.Sprintf("AKIDSTANDIN%05d", len(g.keys)+1), secret: rand.Text(), role: role}
	g.keys[c.id] = c
	return c.id, c.secret
}

// May tells whether a role may do all of these, and keeps that it asked.
func (g *Gate) May(role string, requests ...iam.Request) bool {
	return g.first(role, requests) == nil
}

// first is the first request that is denied.
func (g *Gate) first(role string, requests []iam.Request) *iam.Request {
	g.mu.Lock()
	defer g.mu.Unlock()
	var no *iam.Request
	for _, r := range requests {
		denied := len(g.policy[role].Allows(r)) == 0
		if denied && no == nil {
			no = &r
		}
		key := fmt.Sprint(role, r)
		if g.asked[key] == nil {
			g.asked[key] = &Asked{Role: role, Request: r, Denied: denied}
		}
		g.asked[key].Times++
	}
	return no
}

// Asked is all that was asked so far, by role and action.
func (g *Gate) Asked() []Asked {
	g.mu.Lock()
	defer g.mu.Unlock()
	var all []Asked
	for _, a := range g.asked {
		all = append(all, *a)
	}
	slices.SortFunc(all, func(a, b Asked) int {
		return cmp.Or(strings.Compare(a.Role, b.Role), strings.Compare(a.Action, b.Action), strings.Compare(a.Resource, b.Resource), strings.Compare(a.Leading, b.Leading))
	})
	return all
}

// Idle are the grants of a role that nothing of what it asked needs: with each
// of them taken away alone, every request that was allowed is still allowed.
func Idle(p iam.Policy, asked []Asked) (idle []iam.Grant) {
	needed := map[int]bool{}
	for _, a := range asked {
		if by := p.Allows(a.Request); len(by) == 1 {
			needed[by[0]] = true
		}
	}
	for i, grant := range p {
		if !needed[i] {
			idle = append(idle, grant)
		}
	}
	return idle
}

// unheard tells whether the answer to a request is lost.
func (g *Gate) unheard(role string, a asked) bool {
	switch {
	case g.Unheard == nil:
		return false
	case a.token == "":
		return a.operation == "PutObject" && g.Unheard(role, a.operation)
	}
	token := a.token
	g.mu.Lock()
	defer g.mu.Unlock()
	if _, asked := g.lost[token]; !asked {
		g.lost[token] = g.Unheard(role, a.operation)
	}
	return g.lost[token]
}

func (g *Gate) tell(c Call) {
	if g.seen != nil {
		g.seen(c)
	}
}
