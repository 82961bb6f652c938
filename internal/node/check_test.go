package node

import (
	"net"
	"os"
	"path/filepath"
	"testing"

	"endcap/configs"
	"endcap/device"
	"endcap/internal/store"
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
