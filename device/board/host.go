package board

import (
	"fmt"
	"log/slog"

	"periph.io/x/conn/v3/driver/driverreg"
	"periph.io/x/conn/v3/spi/spireg"
	"periph.io/x/host/v3/gpioioctl"
	_ "periph.io/x/host/v3/sysfs" // the SPI ports; the drivers that map a chip's registers stay out

	"endcap/device/epaper"
)

// computer is the one this runs on.
type computer struct{ fault error }

func newHost(log *slog.Logger) computer {
	state, err := driverreg.Init()
	if err != nil {
		return computer{fmt.Errorf("board: look for pins and buses: %w", err)}
	}
	for _, f := range state.Failed {
		log.Warn("driver of the board does not work", slog.String("driver", f.D.String()), slog.Any("error", f.Err))
	}
	return computer{}
}

func (c computer) build(p Part, _ string) built {
	switch {
	case c.fault != nil:
		return built{fault: c.fault}
	case p.Kind == Light:
		return buildLight(p)
	}
	return buildDisplay(p)
}

func buildLight(p Part) built {
	pin, err := line(p.GPIO)
	if err != nil {
		return built{fault: err}
	}
	l := newPinLight(p.Name, pin)
	return built{light: l, close: l.Close}
}

func buildDisplay(p Part) built {
	var pins [3]*gpioioctl.GPIOLine
	for i, name := range [...]string{p.Command, p.Reset, p.Busy} {
		var err error
		if pins[i], err = line(name); err != nil {
			return built{fault: err}
		}
	}
	port, err := spireg.Open(p.SPI)
	if err != nil {
		return built{fault: fmt.Errorf("board: open SPI port %q: %w; switch SPI on in the settings of the computer", p.SPI, err)}
	}
	d, err := epaper.New(p.Name, port, epaper.Pins{Command: pins[0], Reset: pins[1], Busy: pins[2]},
		epaper.Panel{Size: p.Size, Red: p.Red, Turned: p.Turned})
	if err != nil {
		_ = port.Close()
		return built{fault: err}
	}
	return built{display: d, close: port.Close}
}

// line finds a GPIO line by the name that the device tree gives it. Numbers
// change from kernel to kernel, and listing the pins of sysfs can hang.
func line(name string) (*gpioioctl.GPIOLine, error) {
	for _, chip := range gpioioctl.Chips {
		if name == "" {
			break
		}
		if l := chip.ByName(name); l != nil {
			return l, nil
		}
	}
	return nil, fmt.Errorf("board: no GPIO line is named %q; gpioinfo lists the names, and the user needs the group gpio", name)
}
