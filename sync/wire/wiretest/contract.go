// Package wiretest judges what travels by the contract alone,
// sync/asyncapi.yaml, without the package that made it.
package wiretest

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"endcap/sync/wire"
)

// Contract is the schemas of sync/asyncapi.yaml. Open is the only door.
type Contract struct {
	Text     []byte // the file
	compiler *jsonschema.Compiler
	compiled map[string]*jsonschema.Schema
}

// name is what the schemas know their document by.
const name = "asyncapi.json"

// Open reads the contract of the module that the test stands in.
func Open(t testing.TB) *Contract {
	t.Helper()
	text, err := os.ReadFile(Path(t))
	if err != nil {
		t.Fatal(err)
	}
	b, err := yaml.YAMLToJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	c := &Contract{Text: text, compiler: jsonschema.NewCompiler(), compiled: map[string]*jsonschema.Schema{}}
	c.compiler.DefaultDraft(jsonschema.Draft7) // what AsyncAPI 3.0 takes a schema for that says nothing
	c.compiler.AssertFormat()
	if err := c.compiler.AddResource(name, doc); err != nil {
		t.Fatal(err)
	}
	return c
}

// Path returns where the contract stands.
func Path(t testing.TB) string {
	t.Helper()
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			return filepath.Join(root, "sync", "asyncapi.yaml")
		}
		if filepath.Dir(root) == root {
			t.Fatal("wiretest: no go.mod above this test")
		}
		root = filepath.Dir(root)
	}
}

// Message returns what is wrong with the payload of one of the contract's
// messages: hello, events, ack and so on. A batch may be compressed.
func (c *Contract) Message(message string, payload []byte) error {
	if message == "events" && bytes.HasPrefix(payload, []byte("\x28\xb5\x2f\xfd")) {
		raw, err := wire.Decompress(payload, wire.MaxBatchRaw)
		if err != nil {
			return err
		}
		payload = raw
	}
	return c.check("#/components/messages/"+message+"/payload", payload)
}

// Schema returns what is wrong with JSON that one of the contract's schemas
// describes: Command, Manifest, Event and so on.
func (c *Contract) Schema(schema string, text []byte) error {
	return c.check("#/components/schemas/"+schema, text)
}

func (c *Contract) check(pointer string, text []byte) error {
	s := c.compiled[pointer]
	if s == nil {
		var err error
		if s, err = c.compiler.Compile(name + pointer); err != nil {
			return fmt.Errorf("wiretest: %w", err)
		}
		c.compiled[pointer] = s
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return fmt.Errorf("wiretest: %w", err)
	}
	return s.Validate(v)
}
