package offers

import (
	"bytes"
	"encoding/json"
	"fmt"

	"endcap/offers/money"
	"endcap/offers/strict"
)

// Unknown is an offer that is left out, because a newer program wrote it.
type Unknown struct {
	Offer string // its id
	Err   error  // what is not known of it
}

// CompileKnown is Compile for a device, which may be older than the program
// that made its price book: an offer that it does not understand is left out
// and named, and the others are as good as ever. The error is of the list as
// a whole.
func CompileKnown(c money.Currency, list []Offer) (*Set, []Unknown, error) {
	known, unknown := Known(list)
	s, err := Compile(c, known)
	return s, unknown, err
}

// Known returns those of the offers that this program understands, and those
// that it does not. An offer without an id is no newer program's: Compile
// refuses it, as it does two of one id.
func Known(list []Offer) (known []Offer, unknown []Unknown) {
	known = make([]Offer, 0, len(list))
	for i := range list {
		o := &list[i]
		var faults strict.Faults
		checker{func(path, text string) { faults = append(faults, strict.Fault{Path: path, Text: text}) }}.offer(fmt.Sprintf("offers[%d]", i), o)
		if len(faults) > 0 && idOK(o.ID) {
			unknown = append(unknown, Unknown{o.ID, faults})
		} else {
			known = append(known, *o)
		}
	}
	return known, unknown
}

// UnmarshalJSON reads an offer of any program. What this one has no field for
// is told in Unread.
func (o *Offer) UnmarshalJSON(b []byte) error {
	type plain Offer
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	err := d.Decode((*plain)(o))
	if err == nil {
		return nil
	}
	*o = Offer{}
	if json.Unmarshal(b, (*plain)(o)) == nil {
		o.Unread = err.Error()
		return nil
	}
	var named struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(b, &named) != nil {
		return err
	}
	*o = Offer{ID: named.ID, Unread: err.Error()}
	return nil
}
