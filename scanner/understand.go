package scanner

import (
	"fmt"
	"strings"
	"time"

	"endcap/scanner/gs1"
)

// Understand finds out what a symbol means: its format and its GS1 flag tell
// which kind of GS1 data to look for. layouts take numbers apart that the
// shop's own scales print; now completes the years of dates. The error wraps
// a *gs1.Error; the Scan then carries the symbol alone.
func Understand(sym Symbol, layouts []gs1.Layout, now time.Time) (Scan, error) {
	scan := Scan{Symbol: sym}
	m, err := parse(sym)
	if err != nil {
		return scan, fmt.Errorf("scanner: %s: %w", name(sym), err)
	}
	scan.Item, scan.Warnings = m.Item(now, layouts)
	return scan, nil
}

func name(sym Symbol) string {
	if sym.Format == "" {
		return "a scan"
	}
	return sym.Format
}

// parse picks the entry of gs1 that goes with the format.
func parse(sym Symbol) (gs1.Message, error) {
	text := sym.Text
	switch sym.Format {
	case "EAN_13", "EAN_8", "UPC_A", "ITF", "ITF_14":
		if strings.HasPrefix(text, "]") {
			return gs1.Parse(text)
		}
		return gs1.ParseNumber(text)
	case "UPC_E":
		if len(text) != 8 {
			return gs1.ParseNumber(text)
		}
		long, err := gs1.ExpandUPCE(text)
		if err != nil {
			return gs1.Message{}, err
		}
		return gs1.ParseNumber(long)
	}
	if sym.GS1 && !strings.HasPrefix(text, "]") && !strings.HasPrefix(text, "(") {
		return gs1.ParseElements(text)
	}
	return gs1.Parse(text)
}
