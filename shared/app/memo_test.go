package app_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sasae-care/sasae/shared/app/apptest"
	"github.com/sasae-care/sasae/shared/day"
	"github.com/sasae-care/sasae/shared/plan"
	"github.com/sasae-care/sasae/shared/store"
)

// What a process remembers of an item it wrote is what anybody reads in it.
func TestWhatIsRememberedIsWhatIsWritten(t *testing.T) {
	b := apptest.New(t)
	everything(b)
	kinds := map[string]int{}
	err := b.DB.Items(func(it store.Item) error {
		known, says, ok := b.Whole("test").Remembered(it)
		if !ok {
			return nil
		}
		kinds[it.S]++
		same := cmp.Options{cmpopts.EquateEmpty(), cmpopts.IgnoreUnexported(plan.Case{}), cmp.Comparer(time.Time.Equal), cmpopts.EquateComparable(day.Date{})}
		if diff := cmp.Diff(says, known, same); diff != "" {
			t.Errorf("%s (-read +remembered):\n%s", it.Key, diff)
		}
		one, _ := json.Marshal(known)
		other, _ := json.Marshal(says)
		if string(one) != string(other) {
			t.Errorf("%s would be written again as\n%s\nnot as\n%s", it.Key, one, other)
		}
		return nil
	})
	if err != nil || kinds["HEAD"] < 2 || kinds["SEALED"] < 2 || len(kinds) < 5 {
		t.Errorf("%v, remembered were %v", err, kinds)
	}
}
