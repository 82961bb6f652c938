package resolver_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"endcap/scanner/gs1"
)

func TestDocs_ListTheLinkTypes(t *testing.T) {
	page, err := os.ReadFile("../../../docs/resolver.md")
	if err != nil {
		t.Fatal(err)
	}
	list := string(page[strings.LastIndex(string(page), "\n\n")+1:]) // the last paragraph
	var got, want []string
	for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(list, -1) {
		got = append(got, m[1])
	}
	for name := range gs1.LinkTypes() {
		want = append(want, name)
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Error(diff)
	}
}
