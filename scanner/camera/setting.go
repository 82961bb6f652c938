package camera

import (
	"errors"
	"fmt"
	"strconv"
	"unsafe"
)

// Setting is what a camera sets itself or is told. The zero value leaves it as
// it is.
type Setting struct {
	given, auto bool
	value       int32
}

// Auto lets the camera choose.
func Auto() Setting { return Setting{given: true, auto: true} }

// Fixed is a value in the camera's own unit.
func Fixed(v int32) Setting { return Setting{given: true, value: v} }

// String returns auto or the number.
func (s Setting) String() string {
	switch {
	case !s.given:
		return ""
	case s.auto:
		return "auto"
	}
	return strconv.Itoa(int(s.value))
}

// adjust sets what is given. A camera that has no such setting works all the
// same, so the error is to be told and no more.
func adjust(n node, o Options) error {
	var faults []error
	for _, c := range []struct {
		what           string
		set            Setting
		auto, absolute uint32
		on             []int32 // values of auto that let the camera choose, the best first
		off            int32
	}{
		{"exposure", o.Exposure, exposureAuto, exposureAbsolute, []int32{aperturePriority, fullAuto}, manual},
		{"focus", o.Focus, focusAuto, focusAbsolute, []int32{1}, 0},
		{"gain", o.Gain, gainAuto, gainAbsolute, []int32{1}, 0},
	} {
		if !c.set.given {
			continue
		}
		var err error
		if c.set.auto {
			for _, v := range c.on {
				if err = tell(n, c.auto, v); err == nil || errors.Is(err, errNoSetting) {
					err = nil // what it cannot be told it does by itself, or not at all
					break
				}
			}
		} else {
			_ = tell(n, c.auto, c.off) // which it may lack where it cannot choose
			err = tell(n, c.absolute, c.set.value)
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("set %s to %s: %w", c.what, c.set, err))
		}
	}
	return errors.Join(faults...)
}

var errNoSetting = errors.New("the camera has no such setting")

// tell sets one control.
func tell(n node, id uint32, value int32) error {
	about := controlEntry{id: id}
	if err := n.ioctl(queryControl, unsafe.Pointer(&about)); err != nil || about.flags&controlAbsent != 0 {
		return errNoSetting
	}
	if value < about.least || value > about.most {
		return fmt.Errorf("this camera takes %d to %d", about.least, about.most)
	}
	c := control{id, value}
	return n.ioctl(setControl, unsafe.Pointer(&c))
}
