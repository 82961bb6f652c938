package store

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// JournalRisk says why writes may be lost where dir is, although the disk said
// that it has them: ext4 with fast commits, on a kernel before 5.10.94, 5.15.27
// or 5.17 (bbolt's known issue 562). It returns "" where there is no such
// reason, or none that can be seen.
func JournalRisk(dir string) string {
	release, err := os.ReadFile("/proc/sys/kernel/osrelease")
	if err != nil || !losesFastCommits(string(release)) {
		return ""
	}
	disk := ext4Of(dir)
	text, err := os.ReadFile(filepath.Join("/proc/fs/ext4", disk, "fc_info"))
	if disk == "" || err != nil || !fastCommits(string(text)) {
		return ""
	}
	return fmt.Sprintf("%s is an ext4 with fast commits, and kernel %s may lose writes with them: update the kernel, or turn them off (tune2fs -O ^fast_commit /dev/%s)",
		dir, strings.TrimSpace(string(release)), disk)
}

// losesFastCommits judges a kernel by its name: 5.10.60-v8+.
func losesFastCommits(release string) bool {
	var major, minor, patch int
	if n, _ := fmt.Sscanf(release, "%d.%d.%d", &major, &minor, &patch); n < 2 {
		return false
	}
	switch {
	case major != 5 || minor < 10: // before 5.10 there were none
		return false
	case minor == 10:
		return patch < 94
	case minor == 15:
		return patch < 27
	}
	return minor < 17
}

// fastCommits reports whether an ext4 has made any: its second line counts
// them.
func fastCommits(info string) bool {
	var n int
	_, lines, _ := strings.Cut(info, "\n")
	_, err := fmt.Sscanf(lines, "%d commits", &n)
	return err == nil && n > 0
}

// ext4Of returns the name of the disk under an ext4 that dir is on, "" for
// another file system (proc(5), mountinfo).
func ext4Of(dir string) string {
	var s syscall.Stat_t
	mounts, err := os.Open("/proc/self/mountinfo")
	if err != nil || syscall.Stat(dir, &s) != nil {
		return ""
	}
	defer mounts.Close()
	number := fmt.Sprintf("%d:%d", s.Dev>>8&0xfff, s.Dev&0xff|s.Dev>>12&0xfff00) // makedev(3)
	for lines := bufio.NewScanner(mounts); lines.Scan(); {
		mount, source, _ := strings.Cut(lines.Text(), " - ")
		on, from := strings.Fields(mount), strings.Fields(source)
		if len(on) > 2 && len(from) > 1 && on[2] == number && from[0] == "ext4" {
			return filepath.Base(from[1])
		}
	}
	return ""
}
