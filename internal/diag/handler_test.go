package diag

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"endcap/device"
)

func get(t *testing.T, h http.Handler, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	return w
}

func full() Options {
	return Options{
		Name: "cart-07", Role: "cart", Version: "0.1.0",
		Started: time.Now().Add(-26*time.Hour - 3*time.Minute),
		Health: func() []device.Health {
			return []device.Health{
				{Part: "display", State: device.Well, Text: "shows the basket"},
				{Part: "scale", State: device.Missing, Text: "does not answer; check its plug", Since: time.Now()},
				{Part: "light", State: device.Poor, Text: "<b>one lamp</b> is dark"},
				{Part: "light", State: device.Well, Text: "a twin"},
			}
		},
		Facts: func() []Fact {
			return []Fact{{"Sync", "Waiting", "3 events"}, {"Store", "Products", "40,000"}, {"Sync", "Last heard", "12 s ago"}}
		},
		Figures: []Figure{
			{"endcap_outbox_waiting_events", "Events not yet acknowledged", Gauge, func() float64 { return 3 }},
			{"endcap_scans_total", "Scans since start", Counter, func() float64 { return 1234567 }},
		},
	}
}

func TestHealthz_SaysAliveWhileNothingElseWorks(t *testing.T) {
	o := full()
	o.Ready = func() error { return errors.New("no price book") }
	w := get(t, Handler(o), "/healthz")
	if got, want := w.Body.String(), `{"alive":true,"name":"cart-07","role":"cart","version":"0.1.0"}`+"\n"; w.Code != 200 || got != want {
		t.Errorf("got %d %s, want 200 %s", w.Code, got, want)
	}
}

func TestReadyz_GivesEveryReason(t *testing.T) {
	for _, c := range []struct {
		name  string
		ready func() error
		code  int
		body  string
	}{
		{"not asked", nil, 200, `{"ready":true}`},
		{"ready", func() error { return nil }, 200, `{"ready":true}`},
		{
			"two reasons",
			func() error {
				return errors.Join(errors.New("there is no price book yet"), fmt.Errorf("store: %w", errors.New("disk full")))
			},
			503, `{"ready":false,"why":["there is no price book yet","store: disk full"]}`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := get(t, Handler(Options{Ready: c.ready}), "/readyz")
			if got := strings.TrimSpace(w.Body.String()); w.Code != c.code || got != c.body {
				t.Errorf("got %d %s, want %d %s", w.Code, got, c.code, c.body)
			}
		})
	}
}

func TestMetrics_HoldFiguresPartsAndTheProcess(t *testing.T) {
	body := get(t, Handler(full()), "/metrics").Body.String()
	for _, want := range []string{
		"# HELP endcap_outbox_waiting_events Events not yet acknowledged",
		"# TYPE endcap_outbox_waiting_events gauge\nendcap_outbox_waiting_events 3\n",
		"# TYPE endcap_scans_total counter\nendcap_scans_total 1.234567e+06\n",
		`endcap_info{name="cart-07",role="cart",version="0.1.0"} 1`,
		`endcap_part_works{part="display"} 1`,
		`endcap_part_works{part="light"} 0.5`,
		`endcap_part_works{part="scale"} 0`,
		"go_goroutines ", "process_resident_memory_bytes ",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("metrics lack %q", want)
		}
	}
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(body))
	if err != nil || len(families) != len(full().Figures)+7 {
		t.Errorf("Prometheus' own parser finds %d families: %v", len(families), err)
	}
	if n := strings.Count(body, "\n"); n > 120 {
		t.Errorf("got %d lines of metrics, want few", n)
	}
}

func TestMetrics_AnyNameOfAPartStaysOneLabel(t *testing.T) {
	hostile := "a\"} 9\nb\\ \xff"
	h := Handler(Options{Health: func() []device.Health {
		return []device.Health{{Part: hostile, State: device.Well}, {Part: hostile, State: device.Poor}}
	}})
	parser := expfmt.NewTextParser(model.LegacyValidation)
	families, err := parser.TextToMetricFamilies(get(t, h, "/metrics").Body)
	if err != nil {
		t.Fatal(err)
	}
	parts := families["endcap_part_works"].GetMetric()
	if len(parts) != 1 || parts[0].GetLabel()[0].GetValue() != "a\"} 9\nb\\ \uFFFD" {
		t.Errorf("got %v, want one part with its name", parts)
	}
}

func TestHandler_PanicsOnFiguresThatShareAName(t *testing.T) {
	f := Figure{"endcap_twin", "A twin", Gauge, func() float64 { return 0 }}
	defer func() {
		if recover() == nil {
			t.Error("two figures of one name were taken")
		}
	}()
	Handler(Options{Figures: []Figure{f, f}})
}

func TestStatus_IsEscapedAndPutsTheWorstPartFirst(t *testing.T) {
	w := get(t, Handler(full()), "/status")
	body := w.Body.String()
	if w.Code != 200 || strings.Contains(body, "<b>one lamp") || !strings.Contains(body, "&lt;b&gt;one lamp") {
		t.Errorf("got %d, want 200 and the text of a part escaped", w.Code)
	}
	last := -1
	for _, want := range []string{"cart-07", "scale</th>", "light</th>", "display</th>", "Sync</h2>", "Waiting", "Last heard", "Store</h2>", "1 d 2 h 3 min"} {
		at := strings.Index(body, want)
		if at < last {
			t.Errorf("%q is at %d, want it after %d", want, at, last)
		}
		last = at
	}
	if strings.Contains(body, `http-equiv="refresh"`) {
		t.Error("the page refreshes without being asked to")
	}
	if !strings.Contains(get(t, Handler(full()), "/status?live").Body.String(), `http-equiv="refresh" content="5"`) {
		t.Error("the page does not refresh when asked to")
	}
}

func TestStatus_IsTheSameAsJSON(t *testing.T) {
	var got Status
	if err := json.Unmarshal(get(t, Handler(full()), "/api/status").Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(got.Figures, []Reading{
		{"endcap_outbox_waiting_events", "Events not yet acknowledged", 3},
		{"endcap_scans_total", "Scans since start", 1234567},
	}); diff != "" {
		t.Error(diff)
	}
	if got.UptimeSeconds < 26*3600 || !got.Ready || len(got.Parts) != 4 || got.Parts[0].Part != "scale" {
		t.Errorf("got %+v", got)
	}
}

func TestStatus_OfADeviceThatSaysNothing(t *testing.T) {
	h := Handler(Options{})
	if body := get(t, h, "/api/status").Body.String(); strings.Contains(body, "null") {
		t.Errorf("got %s, want no null", body)
	}
	if w := get(t, h, "/status"); w.Code != 200 {
		t.Errorf("got %d, want 200", w.Code)
	}
}

func TestHandler_RefusesToBeWrittenTo(t *testing.T) {
	w := httptest.NewRecorder()
	Handler(Options{}).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/status", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("got %d, want 405", w.Code)
	}
	if got := w.Header().Get("X-Content-Type-Options"); got != "nosniff" {
		t.Errorf("got %q, want nosniff", got)
	}
}

func TestUptime_IsWordedByItsSize(t *testing.T) {
	for seconds, want := range map[int64]string{0: "0 s", 59: "59 s", 60: "1 min", 3600: "1 h 0 min", 86400 * 400: "400 d 0 h 0 min"} {
		if got := (page{Status: Status{UptimeSeconds: seconds}}).Uptime(); got != want {
			t.Errorf("%d seconds: got %q, want %q", seconds, got, want)
		}
	}
}

func BenchmarkStatus(b *testing.B) {
	h := Handler(full())
	r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, "/status", nil)
	b.ReportAllocs()
	for b.Loop() {
		h.ServeHTTP(httptest.NewRecorder(), r)
	}
}

func TestHandler_DoesNothingForAnybodyButAPersonHere(t *testing.T) {
	asked := 0
	h := Handler(Options{
		Name: "cart-07",
		Backup: func(context.Context) (any, error) {
			asked++
			return map[string]string{"path": "x.backup"}, nil
		},
		Frame: func(_ context.Context, scanner string) (image.Image, error) {
			asked++
			if scanner != "front" {
				return nil, fmt.Errorf("no camera is called %q", scanner)
			}
			return image.NewGray(image.Rect(0, 0, 4, 3)), nil
		},
	})
	type test struct {
		method, path string
		head         []string
		want         int
	}
	tests := map[string]test{
		"a frame of no camera": {"POST", FramePath + "?scanner=back", []string{ByHand, "frame"}, http.StatusConflict},
		"one for the other":    {"POST", FramePath + "?scanner=front", []string{ByHand, "backup"}, http.StatusForbidden},
	}
	for path, what := range map[string]string{BackupPath: "backup", FramePath + "?scanner=front": "frame"} {
		for name, test := range map[string]test{
			"the command":                     {"POST", path, []string{ByHand, what}, http.StatusOK},
			"a form":                          {"POST", path, []string{"Content-Type", "application/x-www-form-urlencoded"}, http.StatusForbidden},
			"a page of another site":          {"POST", path, []string{ByHand, what, "Sec-Fetch-Site", "cross-site"}, http.StatusForbidden},
			"a page with another origin":      {"POST", path, []string{ByHand, what, "Origin", "https://elsewhere.example"}, http.StatusForbidden},
			"a page that asks whether it may": {"OPTIONS", path, []string{"Origin", "https://elsewhere.example", "Access-Control-Request-Headers", ByHand}, http.StatusMethodNotAllowed},
			"a picture":                       {"GET", path, nil, http.StatusMethodNotAllowed},
		} {
			tests[what+" for "+name] = test
		}
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			before := asked
			r := httptest.NewRequest(test.method, "http://127.0.0.1:8081"+test.path, nil)
			for i := 0; i < len(test.head); i += 2 {
				r.Header.Set(test.head[i], test.head[i+1])
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			did := test.want == http.StatusOK || test.want == http.StatusConflict
			if w.Code != test.want || w.Header().Get("Access-Control-Allow-Origin") != "" || (asked > before) != did {
				t.Errorf("answers %d, asked %d times: %s", w.Code, asked-before, w.Body)
			}
		})
	}
}
