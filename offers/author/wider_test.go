package author_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"endcap/offers"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

func compiled(t *testing.T, b []byte) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("offers.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("offers.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSchema_TakesWhatTheProgramTakesAndRefusesMuchThatItRefuses(t *testing.T) {
	s := compiled(t, []byte(offers.Schema()))
	for name, right := range map[string]bool{
		"../testdata/offers.json": true, "../../configs/demo/offers.json": true, "testdata/faulty.json": false, "testdata/good.yaml": true,
	} {
		if err := s.Validate(valueOf(t, name)); (err == nil) != right {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func valueOf(t *testing.T, name string) (v any) {
	t.Helper()
	b, err := os.ReadFile(name)
	if err == nil && filepath.Ext(name) == ".yaml" {
		if err = yaml.Unmarshal(b, &v); err == nil {
			b, err = json.Marshal(v)
		}
	}
	if err == nil {
		v, err = jsonschema.UnmarshalJSON(bytes.NewReader(b))
	}
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestSchema_TakesAllThatTheFirstSchemaTakes walks the schema that the format
// was planned with.
func TestSchema_TakesAllThatTheFirstSchemaTakes(t *testing.T) {
	b, err := os.ReadFile("../../../shared/pricing/offers.schema.json")
	if err != nil {
		t.Skip("the first schema is not on this machine; its keys are not compared")
	}
	var theirs, ours map[string]any
	if err := json.Unmarshal(b, &theirs); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(offers.Schema()), &ours); err != nil {
		t.Fatal(err)
	}
	wider(t, ours, ours, theirs, theirs, "")
}

// wider tells what the second schema takes and the first does not.
func wider(t *testing.T, ourRoot, a, theirRoot, b map[string]any, at string) {
	t.Helper()
	if strings.Count(at, ".not") > 1 {
		return
	}
	a, b = followed(ourRoot, a), followed(theirRoot, b)
	if k, ok := b["const"]; ok && a["const"] != k {
		t.Errorf("%s: %v is not taken", at, k)
	}
	if list, ok := b["enum"].([]any); ok {
		known, _ := a["enum"].([]any)
		for _, v := range list {
			if !slices.Contains(known, v) {
				t.Errorf("%s: %v is not taken", at, v)
			}
		}
	}
	if list, ok := a["required"].([]any); ok {
		known, _ := b["required"].([]any)
		for _, v := range list {
			if !slices.Contains(known, v) {
				t.Errorf("%s: %v is asked for", at, v)
			}
		}
	}
	if items, ok := b["items"].(map[string]any); ok && a["items"] != nil {
		wider(t, ourRoot, a["items"].(map[string]any), theirRoot, items, at+"[]")
	}
	keys, _ := b["properties"].(map[string]any)
	known, _ := a["properties"].(map[string]any)
	for k, v := range keys {
		one, ok := known[k].(map[string]any)
		if !ok {
			t.Errorf("%s.%s is not taken", at, k)
			continue
		}
		wider(t, ourRoot, one, theirRoot, v.(map[string]any), at+"."+k)
	}
	for _, bound := range []string{"minimum", "minItems"} {
		x, have := a[bound].(float64)
		if y, _ := b[bound].(float64); have && x > y {
			t.Errorf("%s: %s is %v, theirs %v", at, bound, x, y)
		}
	}
}

func followed(root, s map[string]any) map[string]any {
	ref, ok := s["$ref"].(string)
	if !ok {
		return s
	}
	return root["$defs"].(map[string]any)[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
}
