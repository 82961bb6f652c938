package resolvertest

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/dlclark/regexp2"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// shared is where GS1's schema lies beside the project.
const shared = "shared/gs1/resolver/gs1-linkset-schema.json"

// Schema returns what judges a linkset by GS1's JSON schema. It skips the test
// where that is not at hand.
func Schema(t testing.TB) func(linkset []byte) error {
	t.Helper()
	root, err := os.Getwd()
	for err == nil {
		if _, missing := os.Stat(filepath.Join(root, "go.mod")); missing == nil || filepath.Dir(root) == root {
			break
		}
		root = filepath.Dir(root)
	}
	f, err := os.Open(filepath.Join(filepath.Dir(root), shared))
	if err != nil {
		t.Skip("GS1's schema of linksets is not beside the project: ", err)
	}
	defer f.Close()
	text, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.UseRegexpEngine(func(s string) (jsonschema.Regexp, error) { // the schema looks ahead, which Go's engine does not
		re, err := regexp2.Compile(s, regexp2.ECMAScript)
		return (*expression)(re), err
	})
	if err := c.AddResource("linkset.json", text); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("linkset.json")
	if err != nil {
		t.Fatal(err)
	}
	return func(linkset []byte) error {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(linkset))
		if err != nil {
			return err
		}
		return s.Validate(v)
	}
}

// expression is a regexp2 expression as jsonschema asks for it.
type expression regexp2.Regexp

func (e *expression) MatchString(s string) bool {
	found, err := (*regexp2.Regexp)(e).MatchString(s)
	return err == nil && found
}

func (e *expression) String() string { return (*regexp2.Regexp)(e).String() }
