package configs

import (
	"bytes"
	"encoding"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"reflect"
	"testing"
)

var update = flag.Bool("update", false, "write the reference page and the editor's schema anew")

// TestReference keeps docs/configuration.md and endcap.schema.json what the
// struct says.
func TestReference(t *testing.T) {
	var page bytes.Buffer
	page.WriteString("# Configuration\nMade from `configs/config.go` by `make docs`. Every key, its default, and what it means; an example of each role lies in `configs/`. `endcap check --config FILE` reports every fault at once, with line and column.\n\n| key | default | meaning |\n| --- | --- | --- |\n")
	rows(&page, reflect.TypeFor[Config](), "")
	same(t, "../docs/configuration.md", page.Bytes())

	doc := schema(reflect.TypeFor[Config]())
	doc["$schema"], doc["title"] = "https://json-schema.org/draft/2020-12/schema", "endcap device configuration"
	b, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	same(t, "endcap.schema.json", append(b, '\n'))
}

func same(t *testing.T, file string, want []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, _ := os.ReadFile(file); !bytes.Equal(got, want) {
		t.Errorf("%s is not what config.go says; run make docs", file)
	}
}

func rows(w *bytes.Buffer, t reflect.Type, under string) {
	for f := range t.Fields() {
		key := join(under, f.Tag.Get("yaml"))
		value := f.Tag.Get("default")
		if f.Tag.Get("need") != "" {
			value = "(required)"
		}
		if f.Tag.Get("one") != "" {
			value = "(one of these)"
		}
		inner, suffix := group(f.Type)
		if inner != nil && value == f.Tag.Get("default") {
			value = ""
		}
		fmt.Fprintf(w, "| `%s%s` | %s | %s |\n", key, suffix, value, f.Tag.Get("doc"))
		if inner != nil {
			rows(w, inner, key+suffix)
		}
	}
}

// group returns the struct that a key holds, itself or in a list.
func group(t reflect.Type) (inner reflect.Type, suffix string) {
	if t.Kind() == reflect.Slice {
		t, suffix = t.Elem(), "[]"
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() == reflect.Struct && !reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
		return t, suffix
	}
	return nil, suffix
}

func schema(t reflect.Type) map[string]any {
	if t.Kind() == reflect.Slice {
		return map[string]any{"type": "array", "items": schema(t.Elem()), "maxItems": maxList}
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if inner, _ := group(t); inner == nil {
		switch t {
		case reflect.TypeFor[Role]():
			return map[string]any{"enum": []Role{Cart, Shelf}}
		case reflect.TypeFor[Board]():
			return map[string]any{"enum": []Board{Sim, Host}}
		case reflect.TypeFor[Baud](), reflect.TypeFor[Number]():
			return map[string]any{"type": "integer"}
		case reflect.TypeFor[Adjustment]():
			return map[string]any{"type": []string{"string", "integer"}}
		}
		return map[string]any{"type": "string"}
	}
	keys, need := map[string]any{}, []string{}
	for f := range t.Fields() {
		s := schema(f.Type)
		s["description"] = f.Tag.Get("doc")
		keys[f.Tag.Get("yaml")] = s
		if f.Tag.Get("need") != "" {
			need = append(need, f.Tag.Get("yaml"))
		}
	}
	s := map[string]any{"type": "object", "additionalProperties": false, "properties": keys}
	if len(need) > 0 {
		s["required"] = need
	}
	var one []any
	for _, name := range choices(t) {
		one = append(one, map[string]any{"required": []string{name}})
	}
	if one != nil {
		s["oneOf"] = one
	}
	return s
}
