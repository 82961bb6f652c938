package node

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"endcap/configs"
	"endcap/device"
	"endcap/scanner/gs1"
)

func TestShop_ReadsANewerDictionary(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) configs.File {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return configs.File(path)
	}
	var own strings.Builder
	if _, err := gs1.BuiltIn().WriteTo(&own); err != nil {
		t.Fatal(err)
	}
	newer := strings.Replace(own.String(), "\n90 ", "\n8299         N6   req=01   # TASTE\n90 ", 1)
	for _, c := range []struct {
		name  string
		file  configs.File
		state device.State
		text  string
		knows bool
	}{
		{"none", "", device.Well, "built in", false},
		{"newer", file("newer.txt", newer), device.Well, "newer.txt", true},
		{"broken", file("broken.txt", own.String()+"\n99999 N6\n"), device.Poor, "goes on with its own", false},
		{"absent", "/nowhere/gs1.txt", device.Poor, "no such file", false},
	} {
		shop, h := openShop(configs.Config{Dictionary: c.file})
		if h.State != c.state || !strings.Contains(h.Text, c.text) {
			t.Errorf("%s: %+v", c.name, h)
		}
		var m gs1.Message
		if err := shop.Parser().Parse(&m, "(01)09521234543213(8299)123456"); (err == nil) != c.knows {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
