package author_test

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"endcap/offers"
	"endcap/offers/money"
	"endcap/scanner/gs1"
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
	"File.format": {"const": offers.Format}, "File.minor_digits": {"minimum": 0, "maximum": 4},
	"File.offers": {"maxItems": offers.MaxOffers}, "Offer.id": {"pattern": "^[a-z0-9][a-z0-9-]{0,63}$"},
	"Offer.rewards": {"minItems": 1, "maxItems": offers.MaxRules}, "Offer.conditions": {"maxItems": offers.MaxRules},
	"Offer.examples": {"maxItems": offers.MaxRules}, "Offer.valid": {"required": []string{"from", "to"}},
	"Reward.groups": {"minItems": 1, "maxItems": offers.MaxGroups}, "Reward.tiers": {"minItems": 1, "maxItems": offers.MaxRules},
	"Group.quantity": {"minimum": 1, "maximum": offers.MaxGroupOf}, "Get.quantity": {"minimum": 1, "maximum": offers.MaxGroupOf},
	"Line.quantity": {"minimum": 1, "maximum": offers.MaxUnits}, "Offer.priority": {"minimum": nil},
	"Condition.from": {"pattern": `^\d\d:\d\d$`}, "Condition.to": {"pattern": `^\d\d:\d\d$`},
	"Select.gtins": {"items": object{"type": "string", "pattern": `^\d{8,14}$`}},
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
		if f.Tag.Get("least") != "" {
			k["minimum"] = json.Number(f.Tag.Get("least"))
		}
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
			"then": object{"description": sentences[kind], "propertyNames": object{"enum": append([]string{"type"}, keysFor(t, kind)...)}},
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
	b, err := json.Marshal(top)
	var v any
	if err = errors.Join(err, json.Unmarshal(b, &v)); err != nil {
		t.Fatal(err)
	}
	return append(lines(t, v, 0), '\n')
}

// lines writes what lies deep on one line: the program carries the schema.
func lines(t *testing.T, v any, depth int) []byte {
	t.Helper()
	in, ok := v.(map[string]any)
	if !ok || depth == 4 {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(v); err != nil {
			t.Fatal(err)
		}
		return bytes.TrimSpace(b.Bytes())
	}
	out := []byte("{")
	for i, k := range slices.Sorted(maps.Keys(in)) {
		if i > 0 {
			out = append(out, ',')
		}
		out = fmt.Appendf(out, "\n%q:%s", k, lines(t, in[k], depth+1))
	}
	return append(out, '}')
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
