package arch

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

const faults = 69

// TestFaultsPageNamesTestsThatExist holds docs/faults.md against the tree:
// every fault has its row, in order, with tests that exist or a reason why
// there is none.
func TestFaultsPageNamesTestsThatExist(t *testing.T) {
	page, err := os.ReadFile("../../docs/faults.md")
	if err != nil {
		t.Fatal(err)
	}
	exist, name := testsAndScripts(t), regexp.MustCompile("`((?:Test|Fuzz)[^`]*|[^`]*\\.txtar)`")
	rows := regexp.MustCompile(`(?m)^\| (\d+) \|(?:[^|]*\|){3} ([^|]*) \|$`).FindAllStringSubmatch(string(page), -1)
	for i, row := range rows {
		if row[1] != strconv.Itoa(i+1) {
			t.Fatalf("fault %s stands where %d should", row[1], i+1)
		}
		named := name.FindAllStringSubmatch(row[2], -1)
		reason, without := strings.CutPrefix(row[2], "— ")
		if without != (len(named) == 0) || without && len(reason) < 5 {
			t.Errorf("fault %s needs a test, or a dash and a reason: %s", row[1], row[2])
		}
		for _, n := range named {
			if !exist[n[1]] {
				t.Errorf("fault %s names %s, which does not exist", row[1], n[1])
			}
		}
	}
	if len(rows) != faults {
		t.Errorf("the page has %d rows, want %d", len(rows), faults)
	}
}

// testsAndScripts finds the name of every test function and of every script.
func testsAndScripts(t *testing.T) map[string]bool {
	t.Helper()
	names, function := map[string]bool{}, regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w*)\(\w+ \*testing\.[TF]\)`)
	root := os.DirFS("../..")
	err := fs.WalkDir(root, ".", func(file string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(file, "_test.go") {
			if path.Ext(file) == ".txtar" {
				names[path.Base(file)] = true
			}
			return err
		}
		src, err := fs.ReadFile(root, file)
		for _, f := range function.FindAllSubmatch(src, -1) {
			names[string(f[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
