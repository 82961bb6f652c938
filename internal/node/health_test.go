package node

import (
	"fmt"
	"testing"
	"time"

	"endcap/device"
)

func TestNews_TellsWhatChangedAtMostOnceAMinuteTheNewest(t *testing.T) {
	noon, n := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC), newNews()
	for _, test := range []struct {
		after time.Duration
		state device.State
		text  string
		told  bool
	}{
		{0, device.Well, "last read 1s ago", true}, // the first
		{2 * time.Minute, device.Well, "last read 2m1s ago", false},
		{2 * time.Minute, device.Poor, "12 events wait", true},
		{150 * time.Second, device.Missing, "gone", false}, // within the minute
		{170 * time.Second, device.Well, "back", false},
		{3 * time.Minute, device.Missing, "gone for good", true}, // the newest
		{5 * time.Minute, device.Missing, "gone for good", false},
		{6 * time.Minute, device.Poor, "13 events wait", true},
		{8 * time.Minute, device.Poor, "4096 events wait", false}, // figures are no news
		{9 * time.Minute, device.Poor, "the disk is full", true},
		{11 * time.Minute, device.Well, "all is well", true},
	} {
		got := n.due([]device.Health{{Part: "part", State: test.state, Text: test.text}}, noon.Add(test.after))
		if (len(got) == 1) != test.told || test.told && got[0].Text != test.text {
			t.Errorf("after %s, %s: told %v, want %v", test.after, test.text, got, test.told)
		}
	}
}

func TestNews_IsBounded(t *testing.T) {
	n, told := newNews(), 0
	begin := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	states := []device.State{device.Well, device.Poor, device.Missing}
	for s := range 3600 {
		lines := []device.Health{{Part: "a", State: states[s%3], Text: fmt.Sprint(s)}, {Part: "b", State: states[s%2]}}
		told += len(n.due(lines, begin.Add(time.Duration(s)*time.Second)))
	}
	if told != 120 {
		t.Errorf("told %d times in an hour of two parts, want 120", told)
	}
}
