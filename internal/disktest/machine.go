package disktest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// volumeFile is the name of the one file in the FUSE folder.
const volumeFile = "volume"

const asDisk = "ENDCAP_TEST_DISK"

// Main runs the tests of a package that uses disks. It is what its TestMain
// does.
func Main(m *testing.M) {
	AsDisk()
	m.Run()
}

// AsDisk returns at once, but in the process that New starts: there it is the
// disk, and exits. It is the first thing that a TestMain does.
func AsDisk() {
	if os.Getenv(asDisk) == "" {
		return
	}
	// The tests' terminal ends the tests; then our orders end.
	signal.Ignore(os.Interrupt, syscall.SIGTERM)
	mc := &machine{}
	err := mc.obey(os.Stdin, os.Stdout)
	if err = errors.Join(err, mc.end()); err != nil {
		fmt.Fprintln(os.Stderr, "disktest:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// machine is the process that is a disk.
type machine struct {
	v       *volume
	dir     string
	mounted bool
	repairs int
}

func (m *machine) folder() string { return filepath.Join(m.dir, "volume") }
func (m *machine) file() string   { return filepath.Join(m.folder(), volumeFile) }
func (m *machine) mount() string  { return filepath.Join(m.dir, "disk") }

// obey answers orders until there are no more.
func (m *machine) obey(r io.Reader, w io.Writer) error {
	in, out := json.NewDecoder(r), json.NewEncoder(w)
	for {
		var o order
		err := in.Decode(&o)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		var a answer
		if err := m.do(o); err != nil {
			a.Err, a.Absent = err.Error(), absent(err)
		}
		if m.v != nil {
			a.Counts = m.v.figures()
			a.Counts.Repairs = m.repairs
		}
		if err := out.Encode(a); err != nil {
			return err
		}
	}
}

func (m *machine) do(o order) error {
	switch o.Do {
	case doBegin:
		return m.begin(o.Dir, o.Options)
	case doSet:
		m.v.set(o.Faults)
	case doCut:
		m.v.cut()
	case doRestore:
		return m.restore()
	case doRemount:
		return unix.Mount("", m.mount(), "", unix.MS_REMOUNT|unix.MS_RDONLY, "")
	}
	return nil
}

// begin makes the disk. Whatever fails, end undoes it.
func (m *machine) begin(dir string, o Options) error {
	m.dir, m.v = dir, newVolume(o.Size, o.Seed, o.Survive, o.Torn)
	for _, dir := range []string{m.folder(), m.mount()} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			return err
		}
	}
	if err := mountFolder(m.folder(), m.v); err != nil {
		return fmt.Errorf("mount a FUSE folder: %w", err)
	}
	m.mounted = true
	// What a fresh ext4 would put off, it would do while tests run.
	if err := run("mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0,nodiscard", m.file()); err != nil {
		return err
	}
	return attach(m.file(), m.mount(), false)
}

// restore switches the disk on again. What ext4 cannot mount by itself is
// repaired first, as at the start of a system.
func (m *machine) restore() error {
	if err := unmount(m.mount()); err != nil {
		return err
	}
	m.v.switchOn()
	err := attach(m.file(), m.mount(), false)
	if err == nil {
		return nil
	}
	m.repairs++
	if err := run("e2fsck", "-f", "-y", m.file()); err != nil {
		return err
	}
	return attach(m.file(), m.mount(), false)
}

// end lets go of everything, whoever still uses it.
func (m *machine) end() error {
	if !m.mounted {
		return nil
	}
	m.v.cut() // nothing is worth a write any more
	err := unmount(m.mount())
	if err != nil {
		err = errors.Join(err, unix.Unmount(m.mount(), unix.MNT_DETACH))
	}
	if busy := unmount(m.folder()); busy != nil {
		err = errors.Join(err, busy, unix.Unmount(m.folder(), unix.MNT_DETACH))
	}
	return err
}

func run(program string, args ...string) error {
	text, err := exec.Command(program, args...).CombinedOutput()
	var exit *exec.ExitError
	if errors.As(err, &exit) && program == "e2fsck" && exit.ExitCode() < 4 { // 1 and 2: it repaired something
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s: %w: %s", program, err, text)
	}
	return nil
}

// absent reports whether the system has no disks for us.
func absent(err error) bool {
	for _, no := range []error{fs.ErrPermission, fs.ErrNotExist, exec.ErrNotFound, syscall.ENODEV, syscall.ENOSYS, syscall.ENOTTY} {
		if errors.Is(err, no) {
			return true
		}
	}
	return false
}
