package qr_test

import (
	"fmt"

	"endcap/scanner/decode/light"
	"endcap/scanner/decode/plane"
	"endcap/scanner/decode/qr"
	"endcap/scanner/scene"
	"endcap/scanner/write"
)

func ExampleFinder_Find() {
	img, err := write.QR("https://id.example.org/01/04012345123456")
	if err != nil {
		panic(err)
	}
	var fr light.Frame
	fr.Look(light.Of(scene.Picture(img, scene.Options{Turn: 30, Tilt: .2})))
	var f qr.Finder
	f.Find(&fr, func(g *plane.Grid) bool {
		fmt.Println(g.W, "x", g.H, "modules, as written:", wrong(g, img) == 0)
		return true
	})
	// Output: 29 x 29 modules, as written: true
}
