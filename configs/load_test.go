package configs

import (
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"endcap/scanner/plug"
	"endcap/sync/cert"
	"endcap/sync/mqtttest"
)

// folder returns a fresh folder with a public key in it.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	key := base64.StdEncoding.EncodeToString(make([]byte, 32))
	if err := os.WriteFile(filepath.Join(dir, "book.pub"), []byte(key+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	file := filepath.Join(dir, name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestLoad_TheExamplesAreRight(t *testing.T) {
	for _, name := range []string{"cart.yaml", "shelf.yaml", "scanners.yaml"} {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		c, err := Load(write(t, folder(t), name, string(b)))
		if err != nil {
			t.Fatalf("%s:\n%v", name, err)
		}
		if got, want := time.Duration(c.Sync.Retry), 30*time.Second; got != want {
			t.Errorf("%s: default of sync.retry is %v, want %v", name, got, want)
		}
		if c.Role == Shelf && c.Labels[1].Size != (Pixels{250, 122}) {
			t.Errorf("default size of a label is %v", c.Labels[1].Size)
		}
	}
	b, err := DemoFiles.ReadFile("demo.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ParseDemo("demo.yaml", b); err != nil {
		t.Fatal(err)
	}
}

// Ensure that one reading shows every fault, where it stands and what would
// be right.
func TestLoad_AllFaultsAtOnce(t *testing.T) {
	file := write(t, t.TempDir(), "bad.yaml", `role: kart
tenant: Demo Shop
store: harbour
data: ./data
scanner:
  - name: front
scanners:
  - name: front
    folder: ./pictures
    every: 50
  - name: front
    folder: ./more
layouts: [21XYZ]
screen: {listen: 0.0.0.0:8080}
sync:
  brokers: [mqtts://hq, "tcp//x"]
  key: nowhere.pub
  retry: 3 days
quota: 512MB
links: https://shelf.example/
`)
	_, err := Load(file)
	if err == nil {
		t.Fatal("the file was accepted")
	}
	var got []string
	for line := range strings.SplitSeq(err.Error(), "\n") {
		got = append(got, strings.TrimPrefix(line, file+":"))
	}
	want := []struct{ at, text string }{
		{"1:1: device", "missing; add the key device"},
		{"1:7: role", "write cart or shelf"},
		{"2:9: tenant", "use 1 to 32 of a-z, 0-9 and -"},
		{"5:1: scanner", "did you mean scanners?"},
		{"10:12: scanners[0].every", "write 50ms, 50s or 50m"},
		{"11:11: scanners[1].name", "stands twice"},
		{"13:11: layouts[0]", "21XYZ"},
		{"14:18: screen.listen", "write 127.0.0.1:8080"},
		{"16:13: sync.brokers[0]", "mqtts://host:port"},
		{"16:25: sync.brokers[1]", "mqtts://host:port"},
		{"17:8: sync.key", "copy book.pub from headquarters"},
		{"18:10: sync.retry", "such as 30s"},
		{"19:8: quota", "such as 512MiB"},
		{"20:8: links", "without a slash at its end"},
	}
	if len(got) != len(want) {
		t.Fatalf("%d faults, want %d:\n%s", len(got), len(want), strings.Join(got, "\n"))
	}
	for i, w := range want {
		if !strings.HasPrefix(got[i], w.at+": ") || !strings.Contains(got[i], w.text) {
			t.Errorf("fault %d is %q, want %q ... %q", i, got[i], w.at, w.text)
		}
	}
}

func TestLoad_FaultsOfTLS(t *testing.T) {
	ca := mqtttest.NewCA(t)
	good, other := ca.Issue("demo/berlin-1/cart-07", nil), ca.Issue("demo/berlin-1/cart-08", nil)
	expired := ca.Issue("demo/berlin-1/cart-07", func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Hour) })
	dir := folder(t)
	text := func(brokers, tls string) string {
		return "role: cart\ntenant: demo\nstore: berlin-1\ndevice: cart-07\ndata: d\nscanners: [{name: a, folder: b}]\nsync:\n  key: book.pub\n  brokers: [" + brokers + "]\n" + tls
	}
	files := func(f cert.Files) string {
		return fmt.Sprintf("  tls:\n    ca: %s\n    cert: %s\n    key: %s\n", f.CA, f.Cert, f.Key)
	}
	const secure = "mqtts://hq.example.com:8883"
	for name, c := range map[string]struct{ text, want string }{
		"all is well":          {text(secure, files(good)), ""},
		"expired":              {text(secure, files(expired)), ""},
		"plain":                {text("mqtt://127.0.0.1:1883", ""), ""},
		"nothing to trust":     {text(secure, ""), "8:6: sync.tls: mqtts needs the PEM file of the authority whose certificate the broker has: add sync.tls.ca"},
		"no key":               {text(secure, "  tls: {ca: "+good.CA+", cert: "+good.Cert+"}\n"), "sync.tls: mqtts needs the PEM file of the key of this device's certificate: add sync.tls.key"},
		"unknown key":          {text(secure, files(good)+"    cn: x\n"), "14:5: sync.tls.cn: unknown key; did you mean ca?"},
		"no such authority":    {text(secure, files(cert.Files{CA: "x", Cert: good.Cert, Key: good.Key})), "11:9: sync.tls.ca: write here the path of"},
		"no certificate":       {text(secure, files(cert.Files{CA: good.CA, Cert: good.Key, Key: good.Key})), "12:11: sync.tls.cert: write here the path of"},
		"key of another":       {text(secure, files(cert.Files{CA: good.CA, Cert: good.Cert, Key: other.Key})), "13:10: sync.tls.key: write here the path of"},
		"TLS that nobody uses": {text("mqtt://127.0.0.1:1883", files(good)), "sync.tls: no broker here speaks TLS"},
	} {
		got, err := Load(write(t, dir, "c.yaml", c.text))
		if (c.want == "") != (err == nil) || (err != nil && !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
		if name == "all is well" && got.Sync.TLS.Files() != good {
			t.Errorf("got %+v, want %+v", got.Sync.TLS.Files(), good)
		}
	}
}

func TestSize_IsNeitherTooSmallNorTooLarge(t *testing.T) {
	for text, want := range map[string]Size{
		"1MiB": 1 << 20, "1024KiB": 1 << 20, "64GiB": 64 << 30, "1023KiB": 0, "65GiB": 0, "0MiB": 0, "1": 0,
	} {
		var s Size
		if err := s.UnmarshalText([]byte(text)); s != want || (err == nil) != (want > 0) {
			t.Errorf("%s: got %d and %v, want %d", text, s, err, want)
		}
	}
}

func TestLoad_FaultsOfTheWholeFile(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"no YAML":           {"role: [cart", ":1:"},
		"empty":             {"", "at least one key"},
		"two documents":     {"role: cart\n---\nrole: shelf\n", "one document"},
		"a list":            {"- role\n", "write a group of keys here"},
		"a shelf, bare":     {"role: shelf\n", "at least one entry under labels"},
		"labels on a cart":  {"role: cart\nlabels: [{id: a, place: b, gtin: '96385074'}]\n", "a cart has no labels"},
		"no scanner":        {"role: cart\nscanners: [{}]\n", ":2:12: scanners[0]: write exactly one of the keys folder, serial, wedge, camera here"},
		"two in one":        {"role: cart\nscanners: [{name: a, folder: b, serial: {path: /dev/ttyS0}}]\n", "scanners[0]: write exactly one of"},
		"serial of none":    {"role: cart\nscanners: [{name: a, serial: {baud: 9601}}]\n", "scanners[0].serial.baud: \"9601\" is no speed"},
		"serial bare":       {"role: cart\nscanners: [{name: a, serial: {baud: 9600}}]\n", "scanners[0].serial: write exactly one of the keys path, usb here"},
		"serial, looked at": {"role: cart\nscanners: [{name: a, every: 1s, serial: {path: /dev/ttyS0}}]\n", "scanners[0].every: goes with folder only"},
		"any keyboard":      {"role: cart\nscanners: [{name: a, wedge: {layout: de}}]\n", "scanners[0].wedge: add usb, port or model"},
		"no such key":       {"role: cart\nscanners: [{name: a, wedge: {usb: '05e0:1200', terminator: etx}}]\n", "scanners[0].wedge.terminator: etx is no key"},
		"no USB ID":         {"role: cart\nscanners: [{name: a, wedge: {usb: 5e0:1200}}]\n", "endcap detect shows it"},
		"no character":      {"role: cart\nscanners: [{name: a, serial: {path: /x, gs: ü}}]\n", "cannot be sent by a scanner"},
		"camera, fast":      {"role: cart\nscanners: [{name: a, camera: {device: /dev/video0, rate: 0, focus: near}}]\n", "scanners[0].camera.focus"},
		"key twice":         {"role: cart\nrole: cart\n", ":2:"},
	} {
		_, err := Load(write(t, t.TempDir(), "c.yaml", c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error is %v, want one with %q", name, err, c.want)
		}
	}
	if _, err := Load(filepath.Join(t.TempDir(), "none.yaml")); err == nil || !strings.Contains(err.Error(), "name another file") {
		t.Errorf("a missing file: %v", err)
	}
}

func TestLoad_ScannersHaveTheirDefaults(t *testing.T) {
	c, err := Load(write(t, folder(t), "c.yaml", `role: cart
tenant: demo
store: harbour
device: cart-07
data: d
scanners:
  - {name: old, serial: {path: /dev/ttyS0, baud: 115200, prefix: "\x02", terminator: etx}}
  - {name: hand, wedge: {usb: "05e0:1200", layout: de, gs: "{GS}"}}
  - {name: eye, camera: {usb: "046d:0825", width: 640, focus: 20}}
`))
	if err != nil {
		t.Fatal(err)
	}
	const idle = Duration(100 * time.Millisecond)
	auto := Adjustment{Auto: true}
	want := []Scanner{
		{Name: "old", Serial: &Serial{Path: "/dev/ttyS0", Baud: 115200, Mode: "8n1", Terminator: "etx", Idle: idle, Prefix: "\x02"}},
		{Name: "hand", Wedge: &Wedge{USB: plug.ID{Vendor: 0x05e0, Product: 0x1200}, Layout: "de", Terminator: "any", Idle: idle, GS: "{GS}"}},
		{Name: "eye", Camera: &Camera{
			USB: plug.ID{Vendor: 0x046d, Product: 0x0825}, Width: 640, Height: 960, Rate: 15, Format: "any",
			Exposure: auto, Focus: Adjustment{Value: 20}, Gain: auto,
		}},
	}
	for i := range want {
		want[i].Every = Duration(50 * time.Millisecond)
	}
	if diff := cmp.Diff(want, c.Scanners); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func FuzzLoad(f *testing.F) {
	for _, name := range []string{"cart.yaml", "shelf.yaml", "scanners.yaml", "demo.yaml"} {
		if b, err := os.ReadFile(name); err == nil {
			f.Add(b)
		}
	}
	f.Add([]byte("a: &a [*a, *a]\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		c := Config{}
		d := newDecoder("f.yaml")
		d.decode(b, &c)
		again := newDecoder("f.yaml")
		again.decode(b, &c)
		if diff := cmp.Diff(d.faults, again.faults); diff != "" {
			t.Error("the same file twice, other faults:", diff)
		}
	})
}
