package shelf

import (
	"time"

	"endcap/device/label"
)

// View is what a shelf shows.
type View struct {
	Labels []ViewLabel `json:"labels"`
	Notice string      `json:"notice,omitempty"`
	Bad    bool        `json:"bad,omitempty"`
	Book   uint64      `json:"book"`
	At     time.Time   `json:"at"`
}

// ViewLabel is one label, its place, what it says and what lies there.
type ViewLabel struct {
	label.Facts
	Place  string    `json:"place"`
	OnHand int64     `json:"on_hand"`
	Shown  time.Time `json:"shown,omitzero"` // when the panel took the picture; zero while it has not
	Fault  string    `json:"fault,omitempty"`
}

// View returns what the state shows.
func (s State) View(now time.Time) View {
	v := View{Labels: make([]ViewLabel, len(s.spots)), Notice: s.notice, Bad: s.bad, Book: s.book, At: now}
	for i, p := range s.spots {
		v.Labels[i] = ViewLabel{Facts: p.facts, Place: p.place, OnHand: p.onHand, Shown: p.shown, Fault: p.fault}
	}
	return v
}
