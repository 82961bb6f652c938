package arch

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ +(.*)$`)
	dropped = regexp.MustCompile(`[^\p{L}\p{N}_ -]`) // from a heading in its anchor
)

// TestPagesLeadToWhatExists follows every link of every page that stays in the
// repository: to a file or folder, and to the heading it names.
func TestPagesLeadToWhatExists(t *testing.T) {
	root, followed := os.DirFS("../.."), 0
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".md" {
			return err
		}
		page, err := fs.ReadFile(root, name)
		for _, l := range link.FindAllSubmatch(page, -1) {
			if strings.Contains(string(l[1]), "://") {
				continue
			}
			followed++
			file, anchor, _ := strings.Cut(string(l[1]), "#")
			to := path.Join(path.Dir(name), file)
			if file == "" {
				to = name
			}
			if _, err := fs.Stat(root, to); err != nil {
				t.Errorf("%s leads to %s: %v", name, l[1], err)
			} else if anchor != "" && !anchors(t, root, to)[anchor] {
				t.Errorf("%s leads to %s, which has no such heading", name, l[1])
			}
		}
		return err
	})
	if err != nil || followed == 0 {
		t.Errorf("followed %d links: %v", followed, err)
	}
}

// anchors returns what leads to the headings of a page, as GitHub makes it.
func anchors(t *testing.T, root fs.FS, name string) map[string]bool {
	t.Helper()
	page, err := fs.ReadFile(root, name)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]bool{}
	for _, h := range heading.FindAllSubmatch(page, -1) {
		all[strings.ReplaceAll(dropped.ReplaceAllString(strings.ToLower(string(h[1])), ""), " ", "-")] = true
	}
	return all
}
