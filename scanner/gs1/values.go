package gs1

import "strings"

// valueReader fills a message from a text whose values are proved only when all of
// them are known, and may have to be decoded.
type valueReader struct {
	m    *Message
	dict *Dictionary
	// decoded holds the values one behind the other; it is nil where they can
	// be views of the text.
	decoded *strings.Builder
	// at is where values begin in the text.
	at [MaxElements]uint16
	// carets says that there may be a ^ in a value, which no set has.
	carets bool
	// bad is the fault that was found.
	bad fault
}

// decode reads one character at the front of a text that is not empty, and how
// many bytes of the text it takes.
type decode func(s string) (byte, int)

// take decodes the value raw where that is needed.
func (r *valueReader) take(raw string, next decode) string {
	if r.decoded == nil {
		return raw
	}
	from := r.decoded.Len()
	for i := 0; i < len(raw); {
		c, n := next(raw[i:])
		r.decoded.WriteByte(c)
		i += n
	}
	return r.decoded.String()[from:]
}

// add appends an element whose value was taken last, and reports whether there
// was room.
func (r *valueReader) add(ai AI, number, at int, v string) bool {
	off := at
	if r.decoded != nil {
		r.m.values = r.decoded.String()
		off = len(r.m.values) - len(v)
	}
	if !r.m.add(place{ai, uint16(number), uint16(off), uint16(off + len(v))}) {
		return false
	}
	r.at[r.m.n-1] = uint16(at)
	return true
}

// fits compares a whole value with what its format can take, before any
// component of any value is looked at.
func (r *valueReader) fits(e *entry, v string) bool {
	if !e.fits(v, &r.bad) {
		return false
	}
	if !r.carets {
		return true
	}
	if i := strings.IndexByte(v, '^'); i >= 0 {
		r.bad = fault{CodeCharset, i, 1, "has a ^, which stands in no GS1 data"}
		return false
	}
	return true
}

// prove holds every whole value from an element on against its format.
func (r *valueReader) prove(from int, next decode) *Error {
	for i := from; i < r.m.n; i++ {
		v := r.m.value(i)
		e := &r.dict.entries[r.m.els[i].entry]
		if !e.proves(v, &r.bad) {
			at := int(r.at[i])
			r.bad.pos -= len(v) - len(r.m.written(i)) // the zeros of a short GTIN
			return r.fault(r.bad, e.ai, v, r.m.Text[at:], at, next)
		}
	}
	return nil
}

// fault makes a fault of a value that begins at base, written as raw, an error
// of the text.
func (r *valueReader) fault(f fault, ai AI, v, raw string, base int, next decode) *Error {
	if r.decoded != nil {
		pos := 0
		for range f.pos {
			_, n := next(raw[pos:])
			pos += n
		}
		end := pos
		for range f.len {
			_, n := next(raw[end:])
			end += n
		}
		f.pos, f.len = pos, end-pos
	}
	return r.m.fault(f, ai, v, base)
}
