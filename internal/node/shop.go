package node

import (
	"fmt"
	"os"

	"endcap/configs"
	"endcap/device"
	"endcap/scanner/gs1"
)

// openShop puts together what the shop has settled about its codes, and the
// technician's line about it. A dictionary that cannot be read leaves the
// built-in one in force: the device sells on.
func openShop(c configs.Config) (gs1.Shop, device.Health) {
	shop := gs1.Shop{Layouts: c.Layouts}
	const part = "dictionary"
	if c.Dictionary == "" {
		return shop, well(part, "release %s of the GS1 AIs, built in", gs1.Release)
	}
	d, err := readDictionary(string(c.Dictionary))
	if err != nil {
		return shop, device.Health{Part: part, State: device.Poor, Text: fmt.Sprintf("%v; the device goes on with its own, release %s", err, gs1.Release)}
	}
	shop.Dictionary = d
	return shop, well(part, "release %s of the GS1 AIs, from %s", d.Release(), c.Dictionary)
}

func readDictionary(path string) (*gs1.Dictionary, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	d, err := gs1.ReadDictionary(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return d, nil
}
