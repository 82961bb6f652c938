package wedge

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"time"

	"golang.org/x/sys/unix"
)

// Requests to an input device (linux/input.h): _IOW('E', n, int).
const (
	grab     = 0x40044590 // EVIOCGRAB
	setClock = 0x400445a0 // EVIOCSCLOCKID
)

// word is the size of the two halves of an event's time: the kernel gives a
// program of 32 bits the time in 32 bits, whatever it is itself.
const word = strconv.IntSize / 8

// open opens an input device and takes it from all others: what is typed goes
// to no console, no desktop and no browser. Reads of the file end at its
// deadline.
func open(node string) (*os.File, error) {
	fd, err := unix.Open(node, unix.O_RDONLY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("wedge: open %s: %w; %s", node, err, remedy(err))
	}
	err = unix.IoctlSetInt(fd, grab, 1)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, setClock, unix.CLOCK_MONOTONIC)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("wedge: take %s: %w; end what else reads it", node, err), unix.Close(fd))
	}
	return os.NewFile(uintptr(fd), node), nil
}

func remedy(err error) string {
	if errors.Is(err, fs.ErrPermission) {
		return "add the user that runs endcap to the group input"
	}
	return "unplug the scanner and plug it in again"
}

// parse reads an event of two words and eight bytes; b holds one.
func parse(b []byte, word int) Event {
	number := func(b []byte) time.Duration {
		if word == 4 {
			return time.Duration(binary.NativeEndian.Uint32(b))
		}
		return time.Duration(binary.NativeEndian.Uint64(b))
	}
	rest := b[2*word:]
	return Event{
		At:    number(b)*time.Second + number(b[word:])*time.Microsecond,
		Type:  binary.NativeEndian.Uint16(rest),
		Code:  binary.NativeEndian.Uint16(rest[2:]),
		Value: int32(binary.NativeEndian.Uint32(rest[4:])),
	}
}
