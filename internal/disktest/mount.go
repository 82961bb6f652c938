package disktest

import (
	"errors"
	"fmt"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// attach lays a loop device on the file and mounts its ext4 on dir. The device
// goes by itself when the last user of the mount has gone.
func attach(file, dir string, readOnly bool) error {
	// Not os.Open: the runtime's poller would ask our own file system.
	back, err := unix.Open(file, unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("open the volume: %w", err)
	}
	defer unix.Close(back)
	loop, name, err := freeLoop(back)
	if err != nil {
		return fmt.Errorf("lay a loop device on the volume: %w", err)
	}
	defer unix.Close(loop)
	flags := uintptr(unix.MS_NOATIME)
	if readOnly {
		flags |= unix.MS_RDONLY
	}
	if err := unix.Mount(name, dir, "ext4", flags, "errors=remount-ro"); err != nil {
		return fmt.Errorf("mount %s: %w", name, err)
	}
	return nil
}

// freeLoop returns a loop device that lies on the file back, open.
func freeLoop(back int) (loop int, name string, err error) {
	control, err := unix.Open("/dev/loop-control", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return 0, "", err
	}
	defer unix.Close(control)
	for range loopTries {
		n, err := unix.IoctlRetInt(control, unix.LOOP_CTL_GET_FREE)
		if err != nil {
			return 0, "", err
		}
		name := fmt.Sprint("/dev/loop", n)
		loop, err := unix.Open(name, unix.O_RDWR|unix.O_CLOEXEC, 0)
		if err != nil {
			return 0, "", fmt.Errorf("%s: %w", name, err)
		}
		err = unix.IoctlLoopConfigure(loop, &unix.LoopConfig{
			Fd: uint32(back), Size: sectorSize, Info: unix.LoopInfo64{Flags: unix.LO_FLAGS_AUTOCLEAR},
		})
		if err == nil {
			return loop, name, nil
		}
		unix.Close(loop)
		if !errors.Is(err, unix.EBUSY) {
			return 0, "", fmt.Errorf("%s: %w", name, err)
		}
	}
	return 0, "", unix.EBUSY
}

// unmount ends a mount once its last user has gone, and fails with EBUSY where
// one stays. A folder that is not mounted is no error.
func unmount(dir string) error {
	until := time.Now().Add(letGoWait)
	for {
		err := unix.Unmount(dir, 0)
		switch {
		case err == nil || errors.Is(err, syscall.EINVAL):
			return nil
		case !errors.Is(err, unix.EBUSY) || time.Now().After(until):
			return fmt.Errorf("unmount %s: %w", dir, err)
		}
		<-time.After(retryEvery)
	}
}
