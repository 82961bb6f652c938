package arch

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "endcap/"

// floors lists the packages from the ground up. A package may import only
// packages on lower floors. To read this table is to read the architecture.
var floors = [][]string{
	{"scanner/gs1", "scanner/gs1/gs1test", "scanner/qrcode", "scanner/scene", "scanner/scene/scenetest", "scanner/solomon", "scanner/decode/light", "offers/money", "offers/strict", "offers/ask", "offers/play", "sync/cert", "internal/boltfile", "scanner/plug"},
	{"offers/catalog", "offers/stock", "offers/quota", "offers/solve", "offers/points", "scanner", "scanner/write", "scanner/decode/plane", "scanner/decode/letters", "configs", "scanner/gs1/resolver", "scanner/gs1/schematest", "internal/web"},
	{
		"offers", "offers/assortment", "scanner/decode/linear", "scanner/decode/databar", "scanner/decode/qr", "scanner/decode/datamatrix",
		"scanner/decode/aztec", "scanner/decode/pdf417", "sync/wire", "scanner/gs1/resolver/resolvertest",
	},
	{"scanner/decode", "offers/basket", "offers/shopper", "device", "device/label", "sync/outbox", "sync/inbox", "sync/command", "device/clock", "sync/wire/wiretest"},
	{"scanner/video", "offers/journal", "offers/cases", "offers/author", "device/intake", "sync/session", "sync/outbox/outboxtest"},
	{"device/cart", "device/shelf", "internal/store"},
	{
		"scanner/camera", "scanner/serial", "scanner/wedge", "scanner/imagefile", "scanner/scannertest", "device/epaper", "device/sim", "device/devicetest",
		"sync/mqtt", "sync/mqtttest", "sync/broker", "internal/diag", "internal/screen", "internal/hq/ledger", "internal/hq/ledger/ledgertest",
		"internal/disktest",
	},
	{"device/board", "internal/hq/publish", "internal/hq/uplink", "internal/hq/epcis", "internal/hq/epcis/epcistest"},
	{"internal/hq/page"},
	{"internal/node", "internal/hq"},
	{"internal/cli", "internal/stage", "internal/sim"},
	{"internal/demo"},
	{"cmd/endcap", "cmd/endcap-hq", "internal/arch"},
}

// owners names the only packages that may import a third-party module.
var owners = map[string][]string{
	"go.etcd.io/bbolt":                    {"internal/store"},
	"github.com/eclipse/paho.mqtt.golang": {"sync/mqtt"},
	"github.com/makiuchi-d/gozxing":       {"scanner/decode"}, // its tests only
	"periph.io/x/":                        {"device/epaper", "device/board"},
	"github.com/hanwen/go-fuse":           {"internal/disktest"},
	"github.com/nats-io/nats-server":      {"sync/broker"},
	"modernc.org/sqlite":                  {"internal/hq/ledger"},
	"github.com/jackc/pgx":                {"internal/hq/ledger"},
	"github.com/klauspost/compress":       {"sync/wire"},
	"github.com/goccy/go-yaml":            {"configs", "offers/author", "sync/wire/wiretest"},
	"github.com/alecthomas/kong":          {"internal/cli"},
	"github.com/charmbracelet/lipgloss":   {"internal/demo"},
	"golang.org/x/image/font":             {"device/label"},
	"golang.org/x/text":                   {"scanner/decode/letters"},
	"github.com/santhosh-tekuri/":         {"scanner/gs1/schematest", "sync/wire/wiretest"},
	"github.com/dlclark/regexp2":          {"scanner/gs1/schematest"},
}

func TestImportsPointDown(t *testing.T) {
	floor := map[string]int{}
	for i, names := range floors {
		for _, name := range names {
			floor[name] = i
		}
	}
	for from, imports := range packages(t) {
		if _, ok := floor[from]; !ok {
			t.Errorf("%s stands on no floor; add it to floors", from)
			continue
		}
		for _, imp := range imports {
			if to, ours := strings.CutPrefix(imp, module); ours && floor[to] >= floor[from] {
				t.Errorf("%s (floor %d) must not import %s (floor %d)", from, floor[from], to, floor[to])
			}
			for prefix, who := range owners {
				if strings.HasPrefix(imp, prefix) && !slices.Contains(who, from) {
					t.Errorf("%s imports %s; only %v may", from, imp, who)
				}
			}
		}
	}
}

// TestArchitecturePageShowsTheFloors holds the table of ARCHITECTURE.md
// against floors.
func TestArchitecturePageShowsTheFloors(t *testing.T) {
	page, err := os.ReadFile("../../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string][]string{}
	for _, row := range regexp.MustCompile(`(?m)^\| (\d+) \| (.*) \|$`).FindAllStringSubmatch(string(page), -1) {
		for _, name := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(row[2], -1) {
			rows[row[1]] = append(rows[row[1]], name[1])
		}
	}
	for i, names := range floors {
		if got := rows[strconv.Itoa(i)]; !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(names))) {
			t.Errorf("floor %d: the page shows %v, the table says %v", i, got, names)
		}
	}
	if len(rows) != len(floors) {
		t.Errorf("the page shows %d floors, the table has %d", len(rows), len(floors))
	}
}

// packages reads the imports of every package in the module, for every
// platform and build tag. It reads the files itself, rather than running
// go list, so that the go command knows when a cached result is stale.
func packages(t *testing.T) map[string][]string {
	t.Helper()
	imports := map[string][]string{}
	root := os.DirFS("../..")
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return err
		}
		src, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ImportsOnly)
		if err != nil {
			return err
		}
		paths := imports[path.Dir(name)]
		for _, spec := range f.Imports {
			imp, _ := strconv.Unquote(spec.Path.Value)
			paths = append(paths, imp)
		}
		imports[path.Dir(name)] = paths
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return imports
}
