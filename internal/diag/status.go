package diag

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"strconv"
	"time"

	"endcap/device"
)

// Status is everything the port knows at one moment, as /api/status writes it.
type Status struct {
	Name          string          `json:"name"`
	Role          string          `json:"role"`
	Version       string          `json:"version"`
	Go            string          `json:"go"` // compiler and machine
	At            time.Time       `json:"at"`
	Started       time.Time       `json:"started,omitzero"`
	UptimeSeconds int64           `json:"uptime_seconds"`
	Ready         bool            `json:"ready"`
	Why           []string        `json:"why,omitempty"` // not ready
	Parts         []device.Health `json:"parts"`         // the worst first
	Facts         []Fact          `json:"facts"`
	Figures       []Reading       `json:"figures"`
}

// Reading is a figure with its value.
type Reading struct {
	Name  string  `json:"name"`
	Help  string  `json:"help"`
	Value float64 `json:"value"`
}

func (h handler) now(t time.Time) Status {
	why := h.unready()
	s := Status{
		Name: h.Name, Role: h.Role, Version: h.Version,
		Go: runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH,
		At: t, Started: h.Started,
		Ready: len(why) == 0, Why: why,
		Parts: []device.Health{}, Facts: []Fact{}, Figures: []Reading{}, // [] in JSON, never null
	}
	if !h.Started.IsZero() {
		s.UptimeSeconds = int64(t.Sub(h.Started) / time.Second)
	}
	if h.Health != nil {
		s.Parts = append(s.Parts, capParts(h.Health())...)
	}
	slices.SortStableFunc(s.Parts, func(a, b device.Health) int { return badness(b.State) - badness(a.State) })
	if h.Facts != nil {
		s.Facts = append(s.Facts, h.Facts()...)
	}
	for _, f := range h.Figures {
		v := f.Value()
		if math.IsNaN(v) || math.IsInf(v, 0) {
			continue // JSON has no word for it
		}
		s.Figures = append(s.Figures, Reading{f.Name, f.Help, v})
	}
	return s
}

func badness(s device.State) int {
	switch s {
	case device.Well:
		return 0
	case device.Poor:
		return 1
	case device.Missing:
		return 2
	}
	return 2
}

// page is a status in the terms of its HTML.
type page struct {
	Status
	Groups  []group
	Refresh int // seconds; zero for a page that stands still
}

// group is the facts under one heading.
type group struct {
	Name  string
	Facts []Fact
}

func newPage(s Status, live bool) page {
	p := page{Status: s}
	if live {
		p.Refresh = refreshSeconds
	}
	for _, f := range s.Facts {
		i := slices.IndexFunc(p.Groups, func(g group) bool { return g.Name == f.Group })
		if i < 0 {
			i = len(p.Groups)
			p.Groups = append(p.Groups, group{Name: f.Group})
		}
		p.Groups[i].Facts = append(p.Groups[i].Facts, f)
	}
	return p
}

// Uptime writes how long the process has lived: "3 d 4 h 12 min".
func (p page) Uptime() string {
	d := time.Duration(p.UptimeSeconds) * time.Second
	days, hours, minutes := d/(24*time.Hour), d/time.Hour%24, d/time.Minute%60
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%d min", minutes)
	case days == 0:
		return fmt.Sprintf("%d h %d min", hours, minutes)
	default:
		return fmt.Sprintf("%d d %d h %d min", days, hours, minutes)
	}
}

// Text writes the value without an exponent.
func (r Reading) Text() string { return strconv.FormatFloat(r.Value, 'f', -1, 64) }
