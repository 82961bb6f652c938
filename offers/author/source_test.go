package author_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"endcap/offers"
	"endcap/offers/money"
)

// source is what the files of package offers say of the format beyond its
// types: doc comments, and the words that may be written.
type source struct {
	docs  map[string]string   // of "Offer" and "Offer.StackGroup"
	words map[string][]string // of "RewardType": "percent_off", in the order they stand
}

func readSource(t *testing.T, files ...string) source {
	t.Helper()
	s := source{map[string]string{}, map[string][]string{}}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if g, ok := d.(*ast.GenDecl); ok {
				s.decl(g)
			}
		}
	}
	return s
}

func offersSource(t *testing.T) source {
	t.Helper()
	files, err := filepath.Glob("../*.go")
	if err != nil {
		t.Fatal(err)
	}
	s := readSource(t, files...)
	s.words["Of"] = readSource(t, "../play/challenge.go").words["Of"]
	return s
}

func (s source) decl(g *ast.GenDecl) {
	for _, spec := range g.Specs {
		switch d := spec.(type) {
		case *ast.TypeSpec:
			s.docs[d.Name.Name] = text(d.Doc, g.Doc)
			if st, ok := d.Type.(*ast.StructType); ok {
				for _, f := range st.Fields.List {
					for _, n := range f.Names {
						s.docs[d.Name.Name+"."+n.Name] = text(f.Doc, f.Comment)
					}
				}
			}
		case *ast.ValueSpec:
			id, ok := d.Type.(*ast.Ident)
			if !ok || g.Tok != token.CONST {
				continue
			}
			for _, v := range d.Values {
				if lit, ok := v.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					word, _ := strconv.Unquote(lit.Value)
					s.words[id.Name] = append(s.words[id.Name], word)
				}
			}
		}
	}
}

// text joins comments to one line.
func text(all ...*ast.CommentGroup) string {
	var out []string
	for _, c := range all {
		if c != nil {
			out = append(out, strings.Join(strings.Fields(c.Text()), " "))
		}
	}
	return strings.Join(out, " ")
}

// about is the doc comment of a field, in the words of the file: Go's names of
// fields are written as their keys.
func (s source) about(t reflect.Type, f reflect.StructField) string {
	words := strings.Fields(s.docs[t.Name()+"."+f.Name])
	for i, w := range words {
		bare := strings.TrimRight(w, ".,:;")
		if other, ok := t.FieldByName(bare); ok {
			words[i] = keyOf(other) + w[len(bare):]
		}
	}
	return strings.Join(words, " ")
}

func keyOf(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return name
}

// keysFor asks the checker which keys a condition or a reward of a type takes.
func keysFor(t reflect.Type, kind string) (keys []string) {
	for f := range t.Fields() {
		v := reflect.New(t).Elem()
		v.FieldByName("Type").SetString(kind)
		if keyOf(f) == "type" {
			continue
		}
		set(v.FieldByIndex(f.Index))
		o := offers.Offer{ID: "a", Name: offers.Text{"en": "A"}}
		if c, ok := reflect.TypeAssert[offers.Condition](v); ok {
			o.Conditions = []offers.Condition{c}
		} else {
			o.Rewards = []offers.Reward{v.Interface().(offers.Reward)}
		}
		_, err := offers.Compile(money.Currency{'E', 'U', 'R'}, []offers.Offer{o})
		if err == nil || !strings.Contains(err.Error(), kind+" has no use for "+keyOf(f)+";") {
			keys = append(keys, keyOf(f))
		}
	}
	return keys
}

// set gives a value that is not zero.
func set(v reflect.Value) {
	switch v.Kind() { //nolint:exhaustive // conditions and rewards have no others
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Struct:
		for _, f := range v.Fields() {
			if f.CanSet() && f.Type() == reflect.TypeFor[time.Time]() {
				f.Set(reflect.ValueOf(someDay))
			}
		}
	default:
		v.SetInt(1)
	}
}
