package cases

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestAnswer_OwnCases answers cases whose figures were worked out by hand, as
// their notes say.
func TestAnswer_OwnCases(t *testing.T) { answerAll(t, "testdata/own.json") }

// TestAnswer_SharedCases answers every case of other engines, where they lie
// beside the project.
func TestAnswer_SharedCases(t *testing.T) {
	files, err := filepath.Glob("../../../shared/pricing/cases/*.json")
	if err != nil || len(files) == 0 {
		t.Skip("the cases of other engines do not lie beside the project (../shared/pricing/cases); none was answered")
	}
	answerAll(t, files...)
}

// answerAll answers the cases of files, of which every figure must be as the
// file has it.
func answerAll(t *testing.T, files ...string) {
	t.Helper()
	right, all := 0, 0
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
				ID     string
				Note   string
				Expect map[string]any
			}
			var got map[string]any
			if err := json.Unmarshal(one, &c); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(Answer(one), &got); err != nil {
				t.Fatal(err)
			}
			all++
			c.Expect["id"] = c.ID
			if diff := cmp.Diff(got, c.Expect); diff != "" {
				t.Errorf("%s: %s\ngot (-) want (+)\n%s", c.ID, c.Note, diff)
			} else {
				right++
			}
		}
	}
	t.Logf("%d of %d right", right, all)
}
