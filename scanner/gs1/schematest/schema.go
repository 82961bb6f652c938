// Package schematest judges JSON by the schemas that GS1 publishes. They lie
// beside the project: their licence lets them be used, not shipped.
package schematest

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/dlclark/regexp2"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Paths of schemas in the folder shared beside the project.
const (
	EPCIS   = "epcis/schema/EPCIS-JSON-Schema.json"  // EPCIS 2.0: a document, or an event that stands alone
	Linkset = "gs1/resolver/gs1-linkset-schema.json" // what a Digital Link resolver lists
)

// Open returns what judges a text by one of the schemas. It skips the test
// where that is not at hand.
func Open(t testing.TB, name string) func(text []byte) error {
	t.Helper()
	root, err := os.Getwd()
	for err == nil {
		if _, missing := os.Stat(filepath.Join(root, "go.mod")); missing == nil || filepath.Dir(root) == root {
			break
		}
		root = filepath.Dir(root)
	}
	f, err := os.Open(filepath.Join(filepath.Dir(root), "shared", name))
	if err != nil {
		t.Skip("GS1's schema is not beside the project: ", err)
	}
	defer f.Close()
	doc, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.UseRegexpEngine(func(s string) (jsonschema.Regexp, error) { // the schemas look ahead, which Go's engine does not
		re, err := regexp2.Compile(s, regexp2.ECMAScript)
		return (*expression)(re), err
	})
	if err := c.AddResource(name, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(name)
	if err != nil {
		t.Fatal(err)
	}
	return func(text []byte) error {
		v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
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
