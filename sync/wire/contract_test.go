package wire_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"endcap/device"
	"endcap/device/intake"
	"endcap/device/label"
	"endcap/offers"
	"endcap/offers/basket"
	"endcap/offers/catalog"
	"endcap/offers/points"
	"endcap/offers/quota"
	"endcap/offers/stock"
	"endcap/sync/wire"
	"endcap/sync/wire/wiretest"
)

// others are limits of the contract that are not wire's own.
var others = map[string]int64{
	"catalog.MaxName": catalog.MaxName, "catalog.MaxWord": catalog.MaxWord, "catalog.MaxWords": catalog.MaxWords, "catalog.MaxRecalled": catalog.MaxRecalled,
	"catalog.MaxLinks": catalog.MaxLinks, "catalog.MaxLangs": catalog.MaxLangs, "catalog.MaxCertificates": catalog.MaxCertificates, "catalog.MaxLots": catalog.MaxLots,
	"catalog.MaxSteps": catalog.MaxSteps, "catalog.MaxHref": catalog.MaxHref, "catalog.MaxText": catalog.MaxText, "catalog.MaxLang": catalog.MaxLang,
	"catalog.MaxSerial": catalog.MaxSerial, "catalog.MaxMedia": catalog.MaxMedia, "catalog.MaxTogether": catalog.MaxTogether,
	"quota.MaxFigure": quota.MaxFigure, "quota.MaxID": quota.MaxID, "points.MaxPoints": points.MaxPoints,
	"offers.MaxIDLength": offers.MaxIDLength, "offers.MaxRules": offers.MaxRules,
	"basket.MaxLines": basket.MaxLines, "basket.MaxCoupons": basket.MaxCoupons, "catalog.MaxPrice": catalog.MaxPrice, "basket.MaxGrams": basket.MaxGrams, "stock.MaxQuantity": stock.MaxQuantity,
}

// TestContract_SaysTheLimitsAndShowsTheGoldens proves that every limit stands
// in the contract as it stands in limits.go, and every example as its golden
// file does. With -update it writes them.
func TestContract_SaysTheLimitsAndShowsTheGoldens(t *testing.T) {
	limits, named := limits(t), map[string]bool{}
	number := regexp.MustCompile(`(?m): (\d+) # (base64 of )?(\w+\.\w+|\w+)$`)
	example := regexp.MustCompile(`(?m)^( *)# ([\w./-]+\.json)\n( *(?:payload:|-) ).*$`)
	c := wiretest.Open(t)
	want := number.ReplaceAllStringFunc(string(c.Text), func(line string) string {
		p := number.FindStringSubmatch(line)
		n, known := limits[p[3]]
		if other, ok := others[p[3]]; ok {
			n, known = other, true
		}
		if !known {
			t.Errorf("%s is no limit of ours", p[3])
		}
		named[p[3]] = true
		if p[2] != "" {
			n = (n + 2) / 3 * 4
		}
		return strings.Replace(line, ": "+p[1], ": "+strconv.FormatInt(n, 10), 1)
	})
	want = example.ReplaceAllStringFunc(want, func(lines string) string {
		p := example.FindStringSubmatch(lines)
		b, err := os.ReadFile(filepath.Join("testdata", p[2]))
		if err != nil {
			t.Error(err)
		}
		return p[1] + "# " + p[2] + "\n" + p[3] + string(b)
	})
	if *update {
		if err := os.WriteFile(wiretest.Path(t), []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if d := cmp.Diff(strings.Split(string(c.Text), "\n"), strings.Split(want, "\n")); d != "" {
		t.Errorf("go test -count=2 ./sync/wire -update writes the contract anew:\n%s", d)
	}
	for name := range limits {
		if !named[name] && (ast.IsExported(name) || name == "maxName" || name == "compressFrom") && !slices.Contains(inside, name) {
			t.Errorf("the contract does not name %s", name)
		}
	}
	if len(named) < 25 {
		t.Errorf("the contract names only %d limits", len(named))
	}
}

// inside are limits of wire that no message shows.
var inside = []string{"MaxBook", "MaxAhead"}

// hours is all that limits.go asks of package time, so that no toolchain has to
// be found to read it.
type hours struct{}

func (hours) Import(path string) (*types.Package, error) {
	p := types.NewPackage(path, path)
	p.Scope().Insert(types.NewConst(token.NoPos, p, "Hour", types.Typ[types.Int64], constant.MakeInt64(int64(time.Hour))))
	p.MarkComplete()
	return p, nil
}

// limits reads the constants of limits.go.
func limits(t *testing.T) map[string]int64 {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "limits.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	p, err := (&types.Config{Importer: hours{}}).Check("wire", fset, []*ast.File{f}, nil)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]int64{}
	for _, name := range p.Scope().Names() {
		if c, ok := p.Scope().Lookup(name).(*types.Const); ok {
			all[name], _ = constant.Int64Val(c.Val())
		}
	}
	return all
}

// TestContract_NamesEveryKindAndType reads every constant that travels out of
// the source and looks for it in the contract.
func TestContract_NamesEveryKindAndType(t *testing.T) {
	text, found := string(wiretest.Open(t).Text), 0
	page, err := os.ReadFile("../../docs/wire.md")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 || strings.HasSuffix(file, "_test.go") {
				return true
			}
			lit, ok := spec.Values[0].(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			value, name := lit.Value[1:len(lit.Value)-1], spec.Names[0].Name
			kind, _ := spec.Type.(*ast.Ident)
			switch {
			case strings.HasPrefix(strings.ToLower(name), "kind"):
				value = "address: ec/1/{tenant}/{store}/{device}/" + value
			case kind == nil || !slices.Contains([]string{"Type", "Stream", "Clock", "Outcome", "Purpose"}, kind.Name):
				return true
			}
			if kind != nil && kind.Name == "Type" && !bytes.Contains(page, []byte("`"+value+"`")) {
				t.Errorf("docs/wire.md says nothing of %s", value)
			}
			if found++; !strings.Contains(text, value) {
				t.Errorf("%s: %s is %s, of which the contract says nothing", file, name, value)
			}
			return true
		})
	}
	if found < 30 {
		t.Errorf("only %d constants were found", found)
	}
	if head := "address: " + (wire.Address{Tenant: "{tenant}", Store: "{store}"}).BookHead(); !strings.Contains(text, head) {
		t.Errorf("no %s", head)
	}
}

// described are the types that schemas of the contract describe.
var described = map[string]any{
	"Hello": wire.Hello{}, "Position": wire.Position{}, "Reading": wire.Reading{}, "Welcome": wire.Welcome{}, "Mark": wire.Mark{}, "Ack": wire.Ack{},
	"Status": wire.Status{}, "Get": wire.Get{}, "Signed": wire.Signed{}, "Command": wire.Command{}, "Manifest": wire.Manifest{}, "Delta": wire.Delta{},
	"Chunk": wire.Chunk{}, "BookLine": wire.BookLine{}, "Product": catalog.Product{}, "Movement": stock.Movement{}, "Sale": basket.Sale{}, "Return": basket.Return{}, "Rest": basket.Rest{},
	"SaleLine": basket.SaleLine{}, "Shown": label.Shown{}, "Refusal": intake.Refusal{}, "BookSwitch": wire.BookSwitch{}, "CommandResult": wire.CommandResult{},
	"Sheet": catalog.Sheet{}, "Link": catalog.Link{}, "SheetText": catalog.Text{}, "Allergen": catalog.Allergen{}, "Certificate": catalog.Certificate{},
	"LotTrace": catalog.Lot{}, "Step": catalog.Step{}, "Notice": catalog.Notice{},
	"Granted": wire.Granted{}, "Taken": wire.Taken{}, "Grant": quota.Grant{}, "PointsEntry": points.Entry{}, "Redemption": wire.Redemption{}, "Draw": wire.Draw{},
	"StoreRepair": wire.StoreRepair{}, "Health": device.Health{}, "Dropped": wire.Dropped{}, "Level": stock.Level{}, "StockCount": stock.Count{}, "Settled": stock.Settled{},
}

// schema is what the tests read of a schema.
type schema struct {
	AllOf []struct {
		Ref string `json:"$ref"`
	} `json:"allOf"`
	Properties map[string]json.RawMessage `json:"properties"`
	Required   []string                   `json:"required"`
}

// members returns the names of a schema's members, each that may be absent
// with a question mark.
func (s schema) members(all map[string]schema) (names []string) {
	for name := range s.Properties {
		if !slices.Contains(s.Required, name) {
			name += "?"
		}
		names = append(names, name)
	}
	for _, of := range s.AllOf {
		names = append(names, all[filepath.Base(of.Ref)].members(all)...)
	}
	slices.Sort(names)
	return names
}

// fields returns the same of a Go type.
func fields(t reflect.Type) (names []string) {
	for f := range t.Fields() {
		if f.Anonymous {
			names = append(names, fields(f.Type)...)
			continue
		}
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if strings.HasPrefix(options, "omit") {
			name += "?"
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func TestContract_HasEveryMemberOfEveryType(t *testing.T) {
	b, err := yaml.YAMLToJSON(wiretest.Open(t).Text)
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Components struct {
			Schemas map[string]schema `json:"schemas"`
		} `json:"components"`
	}
	if err := json.NewDecoder(bytes.NewReader(b)).Decode(&doc); err != nil {
		t.Fatal(err)
	}
	all := doc.Components.Schemas
	for name, v := range described {
		if d := cmp.Diff(all[name].members(all), fields(reflect.TypeOf(v))); d != "" {
			t.Errorf("%s (-contract +%T):\n%s", name, v, d)
		}
	}
	if open := fmt.Sprint(all["Offer"].Required); open != "[id name valid rewards]" {
		t.Errorf("the frame of an offer is %s", open)
	}
}
