package plan

import (
	"slices"
	"testing"
)

// large is a file of which a set holds three.
func large(form string) Document {
	d := file(form)
	d.Size = MaxDocument
	return d
}

func TestFilesDeclaredAtOnceAreTheFilesDeclaredOneByOne(t *testing.T) {
	once, each := did(t, draft(t), add(file("a"), file("b"))), declaredSet(t)
	if !slices.Equal(once.Forms(), each.Forms()) || once.Document("d2").Key != each.Document("d2").Key || once.Seq != each.Seq {
		t.Errorf("at once %+v, one by one %+v", once.Documents, each.Documents)
	}
}

func TestAFormTwiceInOneListIsTwiceInTheSet(t *testing.T) {
	c := did(t, draft(t), add(file("a")), add(file("a"), file("b"), file("a")))
	if got := c.Forms(); !slices.Equal(got, []string{"a", "b", "a"}) || !c.Document("d1").Replaced {
		t.Errorf("the set is %v, the form that never arrived still in it: %v", got, !c.Document("d1").Replaced)
	}
}

func TestAFileIsRefusedWithEveryRuleThatItBreaks(t *testing.T) {
	bad := large("a")
	bad.Purpose, bad.Type, bad.Size = ForRecord, "application/zip", MaxDocument+1
	var codes []string
	for _, r := range draft(t).Refuses(bad) {
		codes = append(codes, r.Code)
	}
	if want := []string{"record-not-requested", "type-not-allowed", "document-too-large"}; !slices.Equal(codes, want) {
		t.Errorf("it is refused with %v, want %v", codes, want)
	}
}
