// Package label draws a shelf label.
//
// A label must be read from two metres by somebody in a hurry, so the price
// is as large as the place allows, and nothing is grey: each pixel is white,
// black or, on the offer, red. The same facts give the same bytes, so a label
// is redrawn only when it would look different.
//
// # Letters
//
// The Go fonts have Latin, Greek and Cyrillic letters; others are drawn as an
// empty box. Their slashed zero is drawn without its slash.
package label
