package cases

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// shared is where the cases lie when the project stands beside them.
const shared = "../../../shared/pricing/cases/*.json"

// TestSharedCases answers every case there is and counts those whose every
// figure is as the source has it.
func TestSharedCases(t *testing.T) {
	files, err := filepath.Glob(shared)
	if err != nil || len(files) == 0 {
		t.Skipf("no cases at %s", shared)
	}
	right, all := map[string]int{}, map[string]int{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		list, err := Split(b)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range list {
			var c struct {
				ID, Profile string
				Expect      map[string]any
			}
			var got map[string]any
			if err := json.Unmarshal(one, &c); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(Answer(one), &got); err != nil {
				t.Fatal(err)
			}
			all[c.Profile]++
			c.Expect["id"] = c.ID
			if diff := cmp.Diff(got, c.Expect); diff == "" {
				right[c.Profile]++
			} else {
				t.Logf("%s: got (-) want (+)\n%s", c.ID, diff)
			}
		}
	}
	t.Logf("right %v of %v", right, all)
	if right[""] < 134 || right["tax"] < 20 || right["messages"] < 4 || right["gs1"] < 2 {
		t.Error("right of price, tax, messages, gs1: it was 134, 20, 4, 2 before")
	}
}
