package diag

import (
	"fmt"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

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

// metrics serves a registry of its own, so that nothing a library registers
// by itself is ever published. It panics on a name Prometheus does not allow
// and on a name that comes twice: both are faults of this program.
func metrics(o Options) http.Handler {
	reg := prometheus.NewRegistry()
	reg.MustRegister(
		collectors.NewGoCollector(collectors.WithGoCollectorMemStatsMetricsDisabled()),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name:        "endcap_info",
			Help:        "Always 1; what this device is stands in the labels",
			ConstLabels: prometheus.Labels{"name": o.Name, "role": o.Role, "version": o.Version},
		}, func() float64 { return 1 }),
	)
	for _, f := range o.Figures {
		switch f.Kind {
		case Gauge:
			reg.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: f.Name, Help: f.Help}, f.Value))
		case Counter:
			reg.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: f.Name, Help: f.Help}, f.Value))
		default:
			panic(fmt.Sprintf("diag: figure %s is a %q, which is neither gauge nor counter", f.Name, f.Kind))
		}
	}
	if o.Health != nil {
		reg.MustRegister(parts(o.Health))
	}
	return promhttp.HandlerFor(reg, promhttp.HandlerOpts{
		DisableCompression:  true, // a scrape is a few KB, mostly on this machine
		MaxRequestsInFlight: maxScrapes,
		Timeout:             scrapeWait,
		ErrorHandling:       promhttp.ContinueOnError, // one bad figure must not hide the rest
	})
}

// parts is the health lines as figures.
type parts func() []device.Health

// Describe sends nothing: which parts there are is known when they are asked.
func (parts) Describe(chan<- *prometheus.Desc) {}

// Collect sends 1 for a part that works well, 0.5 for one that works poorly
// and 0 for one that does not work.
func (p parts) Collect(to chan<- prometheus.Metric) {
	desc := prometheus.NewDesc("endcap_part_works", "1 well, 0.5 poorly, 0 not", []string{"part"}, nil)
	seen := map[string]bool{}
	for _, h := range capParts(p()) {
		if seen[h.Part] {
			continue // Prometheus refuses a whole scrape with one pair of twins
		}
		seen[h.Part] = true
		value := 0.0
		switch h.State {
		case device.Well:
			value = 1
		case device.Poor:
			value = 0.5
		case device.Missing:
		}
		m, err := prometheus.NewConstMetric(desc, prometheus.GaugeValue, value, h.Part)
		if err != nil {
			m = prometheus.NewInvalidMetric(desc, err)
		}
		to <- m
	}
}

func capParts(h []device.Health) []device.Health { return h[:min(len(h), maxParts)] }
