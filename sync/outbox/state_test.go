package outbox

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// step is one event, how long after the one before it, and what is to be done.
type step struct {
	after time.Duration
	e     Event
	want  Effect
}

func play(t *testing.T, steps []step) State {
	t.Helper()
	var s State
	now := noon
	for i, st := range steps {
		now = now.Add(st.after)
		var got Effect
		s, got = s.On(st.e, now)
		if d := cmp.Diff(got, st.want); d != "" {
			t.Fatalf("step %d, %+v:\n%s", i+1, st.e, d)
		}
	}
	return s
}

func send(after uint64) Effect { return Effect{Send: true, After: after} }

func TestState_DecidesWhatToSendAndWhatToForget(t *testing.T) {
	fresh := step{0, Opened{Upto: 0, Next: 301}, send(0)}
	for name, steps := range map[string][]step{
		"sends until the log is empty": {
			fresh,
			{0, Sent{100}, send(100)},
			{0, Sent{200}, send(200)},
			{0, Sent{300}, send(300)},
			{0, Sent{}, Effect{}},
			{0, Filled{}, send(300)},
		},
		"forgets what is acknowledged, and sends on": {
			fresh,
			{0, Sent{100}, send(100)},
			{0, Sent{}, Effect{}},
			{0, Acked{Upto: 50}, Effect{Forget: 50}},
			{0, Acked{Upto: 100}, Effect{Forget: 100}},
		},
		"begins where headquarters stands": {
			{0, Opened{Upto: 120, Next: 301, Safe: 100}, Effect{Forget: 120, Send: true, After: 120}},
		},
		"forgets nothing that is forgotten": {
			{0, Opened{Upto: 100, Next: 301, Safe: 100}, send(100)},
		},
		"goes back when a session begins": {
			fresh,
			{0, Sent{100}, send(100)},
			{0, Sent{200}, send(200)},
			{time.Hour, Opened{Upto: 50, Next: 301}, Effect{Forget: 50, Send: true, After: 50}},
		},
		"goes back after 20 s without progress, then after 40": {
			fresh,
			{0, Sent{300}, send(300)},
			{0, Sent{}, Effect{}},
			{19 * time.Second, Tick{}, Effect{}},
			{1 * time.Second, Tick{}, send(0)},
			{0, Sent{300}, send(300)},
			{0, Sent{}, Effect{}},
			{39 * time.Second, Tick{}, Effect{}},
			{1 * time.Second, Tick{}, send(0)},
		},
		"asks anew when headquarters has less than before and nothing moves": {
			{0, Opened{Upto: 100, Next: 301, Safe: 100}, send(100)},
			{0, Sent{300}, send(300)},
			{0, Sent{}, Effect{}},
			{0, Acked{Upto: 40}, Effect{}},
			{20 * time.Second, Tick{}, Effect{Hello: true}},
		},
		"a late acknowledgement of less is nothing when there is progress": {
			{0, Opened{Upto: 100, Next: 301, Safe: 100}, send(100)},
			{0, Sent{300}, send(300)},
			{0, Sent{}, Effect{}},
			{0, Acked{Upto: 40}, Effect{}},
			{0, Acked{Upto: 200}, Effect{Forget: 200}},
			{20 * time.Second, Tick{}, send(200)},
		},
		"progress puts the wait off": {
			fresh,
			{0, Sent{100}, send(100)},
			{0, Sent{200}, send(200)},
			{0, Sent{}, Effect{}},
			{19 * time.Second, Acked{Upto: 100}, Effect{Forget: 100}},
			{19 * time.Second, Tick{}, Effect{}},
			{1 * time.Second, Tick{}, send(100)},
		},
		"never waits for what is not on its way": {
			fresh, {0, Sent{}, Effect{}}, {time.Hour, Tick{}, Effect{}},
		},
		"goes back when headquarters says twice that nothing arrived": {
			fresh,
			{0, Sent{100}, send(100)},
			{0, Sent{200}, send(200)},
			{0, Sent{300}, send(300)},
			{0, Sent{}, Effect{}},
			{0, Acked{Upto: 0}, Effect{}},
			{0, Acked{Upto: 0}, send(0)},
			{0, Sent{300}, send(300)},
			{0, Sent{}, Effect{}},
			{0, Acked{Upto: 0}, Effect{}},
			{0, Acked{Upto: 0}, Effect{}}, // once for each progress
		},
		"passes over a late watermark": {
			fresh, {0, Sent{300}, send(300)}, {0, Sent{}, Effect{}}, {0, Acked{Upto: 200}, Effect{Forget: 200}}, {0, Acked{Upto: 100}, Effect{}},
		},
		"takes a watermark for what the session before had sent": {
			fresh, {0, Sent{300}, send(300)}, {0, Opened{Upto: 0, Next: 301}, send(0)}, {0, Acked{Upto: 300}, Effect{Forget: 300, Send: true, After: 300}},
		},
		"keeps eight batches on their way": {
			fresh,
			{0, Sent{10}, send(10)},
			{0, Sent{20}, send(20)},
			{0, Sent{30}, send(30)},
			{0, Sent{40}, send(40)},
			{0, Sent{50}, send(50)},
			{0, Sent{60}, send(60)},
			{0, Sent{70}, send(70)},
			{0, Sent{80}, Effect{}},
			{0, Filled{}, Effect{}},
			{0, Acked{Upto: 5}, Effect{Forget: 5}},
			{0, Acked{Upto: 10}, Effect{Forget: 10, Send: true, After: 80}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if f := play(t, steps).Fault(); f != "" {
				t.Errorf("got fault %q", f)
			}
		})
	}
}

func TestState_SaysWhatCannotBe(t *testing.T) {
	for name, c := range map[string]struct {
		steps []step
		want  string
	}{
		"a store that is behind headquarters": {[]step{
			{0, Opened{Upto: 90, Next: 41, Safe: 30}, Effect{}},
			{0, Filled{}, Effect{}},
			{0, Acked{Upto: 95}, Effect{}},
			{0, Opened{Upto: 90, Next: 101, Safe: 30}, Effect{}}, // it has passed it since, with other events
		}, "two run from one memory"},
		"headquarters that is behind its own word": {[]step{
			{0, Opened{Upto: 30, Next: 101, Safe: 40}, send(40)}, {0, Acked{Upto: 30}, Effect{Send: true, After: 40}},
		}, "lost events 31 to 40"},
		"a watermark of what was never sent": {[]step{
			{0, Opened{Upto: 0, Next: 11}, send(0)}, {0, Sent{10}, send(10)}, {0, Sent{}, Effect{}}, {0, Acked{Upto: 11}, Effect{}},
		}, "acknowledged event 11, but only 10"},
		"a broker that takes everything and passes nothing on": {[]step{
			{0, Opened{Upto: 0, Next: 11}, send(0)},
			{0, Sent{10}, send(10)},
			{0, Sent{}, Effect{}},
			{20 * time.Second, Tick{}, send(0)},
			{0, Sent{10}, send(10)},
			{0, Sent{}, Effect{}},
			{0, Opened{Upto: 0, Next: 11}, send(0)}, // a new session does not help
			{0, Sent{10}, send(10)},
			{0, Sent{}, Effect{}},
			{10 * time.Minute, Tick{}, send(0)},
		}, "nothing was acknowledged since 2026-11-21T12:00:00Z"},
		"an event that cannot travel": {[]step{
			{0, Opened{Upto: 0, Next: 11}, send(0)}, {0, Jam{errTest}, Effect{}}, {0, Filled{}, Effect{}},
		}, "event 1 cannot be sent"},
	} {
		if got := play(t, c.steps).Fault(); !strings.Contains(got, c.want) {
			t.Errorf("%s: got %q, want %q in it", name, got, c.want)
		}
	}
}

type testError struct{}

func (testError) Error() string { return "test" }

var errTest = testError{}

// A device must never forget what headquarters does not have, whatever the
// wire does.
func TestState_ForgetsOnlyWhatHeadquartersHas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s State
		var made, ledger, safe uint64 // by the store, by headquarters, forgotten
		var told []uint64             // watermarks on their way
		now := noon
		var feed func(e Event)
		feed = func(e Event) {
			var do Effect
			s, do = s.On(e, now)
			if do.Forget > ledger {
				t.Fatalf("%+v: forgets up to %d, headquarters has %d", e, do.Forget, ledger)
			}
			safe = max(safe, do.Forget)
			if len(s.air) > Window {
				t.Fatalf("%d batches on their way", len(s.air))
			}
			if !do.Send {
				return
			}
			if do.After < safe {
				t.Fatalf("%+v: sends after %d, but %d is forgotten", e, do.After, safe)
			}
			last := min(do.After+rapid.Uint64Range(1, 100).Draw(t, "batch"), made)
			if last == do.After {
				feed(Sent{})
				return
			}
			if rapid.Bool().Draw(t, "arrives") && do.After <= ledger {
				ledger = max(ledger, last)
			}
			told = append(told, ledger)
			feed(Sent{last})
		}
		open := func() { feed(Opened{Upto: ledger, Next: made + 1, Safe: safe}) }
		open()
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 60).Draw(t, "seconds")) * time.Second)
			switch rapid.IntRange(0, 4).Draw(t, "step") {
			case 0:
				made += rapid.Uint64Range(1, 500).Draw(t, "made")
				feed(Filled{})
			case 1:
				if len(told) > 0 {
					feed(Acked{Upto: rapid.SampledFrom(told).Draw(t, "watermark")})
				}
			case 2:
				open()
			default:
				feed(Tick{})
			}
		}
		if f := s.Fault(); f != "" && !strings.Contains(f, "nothing was acknowledged since") {
			t.Fatal(f)
		}
	})
}
