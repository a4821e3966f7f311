package app

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/sasae-care/sasae/shared/store"
)

// Listing is one of the lists of summaries, in the order in which it is read.
type Listing struct {
	in    Scope
	query store.Query
}

// OfOffice is an office's submissions, the newest first.
func OfOffice(in Scope, office string) Listing {
	return Listing{in, store.Query{P: Offices + in.town + "#" + office, Backward: true}}
}

// OfCentre is a centre's reviews: the open ones by due day, or those that are
// done, the newest first.
func OfCentre(in Scope, centre string, open bool) Listing {
	if open {
		return Listing{in, store.Prefix(Centres+in.town+"#"+centre, "open#")}
	}
	q := store.Prefix(Centres+in.town+"#"+centre, "done#")
	q.Backward = true
	return Listing{in, q}
}

// OfTracked is what a centre has to keep an eye on beside its reviews, by the
// next due day.
func OfTracked(in Scope, centre string) Listing {
	return Listing{in, store.Prefix(Centres+in.town+"#"+centre, "tracked#")}
}

// OfDesk is what the town must settle, the oldest first.
func OfDesk(in Scope) Listing { return Listing{in, store.Query{P: Desks + in.town}} }

// OfPerson is a person's submissions, the newest first.
func OfPerson(in Scope, person string) Listing {
	return Listing{in, store.Query{P: Persons + in.town + "#" + person, Backward: true}}
}

// OfDistrict is the register of a district, person by person.
func OfDistrict(in Scope, district string) Listing {
	return Listing{in, store.Query{P: Districts + in.town + "#" + district}}
}

// Behind is the same list behind one person (of OfDistrict).
func (l Listing) Behind(person string) Listing {
	if person != "" {
		l.query.From = person + "#~" // above every id
	}
	return l
}

// OfReceipt is the submission with a receipt number.
func OfReceipt(in Scope, receipt string) Listing {
	return Listing{in, store.Query{P: Receipts + in.town + "#" + receipt}}
}

// Name tells lists apart; it holds no more than the key does.
func (l Listing) Name() string { return l.query.P + "/" + l.query.From }

// Page reads at most limit summaries of a list after the place where the page
// before ended; next is "" on the last page.
func (a *App) Page(ctx context.Context, l Listing, limit int, after string) (out []Summary, next string, err error) {
	l.query.Limit, l.query.After = limit, after
	page, err := a.Store.Range(ctx, l.query)
	if err != nil {
		return nil, "", fmt.Errorf("list %s: %w", l.query.P, err)
	}
	for _, it := range page.Items {
		s, err := a.summary(ctx, l.in, it)
		if err != nil {
			return nil, "", err
		}
		out = append(out, s)
	}
	return out, page.Next, nil
}

// Summaries reads a whole list.
func (a *App) Summaries(ctx context.Context, l Listing) (out []Summary, err error) {
	err = store.All(ctx, a.Store, l.query, func(it store.Item) error {
		s, err := a.summary(ctx, l.in, it)
		out = append(out, s)
		return err
	})
	return out, err
}

// summary reads what stands in a list, or what it points at as it is now.
func (a *App) summary(ctx context.Context, in Scope, it store.Item) (s Summary, err error) {
	if err := decode(it.Body, &s); err != nil {
		return s, fmt.Errorf("read the summary %s: %w", it.Key, err)
	}
	if !points(it.P) {
		return s, nil
	}
	c, err := a.Case(ctx, in, s.ID)
	return Summarise(&c), err
}

// points tells of a list that it only points at cases: it is read once in a
// while, and a case changes often. Who reads a register opens its cases anyway.
func points(partition string) bool {
	return strings.HasPrefix(partition, Receipts) || strings.HasPrefix(partition, Persons) || strings.HasPrefix(partition, Districts)
}

// People reads at most limit persons of a district's register, each with all
// their submissions; last is the person to go on behind, "" at the end.
func (a *App) People(ctx context.Context, l Listing, limit int) (people [][]Summary, last string, err error) {
	stop := errors.New("enough")
	err = store.All(ctx, a.Store, l.query, func(it store.Item) error {
		s, err := a.summary(ctx, l.in, it)
		if err != nil {
			return err
		}
		if s.Person != last {
			if len(people) == limit {
				return stop
			}
			people, last = append(people, nil), s.Person
		}
		people[len(people)-1] = append(people[len(people)-1], s)
		return nil
	})
	switch {
	case errors.Is(err, stop):
		return people, last, nil
	case err != nil:
		return nil, "", err
	}
	return people, "", nil
}
