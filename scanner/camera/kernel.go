package camera

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"endcap/scanner/plug"
)

// kernel is where cameras are; linux, or what a test plays.
type kernel interface {
	cameras() []plug.Device
	// real follows the links of a path, to a node that may be missing.
	real(path string) string
	open(path string) (node, error)
}

// node is one open video device. queueBuffer may be asked from any goroutine,
// all else from one.
type node interface {
	ioctl(request uintptr, arg unsafe.Pointer) error
	mmap(offset int64, length int) ([]byte, error)
	munmap(b []byte) error
	// wait returns at most d later, and whether there may be something to
	// take. The error says that there never will be.
	wait(d time.Duration) (bool, error)
	close() error
}

type linux struct{}

func (linux) cameras() []plug.Device { return plug.Cameras(os.DirFS("/")) }

func (linux) real(path string) string {
	if to, err := filepath.EvalSymlinks(path); err == nil {
		return to
	}
	return path
}

func (linux) open(path string) (node, error) {
	fd, err := unix.Open(path, unix.O_RDWR|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	return file(fd), nil
}

// file is a descriptor of a video device.
type file int

func (f file) ioctl(request uintptr, arg unsafe.Pointer) error {
	for {
		_, _, e := unix.Syscall(unix.SYS_IOCTL, uintptr(f), request, uintptr(arg))
		if e == 0 {
			return nil
		}
		if e != unix.EINTR {
			return e
		}
	}
}

func (f file) mmap(offset int64, length int) ([]byte, error) {
	return unix.Mmap(int(f), offset, length, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
}

func (file) munmap(b []byte) error { return unix.Munmap(b) }

func (f file) wait(d time.Duration) (bool, error) {
	polled := []unix.PollFd{{Fd: int32(f), Events: unix.POLLIN}}
	n, err := unix.Poll(polled, int(d.Milliseconds()))
	if errors.Is(err, unix.EINTR) {
		return false, nil
	}
	if err != nil || n == 0 {
		return false, err
	}
	if got := polled[0].Revents; got&unix.POLLIN == 0 {
		return false, fmt.Errorf("it does not stream any more (poll %#x): %w", got, unix.ENODEV)
	}
	return true, nil
}

func (f file) close() error { return unix.Close(int(f)) }
