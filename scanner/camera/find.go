package camera

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"unsafe"

	"endcap/scanner/plug"
)

// errNone is returned while no camera is the one that is meant.
var errNone = errors.New("no such camera is attached; endcap detect shows those that are")

// find opens the camera that is meant, or the one that was open before,
// wherever it is now.
func find(k kernel, o Options, before plug.Device) (node, plug.Device, error) {
	d, ok := match(k.cameras(), o, k.real(o.Device), before)
	if !ok {
		return nil, d, fmt.Errorf("%s: %w", cmp.Or(o.Device, o.USB.String(), "any"), errNone)
	}
	n, err := k.open(d.Node)
	if errors.Is(err, fs.ErrPermission) {
		return nil, d, fmt.Errorf("open %s: %w; put the user that runs endcap into the group video", d.Node, err)
	}
	if err != nil {
		return nil, d, fmt.Errorf("open %s: %w", d.Node, err)
	}
	var about capability
	if err := n.ioctl(queryCapability, unsafe.Pointer(&about)); err != nil {
		return nil, d, errors.Join(fmt.Errorf("%s is no video device: %w", d.Node, err), n.close())
	}
	can := about.capabilities
	if can&tellsNode != 0 {
		can = about.node
	}
	if can&canCapture == 0 || can&canStream == 0 {
		return nil, d, errors.Join(fmt.Errorf("%s gives no stream of pictures", d.Node), n.close())
	}
	d.Model, d.Driver = cmp.Or(d.Model, text(about.card[:])), cmp.Or(d.Driver, text(about.driver[:]))
	return n, d, nil
}

// match returns the camera that is meant. real is the node behind the path in
// Options. The camera that was there before comes first, under whatever number;
// a number alone means the only one of its kind, even at another port, rather
// than a stranger that was given its number.
func match(all []plug.Device, o Options, real string, before plug.Device) (plug.Device, bool) {
	kind := func(d plug.Device) plug.Device { return plug.Device{USB: d.USB, Model: d.Model} }
	var same []plug.Device
	if before != (plug.Device{}) {
		for _, d := range all {
			if kind(d) != kind(before) {
				continue
			}
			if d.Port == before.Port && d.Port != "" {
				return d, true
			}
			same = append(same, d)
		}
		if len(same) == 1 && filepath.Dir(o.Device) == "/dev" {
			return same[0], true
		}
	}
	for _, d := range all {
		if o.Device == "" && (o.USB == plug.ID{} || d.USB == o.USB) || o.Device != "" && d.Node == real {
			return d, true
		}
	}
	return plug.Device{}, false
}
