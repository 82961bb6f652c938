package author_test

import (
	"bytes"
	"encoding"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"endcap/offers"
	"endcap/offers/money"
	"endcap/scanner/gs1"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

var update = flag.Bool("update", false, "write the schema and the page of all words anew")

var someDay = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

// object is a JSON Schema, whose keys are written in alphabetical order.
type object map[string]any

// needed are the keys that must be there.
var needed = map[string][]string{
	"File": {"format", "currency", "minor_digits", "offers"}, "Offer": {"id", "name", "valid", "rewards"},
	"Condition": {"type"}, "Reward": {"type"}, "Group": {"quantity"}, "Get": {"quantity"}, "Tier": {"from"}, "Step": {"hours"},
	"Example": {"basket", "expect"}, "Line": {"quantity", "price"},
}

// narrowed are keys that take less than their type does.
var narrowed = map[string]object{
	"File.format": {"const": offers.Format}, "File.minor_digits": {"minimum": 0, "maximum": 4}, "File.sequence": {"minimum": 1},
	"File.offers": {"maxItems": offers.MaxOffers}, "Offer.id": {"pattern": "^[a-z0-9][a-z0-9-]{0,63}$"},
	"Offer.rewards": {"minItems": 1, "maxItems": offers.MaxRules}, "Offer.conditions": {"maxItems": offers.MaxRules},
	"Offer.examples": {"maxItems": offers.MaxRules}, "Offer.valid": {"required": []string{"from", "to"}},
	"Reward.groups": {"minItems": 1, "maxItems": offers.MaxGroups}, "Reward.tiers": {"minItems": 1, "maxItems": offers.MaxRules},
	"Group.quantity": {"minimum": 1, "maximum": offers.MaxGroupOf}, "Get.quantity": {"minimum": 1, "maximum": offers.MaxGroupOf},
	"Line.quantity": {"minimum": 1, "maximum": offers.MaxUnits}, "Offer.priority": {"minimum": nil},
	"Condition.from": {"pattern": `^\d\d:\d\d$`}, "Condition.to": {"pattern": `^\d\d:\d\d$`},
	"Limits.per_basket": {"minimum": 1}, "Select.gtins": {"items": object{"type": "string", "pattern": `^\d{8,14}$`}},
}

// writer turns the types of the format into definitions.
type writer struct {
	source
	defs object
}

func (w writer) of(t reflect.Type) object {
	if t.Kind() == reflect.Pointer {
		return w.of(t.Elem())
	}
	switch t {
	case reflect.TypeFor[money.Percent]():
		return object{"type": "string", "pattern": `^\d{1,3}(\.\d{1,4})?$`}
	case reflect.TypeFor[money.Currency]():
		return object{"type": "string", "pattern": "^[A-Z]{3}$"}
	case reflect.TypeFor[time.Time]():
		return object{"type": "string", "format": "date-time"}
	case reflect.TypeFor[gs1.GTIN]():
		return object{"type": "string", "pattern": `^\d{8,14}$`}
	case reflect.TypeFor[gs1.Date]():
		return object{"type": "string", "format": "date"}
	case reflect.TypeFor[offers.Text]():
		return object{"type": "object", "minProperties": 1, "additionalProperties": false, "patternProperties": object{
			"^[a-z]{2}(-[A-Z]{2})?$": object{"type": "string", "minLength": 1, "maxLength": offers.MaxWord},
		}}
	}
	if reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
		return object{"type": "string"}
	}
	switch t.Kind() { //nolint:exhaustive // the format has no others
	case reflect.Slice:
		return object{"type": "array", "items": w.of(t.Elem())}
	case reflect.Struct:
		w.define(t)
		return object{"$ref": "#/$defs/" + nameOf(t)}
	case reflect.String:
		if words := w.words[t.Name()]; words != nil {
			return object{"enum": words}
		}
		return object{"type": "string"}
	case reflect.Bool:
		return object{"type": "boolean"}
	}
	return object{"type": "integer", "minimum": 0}
}

func (w writer) define(t reflect.Type) {
	name := nameOf(t)
	if w.defs[name] != nil {
		return
	}
	s := object{"type": "object", "additionalProperties": false}
	w.defs[name] = s
	keys := object{}
	for f := range t.Fields() {
		if keyOf(f) == "-" {
			continue
		}
		k := w.of(f.Type)
		for what, v := range narrowed[t.Name()+"."+keyOf(f)] {
			if k[what] = v; v == nil {
				delete(k, what)
			}
		}
		if about := w.about(t, f); about != "" {
			k["description"] = about
		}
		keys[keyOf(f)] = k
	}
	s["properties"] = keys
	if n := needed[t.Name()]; n != nil {
		s["required"] = n
	}
	if doc := w.docs[t.Name()]; doc != "" {
		s["description"] = doc
	}
	if t.Name() == "Condition" || t.Name() == "Reward" {
		s["allOf"] = w.kinds(t)
	}
}

// nameOf is the name of a type's definition.
func nameOf(t reflect.Type) string {
	if path.Base(t.PkgPath()) != "offers" {
		return path.Base(t.PkgPath()) + "." + strings.ToLower(t.Name())
	}
	return strings.ToLower(t.Name())
}

// kinds are the types of a condition or a reward, each with the keys it takes.
func (w writer) kinds(t reflect.Type) (all []any) {
	for _, kind := range w.words[t.Name()+"Type"] {
		all = append(all, object{
			"if":   object{"properties": object{"type": object{"const": kind}}},
			"then": object{"title": kind, "description": sentences[kind], "propertyNames": object{"enum": append([]string{"type"}, keysFor(t, kind)...)}},
		})
	}
	return all
}

func schema(t *testing.T) []byte {
	t.Helper()
	w := writer{offersSource(t), object{}}
	top := w.of(reflect.TypeFor[offers.File]())
	top["$schema"], top["$id"], top["title"] = "https://json-schema.org/draft/2020-12/schema", "urn:endcap:offers:1", "endcap offer file"
	top["$defs"] = w.defs
	b, err := json.MarshalIndent(top, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return append(b, '\n')
}

// TestReference keeps the schema and the page of all words what the types say.
func TestReference(t *testing.T) {
	same(t, "../endcap-offers-1.schema.json", schema(t))
	same(t, "../../docs/offer-words.md", page(t))
	if !*update && offers.Schema() != string(schema(t)) {
		t.Error("the program has another schema than the file")
	}
}

func same(t *testing.T, file string, want []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, _ := os.ReadFile(file); !bytes.Equal(got, want) {
		t.Errorf("%s is not what package offers says; run make docs", file)
	}
}

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
func wider(t *testing.T, ourRoot, a, theirRoot, b map[string]any, path string) {
	t.Helper()
	if strings.Count(path, ".not") > 1 {
		return
	}
	a, b = followed(ourRoot, a), followed(theirRoot, b)
	if k, ok := b["const"]; ok && a["const"] != k {
		t.Errorf("%s: %v is not taken", path, k)
	}
	if list, ok := b["enum"].([]any); ok {
		known, _ := a["enum"].([]any)
		for _, v := range list {
			if !slices.Contains(known, v) {
				t.Errorf("%s: %v is not taken", path, v)
			}
		}
	}
	if list, ok := a["required"].([]any); ok {
		known, _ := b["required"].([]any)
		for _, v := range list {
			if !slices.Contains(known, v) {
				t.Errorf("%s: %v is asked for", path, v)
			}
		}
	}
	if items, ok := b["items"].(map[string]any); ok && a["items"] != nil {
		wider(t, ourRoot, a["items"].(map[string]any), theirRoot, items, path+"[]")
	}
	keys, _ := b["properties"].(map[string]any)
	known, _ := a["properties"].(map[string]any)
	for k, v := range keys {
		one, ok := known[k].(map[string]any)
		if !ok {
			t.Errorf("%s.%s is not taken", path, k)
			continue
		}
		wider(t, ourRoot, one, theirRoot, v.(map[string]any), path+"."+k)
	}
	for _, bound := range []string{"minimum", "minItems"} {
		x, have := a[bound].(float64)
		if y, _ := b[bound].(float64); have && x > y {
			t.Errorf("%s: %s is %v, theirs %v", path, bound, x, y)
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

// page lists every word of an offer file.
func page(t *testing.T) []byte {
	t.Helper()
	s := offersSource(t)
	var b bytes.Buffer
	b.WriteString("# Words of an offer file\nMade from package `offers` by `make docs`. How offers are written, by example: [offers.md](offers.md). `endcap offers schema` writes the same for an editor.\n")
	for _, t := range []reflect.Type{reflect.TypeFor[offers.Condition](), reflect.TypeFor[offers.Reward]()} {
		fmt.Fprintf(&b, "\n## %ss\n%s\n\n| type | what | keys |\n| --- | --- | --- |\n", t.Name(), s.docs[t.Name()])
		for _, kind := range s.words[t.Name()+"Type"] {
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", kind, sentences[kind], code(keysFor(t, kind)))
		}
	}
	for _, t := range []reflect.Type{
		reflect.TypeFor[offers.File](), reflect.TypeFor[offers.Offer](), reflect.TypeFor[offers.Condition](), reflect.TypeFor[offers.Reward](), reflect.TypeFor[offers.Group](),
		reflect.TypeFor[offers.Get](), reflect.TypeFor[offers.Family](), reflect.TypeFor[offers.Tier](), reflect.TypeFor[offers.Step](), reflect.TypeFor[offers.Select](), reflect.TypeFor[offers.Limits](),
		reflect.TypeFor[offers.Challenge](), reflect.TypeFor[offers.Example](), reflect.TypeFor[offers.Line](), reflect.TypeFor[offers.Customer](),
	} {
		fmt.Fprintf(&b, "\n## Keys of %s\n%s\n\n| key | takes | meaning |\n| --- | --- | --- |\n", strings.ToLower(t.Name()), s.docs[t.Name()])
		for f := range t.Fields() {
			if keyOf(f) == "-" {
				continue
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", keyOf(f), s.takes(f.Type), strings.ReplaceAll(s.about(t, f), "|", "\\|"))
		}
	}
	return b.Bytes()
}

func code(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return "`" + strings.Join(words, "` `") + "`"
}

// takes says what a key takes.
func (s source) takes(t reflect.Type) string {
	switch {
	case t.Kind() == reflect.Pointer:
		return s.takes(t.Elem())
	case t.Kind() == reflect.Slice:
		return "list of " + s.takes(t.Elem())
	case t == reflect.TypeFor[money.Percent]():
		return `percent, "12.5"`
	case t == reflect.TypeFor[time.Time]():
		return "moment"
	case t == reflect.TypeFor[offers.Text]():
		return "text by language"
	case t.Kind() == reflect.Struct && t.NumField() > 0 && !reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()):
		return strings.ToLower(t.Name())
	case len(s.words[t.Name()]) > 8:
		return "a type, above"
	case s.words[t.Name()] != nil:
		return code(s.words[t.Name()])
	case t.Kind() == reflect.Bool:
		return "true or false"
	case t.Kind() == reflect.Int64 && t.Name() == "int64", t.Kind() == reflect.Int:
		return "whole number"
	}
	return "text"
}
