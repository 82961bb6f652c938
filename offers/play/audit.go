package play

import "fmt"

// Drawn is what a device told of one draw.
type Drawn struct {
	Device string `json:"device"`
	Basket string `json:"basket"`
	Won    bool   `json:"won"`             // it was given
	Empty  bool   `json:"empty,omitempty"` // it was not given because no grant was left
}

// Fault is a draw that is not what the published master says.
type Fault struct {
	Drawn
	Text string `json:"text"` // what is wrong, in words
}

// Audit makes every draw of an offer again from the master that was published
// at the end. It returns the draws that do not follow from it, in the order
// they were told; none is the good news. If the master is not the one that was
// committed to, no draw means anything and Audit returns ErrWin.
func (w Win) Audit(offer string, master Secret, draws []Drawn) ([]Fault, error) {
	if err := w.Check(); err != nil {
		return nil, err
	}
	if master.Commit() != w.Commit {
		return nil, fmt.Errorf("%w: the master's SHA-256 is %s, but %s was published before the first draw", ErrWin, master.Commit(), w.Commit)
	}
	type draw struct{ device, basket string }
	var (
		faults []Fault
		seeds  = map[string]Secret{}
		seen   = make(map[draw]Drawn, len(draws))
	)
	for _, d := range draws {
		seed, ok := seeds[d.Device]
		if !ok {
			seed = master.Seed(offer, d.Device)
			seeds[d.Device] = seed
		}
		if first, twice := seen[draw{d.Device, d.Basket}]; twice && first == d {
			continue // an event that came twice
		} else if twice {
			faults = append(faults, Fault{d, "told twice, and not the same"})
			continue
		}
		seen[draw{d.Device, d.Basket}] = d
		if text := d.fault(w.Draw(seed, d.Basket)); text != "" {
			faults = append(faults, Fault{d, text})
		}
	}
	return faults, nil
}

func (d Drawn) fault(wins bool) string {
	switch {
	case d.Won && d.Empty:
		return "given, and said to be empty"
	case d.Won && !wins:
		return "given, but the draw does not win"
	case d.Empty && !wins:
		return "said to be empty, but the draw does not win"
	case wins && !d.Won && !d.Empty:
		return "the draw wins, but nothing was given"
	}
	return ""
}
