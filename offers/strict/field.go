package strict

import (
	"encoding"
	"encoding/json"
	"reflect"
	"strings"
)

// fieldOf returns the field of v that a key names, and its tag least: what a
// number that is written must be at least.
func fieldOf(v reflect.Value, key string) (field reflect.Value, least string, ok bool) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name := nameOf(f)
		if f.Anonymous && name == "" {
			if sub, least, ok := fieldOf(v.Field(i), key); ok {
				return sub, least, true
			}
			continue
		}
		if name == key && key != "-" {
			return v.Field(i), f.Tag.Get("least"), true
		}
	}
	return reflect.Value{}, "", false
}

func keysOf(t reflect.Type) []string {
	var keys []string
	for f := range t.Fields() {
		switch name := nameOf(f); {
		case f.Anonymous && name == "":
			keys = append(keys, keysOf(f.Type)...)
		case name != "" && name != "-":
			keys = append(keys, name)
		}
	}
	return keys
}

func nameOf(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// kind says what a value must be to fit the type.
func kind(t reflect.Type) string {
	if t.Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) || reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) {
		return "a text in quotation marks"
	}
	if t.Kind() == reflect.Pointer && t.Elem().Kind() != reflect.Struct {
		return kind(t.Elem())
	}
	switch t.Kind() { //nolint:exhaustive // the other kinds are never decoded into
	case reflect.String:
		return "a text in quotation marks"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice:
		return "a list [...]"
	case reflect.Struct, reflect.Map, reflect.Pointer:
		return "an object {...}"
	default:
		return "a whole number"
	}
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// skipValue reads over the next value.
func skipValue(dec *json.Decoder) error {
	var raw json.RawMessage
	return dec.Decode(&raw)
}

// skip reads to the end of the object or list that is open.
func skip(dec *json.Decoder) error {
	for depth := 1; depth > 0; {
		t, err := dec.Token()
		if err != nil {
			return err
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
	}
	return nil
}
