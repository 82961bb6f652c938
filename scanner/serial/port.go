package serial

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// open opens a serial port so that bytes come as they are sent, for nobody
// else while it is open. mode is 8n1, 8e1, 8o1, 7e1 or 7o1. Reads of the file
// end at its deadline.
func open(path string, baud int, mode string) (*os.File, error) {
	// Without O_NONBLOCK an open would wait for a modem's carrier.
	fd, err := unix.Open(path, unix.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("serial: open %s: %w; %s", path, err, remedy(err))
	}
	if err := setUp(fd, baud, mode); err != nil {
		return nil, errors.Join(fmt.Errorf("serial: set up %s: %w", path, err), unix.Close(fd))
	}
	return os.NewFile(uintptr(fd), path), nil
}

// release closes the port and lets others have it.
func release(f *os.File) {
	if c, err := f.SyscallConn(); err == nil {
		_ = c.Control(func(fd uintptr) { _ = unix.IoctlSetInt(int(fd), unix.TIOCNXCL, 0) }) // or it is gone
	}
	_ = f.Close() // it was only read
}

func remedy(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "plug the scanner in; endcap detect shows what is"
	case errors.Is(err, fs.ErrPermission):
		return "add the user that runs endcap to the group dialout"
	case errors.Is(err, unix.EBUSY):
		return "end what else reads it (ModemManager must be told to leave it alone)"
	}
	return "unplug the scanner and plug it in again"
}

// setUp takes the port for itself and sets raw mode.
func setUp(fd, baud int, mode string) error {
	t, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		return fmt.Errorf("%w: it is no serial port; endcap detect shows those that are", err)
	}
	if err := unix.IoctlSetInt(fd, unix.TIOCEXCL, 0); err != nil {
		return err
	}
	speed, ok := speeds(baud)
	if !ok || len(mode) != 3 {
		return fmt.Errorf("no port has %d baud %s; take a usual speed", baud, mode)
	}
	t.Iflag = unix.IGNBRK
	t.Oflag, t.Lflag = 0, 0
	t.Cflag = unix.CREAD | unix.CLOCAL | speed
	if t.Cflag |= unix.CS8; mode[0] == '7' {
		t.Cflag = t.Cflag&^unix.CSIZE | unix.CS7
	}
	if mode[1] != 'n' {
		t.Iflag |= unix.INPCK // a broken character arrives as 0
		t.Cflag |= unix.PARENB
	}
	if mode[1] == 'o' {
		t.Cflag |= unix.PARODD
	}
	t.Ispeed, t.Ospeed = speed, speed
	t.Cc[unix.VMIN], t.Cc[unix.VTIME] = 1, 0
	return unix.IoctlSetTermios(fd, unix.TCSETS, t)
}

func speeds(baud int) (uint32, bool) {
	for _, s := range [...]struct {
		baud int
		bits uint32
	}{
		{1200, unix.B1200},
		{2400, unix.B2400},
		{4800, unix.B4800},
		{9600, unix.B9600},
		{19200, unix.B19200},
		{38400, unix.B38400},
		{57600, unix.B57600},
		{115200, unix.B115200},
		{230400, unix.B230400},
		{460800, unix.B460800},
		{921600, unix.B921600},
	} {
		if s.baud == baud {
			return s.bits, true
		}
	}
	return 0, false
}
