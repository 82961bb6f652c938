package decode_test

import (
	"fmt"

	"endcap/scanner/decode"
	"endcap/scanner/scene"
	"endcap/scanner/write"
)

func ExampleReader_Read() {
	code, err := write.QR("https://id.example.org/01/04012345123456")
	if err != nil {
		fmt.Println(err)
		return
	}
	photo := scene.Picture(code, scene.Options{Turn: 8, Blur: 1, Noise: 6, Shade: 0.4})
	for _, sym := range decode.NewReader().Read(photo) {
		fmt.Println(sym.Format, sym.Text)
	}
	// Output: QR_CODE https://id.example.org/01/04012345123456
}
