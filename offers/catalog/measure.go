package catalog

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Measure is a quantity of content such as 500 g, 1.5 l or 12 pc: N divided
// by ten to the power of Scale, in Unit. It is comparable; the zero value is
// a content not known.
type Measure struct {
	N     int64
	Scale uint8 // decimals, at most MaxScale
	Unit  string
}

// ErrMeasure is returned when a text is not a quantity of content.
var ErrMeasure = errors.New(`catalog: not a content; write it like "500 g", "1.5 l" or "12 pc"`)

// unit says how many base units one unit is, and for how many base units the
// law wants the price (Directive 98/6/EC Art. 2(b)).
type unit struct {
	factor, per int64
	text        string // of per
}

func unitOf(name string) (unit, bool) {
	switch name {
	case "g":
		return unit{1, 1000, "1 kg"}, true
	case "kg":
		return unit{1000, 1000, "1 kg"}, true
	case "ml":
		return unit{1, 1000, "1 l"}, true
	case "cl":
		return unit{10, 1000, "1 l"}, true
	case "l":
		return unit{1000, 1000, "1 l"}, true
	case "cm":
		return unit{1, 100, "1 m"}, true
	case "m":
		return unit{100, 100, "1 m"}, true
	case "m2":
		return unit{1, 1, "1 m2"}, true
	case "pc":
		return unit{1, 1, "1 pc"}, true
	}
	return unit{}, false
}

// ParseMeasure reads a positive figure of at most MaxScale decimals, one
// space and a unit: g, kg, ml, cl, l, cm, m, m2 or pc.
func ParseMeasure(s string) (Measure, error) {
	num, name, _ := strings.Cut(s, " ")
	if _, known := unitOf(name); !known {
		return Measure{}, fmt.Errorf("%w: %q: the unit is one of g, kg, ml, cl, l, cm, m, m2, pc", ErrMeasure, s)
	}
	whole, frac, dot := strings.Cut(num, ".")
	if whole == "" || dot && frac == "" || len(frac) > MaxScale || len(whole) > MaxWhole {
		return Measure{}, fmt.Errorf("%w: %q", ErrMeasure, s)
	}
	n := int64(0)
	for _, c := range []byte(whole + frac) {
		if c < '0' || c > '9' {
			return Measure{}, fmt.Errorf("%w: %q", ErrMeasure, s)
		}
		n = n*10 + int64(c-'0')
	}
	if n == 0 {
		return Measure{}, fmt.Errorf("%w: %q is nothing", ErrMeasure, s)
	}
	return Measure{N: n, Scale: uint8(len(frac)), Unit: name}, nil
}

// String writes the measure so that ParseMeasure reads it back, or "" for
// the zero value.
func (m Measure) String() string {
	if m == (Measure{}) {
		return ""
	}
	s := strconv.FormatInt(m.N, 10)
	if d := int(m.Scale); d > 0 {
		if len(s) <= d {
			s = strings.Repeat("0", d-len(s)+1) + s
		}
		s = s[:len(s)-d] + "." + s[len(s)-d:]
	}
	return s + " " + m.Unit
}

// Check says what is wrong with a measure that was not parsed.
func (m Measure) Check() error {
	if m == (Measure{}) {
		return nil
	}
	_, err := ParseMeasure(m.String())
	return err
}

// MarshalText writes the form of String.
func (m Measure) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads the form of ParseMeasure; an empty text is a content
// not known.
func (m *Measure) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*m = Measure{}
		return nil
	}
	v, err := ParseMeasure(string(b))
	if err != nil {
		return err
	}
	*m = v
	return nil
}
