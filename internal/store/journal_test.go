package store

import (
	"os"
	"path/filepath"
	"testing"
)

func TestJournalRisk_KnowsTheKernelsThatLoseWrites(t *testing.T) {
	for release, want := range map[string]bool{
		"4.19.0-27-amd64": false, "5.4.280": false, "5.10.63-v7l+": true, "5.10.93": true, "5.10.94": false, "5.10.0-9-arm64": true,
		"5.11.4": true, "5.14.21-150400.24": true, "5.15.26": true, "5.15.27": false, "5.15.84-v8+": false, "5.16.20": true,
		"5.17.0": false, "5.19": false, "6.1.21-v8+\n": false, "10.10.1": false, "": false, "unknown": false,
	} {
		if got := losesFastCommits(release); got != want {
			t.Errorf("%q: got %v, want %v", release, got, want)
		}
	}
	for info, want := range map[string]bool{
		"fc stats:\n12 commits\n0 ineligible\n": true, "fc stats:\n0 commits\n0 ineligible\n": false, "": false, "fc stats:": false,
	} {
		if got := fastCommits(info); got != want {
			t.Errorf("%q: got %v, want %v", info, got, want)
		}
	}
}

func TestJournalRisk_FindsTheDisk(t *testing.T) {
	disk := ext4Of(t.TempDir())
	if disk == "" {
		t.Skip("the temporary folder is on no ext4")
	}
	if _, err := os.Stat(filepath.Join("/proc/fs/ext4", disk)); err != nil {
		t.Errorf("the disk under it is %q: %v", disk, err)
	}
}
