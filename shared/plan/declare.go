package plan

import (
	"fmt"
	"slices"
	"time"
)

// Limits of a document and of a set, in bytes.
const (
	MaxDocument = 50 << 20
	MaxSet      = 150 << 20
)

// types that are taken in, by declared media type.
var types = map[string]bool{
	"application/pdf": true,
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": true,
	"text/csv": true, "image/jpeg": true, "image/png": true,
}

// AddDocument declares files that will be uploaded under their keys: all of them
// or, when one is refused, none. A form that is declared anew while the set is
// open replaces the one before only when that one never arrived or was refused;
// else the set has it twice, as it has one that is declared twice at once.
func (c *Case) AddDocument(at time.Time, list ...Document) error {
	for i, d := range list {
		if wrong := c.Refuses(d, list[:i]...); len(wrong) > 0 {
			return wrong[0]
		}
	}
	c.replace(list)
	for _, d := range list {
		d.ID = fmt.Sprintf("d%d", len(c.Documents)+1)
		d.Key = "incoming/" + c.Town + "/" + c.ID + "/" + d.ID
		d.Added = at
		c.Documents = append(c.Documents, d)
		c.did("document-declared", map[string]string{"document": d.ID, "form": d.Form, "purpose": d.Purpose, "sha256": d.SHA256}, nil)
	}
	return nil
}

// Refuses lists what keeps a file from being declared together with others: that
// it does not come now, that its type is not taken in, that it is too large.
func (c *Case) Refuses(d Document, with ...Document) (wrong []*Refusal) {
	switch {
	case c.Over():
		wrong = append(wrong, Refuse("already-over"))
	case d.Purpose == ForSet && c.State != Draft && c.State != SentBack:
		wrong = append(wrong, Refuse("set-closed"))
	case d.Purpose == ForRecord && c.Record == nil:
		wrong = append(wrong, Refuse("record-not-requested"))
	case d.Purpose == ForConfirmed && c.Receipt == "":
		wrong = append(wrong, Refuse("not-accepted"))
	case d.Purpose == ForConfirmed && c.planFiled():
		wrong = append(wrong, Refuse("already-confirmed"))
	}
	switch {
	case d.Format != "" && (d.Format != Upyobo || d.Type != "text/csv" || d.Form != PlanForm):
		wrong = append(wrong, Refuse("format-wrong"))
	case !types[d.Type]:
		wrong = append(wrong, Refuse("type-not-allowed", d.Type))
	}
	switch {
	case d.Most == 0 && (d.Size <= 0 || len(d.SHA256) != 64), d.Most < 0:
		wrong = append(wrong, Refuse("document-empty"))
	case d.most() > MaxDocument:
		wrong = append(wrong, Refuse("document-too-large", MaxDocument>>20))
	case d.Purpose == ForSet && c.setSize(with)+d.most() > MaxSet:
		wrong = append(wrong, Refuse("set-too-large", MaxSet>>20))
	}
	return wrong
}

// setSize is how large the set may be with more files.
func (c *Case) setSize(with []Document) (sum int64) {
	for _, d := range c.set() {
		sum += d.most()
	}
	for _, d := range with {
		if d.Purpose == ForSet {
			sum += d.most()
		}
	}
	return sum
}

// most is how large the file may be.
func (d Document) most() int64 { return max(d.Size, d.Most) }

// replace retires what the new documents stand in for: after a set was sent
// back, or an upload failed, the form's earlier file.
func (c *Case) replace(list []Document) {
	for _, old := range c.set() {
		failed := len(old.Reasons) > 0 || old.Arrived.IsZero()
		if (c.State == SentBack || failed) && slices.ContainsFunc(list, func(d Document) bool { return d.Form == old.Form && d.Purpose == ForSet }) {
			old.Replaced = true
		}
	}
}

// RemoveDocument takes a declared file out of a set that is open.
func (c *Case) RemoveDocument(id string) error {
	d := c.Document(id)
	if d == nil || d.Purpose != ForSet {
		return Refuse("document-unknown")
	}
	if c.State != Draft && c.State != SentBack {
		return Refuse("set-closed")
	}
	if d.Replaced {
		return nil
	}
	d.Replaced = true
	c.did("document-removed", map[string]string{"document": id}, nil)
	return nil
}
