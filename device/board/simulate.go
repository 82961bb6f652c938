package board

import (
	"path/filepath"

	"endcap/device/sim"
)

// simulate makes a part of software.
func simulate(p Part, dir string) built {
	if p.Kind == Light {
		return built{light: sim.NewLight(p.Name)}
	}
	file := ""
	if dir != "" {
		file = filepath.Join(dir, p.Name+".png")
	}
	return built{display: sim.NewDisplay(p.Name, p.Size, file)}
}
