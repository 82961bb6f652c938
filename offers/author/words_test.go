package author_test

import (
	"bytes"
	"encoding"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"endcap/offers"
	"endcap/offers/ask"
	"endcap/offers/money"
)

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
	for _, of := range []struct {
		what   string
		fields map[string]ask.Type
	}{{"condition", offers.ConditionFields()}, {"select", offers.SelectFields()}} {
		fmt.Fprintf(&b, "\n## What the expr of a %s may ask for\nMoney is in minor units. Of a shopper of whom nothing is known every number is 0 and every list empty.\n\n| field | is |\n| --- | --- |\n", of.what)
		for _, name := range slices.Sorted(maps.Keys(of.fields)) {
			fmt.Fprintf(&b, "| `%s` | %s |\n", name, of.fields[name])
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
