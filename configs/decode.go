package configs

import (
	"encoding"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

type tokenPosition = token.Position

// decoder walks a syntax tree beside a Go value and collects every fault. The
// library's own strict mode stops at the first.
type decoder struct {
	file   string
	faults FileErrors
	at     map[string]tokenPosition // where each key's value stands, for later checks
}

func newDecoder(file string) *decoder {
	return &decoder{file: file, at: map[string]tokenPosition{}}
}

// load returns the bytes of a configuration file.
func load(file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, fmt.Errorf("configuration: %w; name another file", err)
	}
	if info.Size() > maxFile || !info.Mode().IsRegular() {
		return nil, fmt.Errorf("configuration %s: not a file of at most %d KiB; name another", file, maxFile>>10)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	return b, nil
}

// decode decodes the text of a file into the struct behind to.
func (d *decoder) decode(b []byte, to any) {
	doc, err := parser.ParseBytes(b, 0)
	var bad *yaml.SyntaxError
	switch {
	case errors.As(err, &bad):
		d.fault(bad.Token, "", "%s", bad.Message)
		return
	case err != nil:
		d.faults = append(d.faults, Fault{File: d.file, Text: err.Error()})
		return
	case len(doc.Docs) != 1 || doc.Docs[0].Body == nil:
		d.faults = append(d.faults, Fault{File: d.file, Text: "the file must hold one document with at least one key"})
		return
	}
	d.value(doc.Docs[0].Body, reflect.ValueOf(to).Elem(), "", 0)
}

func (d *decoder) fault(t *token.Token, key, format string, args ...any) {
	f := Fault{File: d.file, Key: key, Text: fmt.Sprintf(format, args...)}
	if t != nil && t.Position != nil {
		f.Line, f.Column = t.Position.Line, t.Position.Column
	}
	d.faults = append(d.faults, f)
}

// value decodes one node into v; key is its path, such as sync.brokers[0].
func (d *decoder) value(n ast.Node, v reflect.Value, key string, depth int) {
	if depth > maxDepth {
		d.fault(n.GetToken(), key, "nested deeper than %d", maxDepth)
		return
	}
	d.at[key] = *n.GetToken().Position
	if to, ok := reflect.TypeAssert[encoding.TextUnmarshaler](v.Addr()); ok {
		d.scalar(n, key, to.UnmarshalText)
		return
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
		setDefaults(v)
	}
	if v.Kind() == reflect.Struct {
		d.fields(n, v, key, depth)
		return
	}
	if v.Kind() == reflect.Slice {
		d.list(n, v, key, depth)
		return
	}
	d.scalar(n, key, func(b []byte) error { return plain(v, string(b)) })
}

// plain sets a text or a whole number; the structs here have no other kinds.
func plain(v reflect.Value, text string) error {
	if v.Kind() == reflect.String {
		v.SetString(text)
		return nil
	}
	i, err := strconv.Atoi(text)
	if err != nil {
		return fmt.Errorf("%q is not a whole number", text)
	}
	v.SetInt(int64(i))
	return nil
}

func (d *decoder) scalar(n ast.Node, key string, set func([]byte) error) {
	if tag, ok := n.(*ast.TagNode); ok {
		n = tag.Value
	}
	if _, ok := n.(ast.ScalarNode); !ok {
		d.fault(n.GetToken(), key, "write one value here, not a list or a group of keys")
		return
	}
	if err := set([]byte(n.GetToken().Value)); err != nil {
		d.fault(n.GetToken(), key, "%s", err)
	}
}

func (d *decoder) list(n ast.Node, v reflect.Value, key string, depth int) {
	seq, ok := n.(*ast.SequenceNode)
	if !ok {
		d.fault(n.GetToken(), key, "write a list here: one entry a line, each behind \"- \"")
		return
	}
	if len(seq.Values) > maxList {
		d.fault(n.GetToken(), key, "%d entries; at most %d", len(seq.Values), maxList)
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(seq.Values), len(seq.Values)))
	for i, entry := range seq.Values {
		d.value(entry, v.Index(i), fmt.Sprintf("%s[%d]", key, i), depth+1)
	}
}

func (d *decoder) fields(n ast.Node, v reflect.Value, key string, depth int) {
	var pairs []*ast.MappingValueNode
	switch m := n.(type) {
	case *ast.MappingNode:
		pairs = m.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{m}
	default:
		d.fault(n.GetToken(), key, "write a group of keys here: %s", strings.Join(keys(v.Type()), ", "))
		return
	}
	given := map[string]bool{}
	for _, pair := range pairs {
		name := pair.Key.GetToken().Value
		i := fieldNamed(v.Type(), name)
		if i < 0 {
			d.fault(pair.Key.GetToken(), join(key, name), "unknown key; %s", nearest(name, keys(v.Type())))
			continue
		}
		given[name] = true
		d.value(pair.Value, v.Field(i), join(key, name), depth+1)
	}
	first, one := n.GetToken(), 0
	if len(pairs) > 0 {
		first = pairs[0].Key.GetToken()
	}
	for f := range v.Type().Fields() {
		name := f.Tag.Get("yaml")
		if !given[name] && f.Tag.Get("need") != "" {
			d.fault(first, join(key, name), "missing; add the key %s: %s", name, f.Tag.Get("doc"))
		}
		if given[name] && f.Tag.Get("one") != "" {
			one++
		}
	}
	if names := choices(v.Type()); names != nil && one != 1 {
		d.fault(first, key, "write exactly one of the keys %s here", strings.Join(names, ", "))
	}
}

// inside returns path as seen from the folder of the file.
func (d *decoder) inside(path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(d.file), path)
}
