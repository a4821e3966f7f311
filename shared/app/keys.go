package app

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/sasae-care/sasae/shared/audit"
	"github.com/sasae-care/sasae/shared/billing"
	"github.com/sasae-care/sasae/shared/store"
)

// Every item of the table. Keys are built in this file and nowhere else. T is
// the municipality code; instants in sort keys are UTC nanoseconds, 20 digits.
//
//	partition          sort                        holds                       Go type         written by
//	CASE#T#id          HEAD                        the case, nothing personal  record          Change
//	CASE#T#id          SEALED                      what is about the person    plan.Sealed     Change (encrypted)
//	RECEIPT#T#no       CASE                        the case of a receipt       its id          Change
//	OFFICE#T#office    opened#id                   an office's submissions     Summary         Change
//	CENTRE#T#centre    open#due#id | done#end#id   a centre's reviews          Summary         Change
//	CENTRE#T#centre    tracked#due#id              what it has to keep an eye on Summary       Change
//	DISTRICT#T#d       person#id                   the district's register     their ids       Change
//	PERSON#T#hash      opened#id                   a person's submissions      their ids       Change
//	DESK#T             received#id                 cases the town must settle  Summary         Change
//	DUE#T              due#name                    promises                    Promise         Change, notify
//	OUTBOX#T           at#event                    announcements               Promise         Change, relay, who must hear it, sweep
//	LOG#T              at#chain#seq                the entries of a commit     Logged          Change, book, month
//	ANCHOR#T           seq                         anchors                     audit.Anchor    sweep
//	NOTICE#T           number                      notices and their fate      notice.Notice   notify
//	REPLY#T#caller     hash of the key             first answers to a POST     reply           tally, export
//	BOOK#T             CURRENT                     the reference data in force bookHead        import
//	BOOK#T#sum         chunk                       its rows                    bytes           import
//	TOWNS              T                           the municipalities          -               import
//	MONTH#T#m          IN#upload#part              person-months handed in     sealed CSV      tally
//	MONTH#T#m          OUT#run#ins#month#off#part  claims of service month     sealed Packed   tally
//	MONTH#T#m          LEFT#run#part               lists held and refused      sealed File     tally
//	MONTH#T#m          HEAD                        the month's state           Month           tally, export

// Prefixes of the partitions, as the table of steps grants them.
const (
	Cases     = "CASE#"
	Receipts  = "RECEIPT#"
	Offices   = "OFFICE#"
	Centres   = "CENTRE#"
	Districts = "DISTRICT#"
	Persons   = "PERSON#"
	Desks     = "DESK#"
	Dues      = "DUE#"
	Outboxes  = "OUTBOX#"
	Logs      = "LOG#"
	AnchorsOf = "ANCHOR#"
	Notices   = "NOTICE#"
	Replies   = "REPLY#"
	Books     = "BOOK#"
	Months    = "MONTH#"
)

func casePartition(in Scope, id string) string { return Cases + in.town + "#" + id }

func headKey(in Scope, id string) store.Key { return store.Key{P: casePartition(in, id), S: "HEAD"} }

func sealedKey(in Scope, id string) store.Key {
	return store.Key{P: casePartition(in, id), S: "SEALED"}
}

// chainHead is the item whose state a chain's entries tell. A chain is the
// book's, a month's or a case's.
func chainHead(in Scope, chain string) store.Key {
	month, isMonth := strings.CutPrefix(chain, "month-")
	switch {
	case chain == "book":
		return bookKey(in)
	case isMonth:
		return monthKey(in, month)
	}
	return headKey(in, chain)
}

func receiptKey(in Scope, receipt string) store.Key {
	return store.Key{P: Receipts + in.town + "#" + receipt, S: "CASE"}
}

func officeKey(in Scope, office string, opened time.Time, id string) store.Key {
	return store.Key{P: Offices + in.town + "#" + office, S: stamp(opened) + "#" + id}
}

func centreKey(in Scope, centre, state, when, id string) store.Key {
	return store.Key{P: Centres + in.town + "#" + centre, S: state + "#" + when + "#" + id}
}

func districtKey(in Scope, district, person, id string) store.Key {
	return store.Key{P: Districts + in.town + "#" + district, S: person + "#" + id}
}

func personKey(in Scope, person string, opened time.Time, id string) store.Key {
	return store.Key{P: Persons + in.town + "#" + person, S: stamp(opened) + "#" + id}
}

func deskKey(in Scope, received time.Time, id string) store.Key {
	return store.Key{P: Desks + in.town, S: stamp(received) + "#" + id}
}

func dueKey(in Scope, due time.Time, name string) store.Key {
	return store.Key{P: Dues + in.town, S: stamp(due) + "#" + name}
}

// outboxKey is the place of an announcement: the id of its event, under when it
// was made.
func outboxKey(in Scope, at time.Time, event string) store.Key {
	return store.Key{P: Outboxes + in.town, S: stamp(at) + "#" + event}
}

// logKey is the place of a commit's entries, of which e is the last: the log of
// the municipality, in order of time.
func logKey(in Scope, e audit.Entry) store.Key {
	return store.Key{P: Logs + in.town, S: stamp(e.At) + "#" + e.Chain + "#" + padded(e.Seq, 12)}
}

func anchorKey(in Scope, seq int64) store.Key {
	return store.Key{P: AnchorsOf + in.town, S: padded(seq, 12)}
}

func noticeKey(in Scope, number string) store.Key { return store.Key{P: Notices + in.town, S: number} }

func replyKey(in Scope, caller, hash string) store.Key {
	return store.Key{P: Replies + in.town + "#" + caller, S: hash}
}

func townKey(in Scope) store.Key { return store.Key{P: "TOWNS", S: in.town} }

func bookKey(in Scope) store.Key { return store.Key{P: Books + in.town, S: "CURRENT"} }

func chunkKey(in Scope, sum string, n int) store.Key {
	return store.Key{P: Books + in.town + "#" + sum, S: fmt.Sprintf("%06d", n)}
}

func monthPartition(in Scope, month string) string { return Months + in.town + "#" + month }

func monthKey(in Scope, month string) store.Key {
	return store.Key{P: monthPartition(in, month), S: "HEAD"}
}

func handedKey(in Scope, month, upload string, part int) store.Key {
	return store.Key{P: monthPartition(in, month), S: fmt.Sprintf("IN#%s#%04d", upload, part)}
}

// packedRun is before every claim of a run: the run is part of the key, so that
// a late claim never overwrites an item of a month that was closed before.
func packedRun(run string) string { return "OUT#" + run + "#" }

func packedKey(in Scope, month, run string, p billing.Packed) store.Key {
	return store.Key{P: monthPartition(in, month), S: packedRun(run) + fmt.Sprintf("%s#%s#%s#%04d", p.Insurer, p.Month, p.Office, p.Part)}
}

func leftRun(run string) string { return "LEFT#" + run + "#" }

func leftKey(in Scope, month, run string, part int) store.Key {
	return store.Key{P: monthPartition(in, month), S: leftRun(run) + fmt.Sprintf("%04d", part)}
}

// stamp writes an instant so that text order is time order.
func stamp(t time.Time) string { return padded(t.UnixNano(), 20) }

// padded writes a number with at least so many digits.
func padded(n int64, digits int) string {
	var room [20]byte
	text := strconv.AppendInt(room[:0], n, 10)
	if n < 0 || len(text) >= digits {
		return fmt.Sprintf("%0*d", digits, n)
	}
	return "00000000000000000000"[:digits-len(text)] + string(text)
}
