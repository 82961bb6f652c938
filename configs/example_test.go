package configs_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"endcap/configs"
)

// Every fault is told at once, with its place and the remedy.
func ExampleLoad() {
	dir, err := os.MkdirTemp("", "endcap-")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "cart.yaml")
	text := "role: cart\ntenant: demo\nstore: harbour\ndevice: cart-07\ndata: ./data\nscanners: [{name: front, folder: ./in, every: 50}]\nlogg: info\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		fmt.Println(err)
		return
	}
	_, err = configs.Load(file)
	if faults, ok := errors.AsType[configs.FileErrors](err); ok {
		for _, f := range faults {
			fmt.Printf("line %d, column %d, %s: %s\n", f.Line, f.Column, f.Key, f.Text)
		}
	}
	// Output:
	// line 6, column 47, scanners[0].every: "50" has no unit; write 50ms, 50s or 50m
	// line 7, column 1, logg: unknown key; did you mean log?
}
