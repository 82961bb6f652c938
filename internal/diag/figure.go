package diag

import (
	"fmt"
	"regexp"

	"endcap/device"
)

// Kind says how a figure moves.
type Kind string

// Kinds of figures.
const (
	Gauge   Kind = "gauge"   // goes up and down
	Counter Kind = "counter" // only goes up while the process lives
)

// Figure is one number that is read when it is asked for.
type Figure struct {
	// Name is the Prometheus name with its unit last: "endcap_outbox_waiting_events".
	Name string
	// Help is a sentence fragment for people: "Events not yet acknowledged".
	Help string
	Kind Kind
	// Value is called from many goroutines and returns at once.
	Value func() float64
}

var figureName = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)

// checkFigures panics on a name Prometheus does not allow, on one that comes
// twice, and on a kind that is none: all are faults of this program.
func checkFigures(figures []Figure) {
	seen := map[string]bool{}
	for _, f := range figures {
		if seen[f.Name] || !figureName.MatchString(f.Name) || f.Kind != Gauge && f.Kind != Counter {
			panic(fmt.Sprintf("diag: figure %q of kind %q has a bad name or kind, or comes twice", f.Name, f.Kind))
		}
		seen[f.Name] = true
	}
}

// works is the state of a part as a figure.
func works(s device.State) float64 {
	switch s {
	case device.Well:
		return 1
	case device.Poor:
		return 0.5
	case device.Missing:
	}
	return 0
}

func capParts(h []device.Health) []device.Health { return h[:min(len(h), maxParts)] }
