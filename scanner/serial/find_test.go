package serial

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"endcap/scanner/plug"
)

// attach makes a serial port on USB as /sys shows it.
func attach(root fstest.MapFS, n int, vendor string) {
	usb := fmt.Sprint("sys/devices/usb1/1-", n)
	for name, text := range map[string]string{"idVendor": vendor, "idProduct": "0206", "product": "Xenon", "1-1:1.0/interface": "x"} {
		root[usb+"/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	root[fmt.Sprintf("sys/class/tty/ttyACM%d/device", n)] = &fstest.MapFile{Data: []byte("../../../devices/usb1/1-" + fmt.Sprint(n) + "/1-1:1.0"), Mode: fs.ModeSymlink}
}

func TestFind_IsFoundByItsUSBIDWhateverItsNumber(t *testing.T) {
	root := fstest.MapFS{}
	o := Options{USB: plug.ID{Vendor: 0x0c2e, Product: 0x0206}, Root: root}
	attach(root, 0, "0403")
	if d, err := o.Find(); err == nil || !strings.Contains(err.Error(), "0c2e:0206") {
		t.Errorf("found %+v, %v", d, err)
	}
	attach(root, 12, "0c2e")
	if d, err := o.Find(); err != nil || d.Node != "/dev/ttyACM12" || d.Model != "Xenon" {
		t.Errorf("found %+v, %v", d, err)
	}
	delete(root, "sys/class/tty/ttyACM12/device")
	attach(root, 3, "0c2e") // on another port it has another number
	if d, err := o.Find(); err != nil || d.Node != "/dev/ttyACM3" {
		t.Errorf("found %+v, %v", d, err)
	}
	o.Path, o.USB = "/dev/ttyACM0", plug.ID{}
	if d, err := o.Find(); err != nil || d.USB.Vendor != 0x0403 {
		t.Errorf("found %+v, %v", d, err)
	}
}
