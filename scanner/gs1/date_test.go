package gs1

import "testing"

func TestParseDate_CompletesTheCenturyAsSeenFromNow(t *testing.T) {
	for _, c := range []struct {
		yymmdd string
		now    int
		want   string
	}{
		{"261231", 2026, "2026-12-31"},
		{"760101", 2026, "2076-01-01"},
		{"770101", 2026, "1977-01-01"},
		{"000101", 1999, "2000-01-01"},
		{"990101", 2001, "1999-01-01"},
		{"490101", 2099, "2149-01-01"},
		{"500101", 2099, "2050-01-01"},
		{"240200", 2026, "2024-02-29"},
		{"250200", 2026, "2025-02-28"},
	} {
		if got, err := ParseDate(c.yymmdd, c.now); err != nil || got.String() != c.want {
			t.Errorf("ParseDate(%s, %d) = %v, %v, want %s", c.yymmdd, c.now, got, err, c.want)
		}
	}
	for _, bad := range []string{"", "26123", "261301", "260230", "270000", "26123X", "2612310"} {
		if got, err := ParseDate(bad, 2026); err == nil {
			t.Errorf("ParseDate(%q) = %v", bad, got)
		}
	}
}
