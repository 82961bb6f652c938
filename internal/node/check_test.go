package node

import (
	"crypto/x509"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"endcap/configs"
	"endcap/device"
	"endcap/internal/store"
	"endcap/sync/mqtttest"
)

func TestCheck_OneLineAPart(t *testing.T) {
	dir := t.TempDir()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	held := filepath.Join(dir, "held")
	st, err := store.Open(held, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}

	c := configs.Config{
		Role: configs.Cart, Tenant: "demo", Store: "harbour", Device: "cart-07", Board: configs.Sim,
		Data:     configs.Folder(filepath.Join(dir, "new")),
		Scanners: []configs.Scanner{{Name: "front", Folder: configs.Folder(filepath.Join(dir, "pictures"))}},
		Screen:   configs.Page{Listen: "127.0.0.1:0"}, Diag: configs.Page{Listen: configs.Listen(taken.Addr().String())},
		Sync: configs.Sync{Brokers: []configs.Broker{configs.Broker("mqtt://" + taken.Addr().String()), "mqtt://127.0.0.1:1"}},
	}
	want := map[string]device.State{
		"configuration": device.Well, "store": device.Well, "scanner front": device.Well, "screen": device.Well,
		"diagnostics": device.Missing, "broker mqtt://" + taken.Addr().String(): device.Well, "broker mqtt://127.0.0.1:1": device.Poor,
	}
	got := states(t, c)
	for part, state := range want {
		if got[part] != state {
			t.Errorf("%s is %q, want %q", part, got[part], state)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "new")); err == nil {
		t.Error("looking made the folder")
	}

	c.Data = configs.Folder(held)
	if got := states(t, c)["store"]; got != device.Poor {
		t.Errorf("a store that is in use is %q, want %q", got, device.Poor)
	}
	c.Data = configs.Folder(filepath.Join(file, "data"))
	if got := states(t, c)["store"]; got != device.Missing {
		t.Errorf("a folder inside a file is %q, want %q", got, device.Missing)
	}
}

func TestCheck_CountsTheDaysOfTheCertificate(t *testing.T) {
	ca := mqtttest.NewCA(t)
	c := configs.Config{Tenant: "demo", Store: "harbour", Device: "cart-07"}
	for name, x := range map[string]struct {
		cn    string
		days  int
		state device.State
		text  string
	}{
		"fresh":          {"demo/harbour/cart-07", 90, device.Well, "90 days left"},
		"soon":           {"demo/harbour/cart-07", 13, device.Poor, "13 days left, until"},
		"expired":        {"demo/harbour/cart-07", -1, device.Missing, "expired on"},
		"another's name": {"demo/harbour/cart-08", 90, device.Poor, "not for demo/harbour/cart-07"},
	} {
		f := ca.Issue(x.cn, func(l *x509.Certificate) { l.NotAfter = time.Now().Add(time.Duration(x.days)*24*time.Hour + time.Hour) })
		c.Sync.TLS = configs.TLS{CA: configs.File(f.CA), Cert: configs.File(f.Cert), Key: configs.File(f.Key)}
		if h := checkCertificate(c, time.Now()); h.State != x.state || !strings.Contains(h.Text, x.text) {
			t.Errorf("%s: got %+v", name, h)
		}
	}
	f := ca.Issue("demo/harbour/cart-07", nil) // a day
	c.Sync.TLS = configs.TLS{CA: configs.File(f.CA), Cert: configs.File(f.Cert), Key: configs.File(f.Key)}
	const broker = configs.Broker("mqtts://127.0.0.1:1")
	c.Sync.Brokers = []configs.Broker{broker}
	if got := states(t, c); got["certificate"] != device.Poor || got["broker "+string(broker)] != device.Poor {
		t.Errorf("got %v", got)
	}
}

func states(t *testing.T, c configs.Config) map[string]device.State {
	t.Helper()
	m := map[string]device.State{}
	for _, l := range Check(t.Context(), c) {
		if l.Text == "" {
			t.Errorf("%s has no sentence", l.Part)
		}
		m[l.Part] = l.State
	}
	return m
}
