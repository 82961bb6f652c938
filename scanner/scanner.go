// Package scanner is what a scan is: a symbol that a source saw, and what it
// means as GS1 data.
package scanner

import (
	"context"
	"image"
	"time"

	"endcap/scanner/gs1"
)

// Symbol is one symbol as a source read it, not yet understood.
type Symbol struct {
	// Format is the name of the symbology: EAN_13, QR_CODE, CODE_128, ...
	Format string `json:"format"`
	// Text is the data. A GS1 separator (FNC1) is the GS character, 0x1D.
	Text string `json:"text"`
	// GS1 says that the symbol itself declares its data to be GS1 element
	// strings (FNC1 in first position: ]C1 ]d2 ]Q3 ]e0).
	GS1 bool `json:"gs1,omitempty"`
	// ID is set by sources that may deliver the same reading again after a
	// crash, such as a folder of pictures; the store refuses the second.
	ID string `json:"id,omitempty"`
	// Corners is the outline in the picture, in pixels: top left, top right,
	// bottom right and bottom left as the symbol is read. All 0 where the
	// source sees no picture.
	Corners [4]image.Point `json:"corners,omitzero"`
	// Passed are the symbols on the same thing that this one speaks for.
	Passed []Passed  `json:"passed,omitempty"`
	Source string    `json:"source,omitempty"`
	At     time.Time `json:"at,omitzero"`
}

// Source delivers symbols until its context ends. Every source passes
// scannertest's conformance test.
type Source interface {
	// String names the source in logs and health lines.
	String() string
	// Read calls emit for each symbol, in order, from one goroutine, and
	// returns when ctx ends (with nil) or when the source is gone for good.
	// emit may block; a source drops nothing while it waits.
	Read(ctx context.Context, emit func(Symbol)) error
}

// Scan is a symbol and what it means.
type Scan struct {
	Symbol
	Item     gs1.Item      `json:"item"`
	Warnings []gs1.Warning `json:"warnings,omitempty"`
}
