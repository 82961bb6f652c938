package clock_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"endcap/device/clock"
	"endcap/sync/wire"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// look is one look at the system's clocks, what happened before it, and what
// is to be believed.
type look struct {
	after time.Duration // since the start
	wall  time.Time
	ntp   bool
	hq    time.Time // told just before, in no time
	want  time.Time
	clock wire.Clock
}

func TestState_KnowsTheTimeByTheBestThereIs(t *testing.T) {
	const s, m, h = time.Second, time.Minute, time.Hour
	day := 24 * h
	zurich, err := time.LoadLocation("Europe/Zurich")
	if err != nil {
		t.Skip("no time zones here:", err)
	}
	summer := time.Date(2027, 3, 28, 0, 59, 0, 0, time.UTC) // a minute before clocks go forward
	at := func(d time.Duration) time.Time { return noon.Add(d) }
	tests := map[string]struct {
		last  time.Time // kept before this start
		looks []look
	}{
		"a battery keeps it":     {noon, []look{{0, at(8 * h), false, time.Time{}, at(8 * h), wire.ClockRTC}, {m, at(8*h + m), false, time.Time{}, at(8*h + m), wire.ClockRTC}}},
		"a time server keeps it": {noon, []look{{0, at(day), true, time.Time{}, at(day), wire.ClockNTP}}},
		"1970, and nobody to ask": {noon, []look{
			{0, time.Unix(0, 0), false, time.Time{}, at(0), wire.ClockNone}, {h, time.Unix(3600, 0), false, time.Time{}, at(h), wire.ClockNone},
		}},
		"1970, and headquarters is met": {noon, []look{
			{0, time.Unix(0, 0), false, time.Time{}, at(0), wire.ClockNone},
			{m, time.Unix(60, 0), false, at(day), at(day), wire.ClockHQ},
			{2 * m, time.Unix(120, 0), false, time.Time{}, at(day + m), wire.ClockHQ},
		}},
		"1970, and a time server is met": {noon, []look{
			{0, time.Unix(0, 0), false, time.Time{}, at(0), wire.ClockNone}, {m, at(day), true, time.Time{}, at(day), wire.ClockNTP},
		}},
		"a new device in 1970":         {time.Time{}, []look{{0, time.Unix(0, 0), false, time.Time{}, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), wire.ClockNone}}},
		"a new device":                 {time.Time{}, []look{{0, noon.AddDate(8, 0, 0), false, time.Time{}, noon.AddDate(8, 0, 0), wire.ClockRTC}}},
		"ten years ahead at the start": {noon, []look{{0, noon.AddDate(10, 0, 0), false, time.Time{}, at(0), wire.ClockNone}}},
		"ten years ahead while it runs": {noon, []look{
			{0, at(0), false, time.Time{}, at(0), wire.ClockRTC},
			{m, noon.AddDate(10, 0, 0), false, time.Time{}, at(m), wire.ClockNone},
			{2 * m, noon.AddDate(10, 0, 0), false, at(2 * m), at(2 * m), wire.ClockHQ},
		}},
		"a year ahead, until headquarters is met": {noon, []look{
			{0, noon.AddDate(1, 0, 0), false, time.Time{}, noon.AddDate(1, 0, 0), wire.ClockRTC}, {m, noon.AddDate(1, 0, 0), false, at(m), at(m), wire.ClockHQ},
		}},
		"a step of two hours back": {noon, []look{
			{0, at(0), false, time.Time{}, at(0), wire.ClockRTC}, {m, at(m - 2*h), false, time.Time{}, at(m), wire.ClockNone}, {2 * m, at(2*m - 2*h), false, time.Time{}, at(2 * m), wire.ClockNone},
		}},
		"a step of two hours back after headquarters was met": {noon, []look{
			{0, at(0), false, at(0), at(0), wire.ClockHQ}, {m, at(m - 2*h), true, time.Time{}, at(m), wire.ClockHQ},
		}},
		"half an hour too far, put right slowly": {noon, []look{
			{0, at(30 * m), false, time.Time{}, at(30 * m), wire.ClockRTC},
			{s, at(30 * m), false, at(s), at(30*m + s/2), wire.ClockHQ},
			{40 * m, at(h), false, time.Time{}, at(30*m + 20*m), wire.ClockHQ},
			{2 * h, at(2 * h), false, time.Time{}, at(2 * h), wire.ClockHQ},
		}},
		"summer time begins": {summer, []look{
			{0, summer.In(zurich), false, time.Time{}, summer, wire.ClockRTC}, {2 * m, summer.Add(2 * m).In(zurich), false, time.Time{}, summer.Add(2 * m), wire.ClockRTC},
		}},
		"a leap second": {noon, []look{
			{0, at(0), true, time.Time{}, at(0), wire.ClockNTP},
			{s, at(s), true, time.Time{}, at(s), wire.ClockNTP},
			{2 * s, at(s), true, time.Time{}, at(s + s/2), wire.ClockNTP},
			{4 * s, at(3 * s), true, time.Time{}, at(3 * s), wire.ClockNTP},
		}},
		"a leap second on a battery": {noon, []look{
			{0, at(0), false, time.Time{}, at(0), wire.ClockRTC}, {2 * s, at(s), false, time.Time{}, at(s), wire.ClockRTC},
		}},
		"headquarters says what cannot be": {noon, []look{{0, at(0), true, time.Unix(0, 0), at(0), wire.ClockNTP}}},
		"a time server that has it wrong":  {noon, []look{{0, time.Unix(0, 0), true, time.Time{}, at(0), wire.ClockNone}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			state := clock.New(test.last)
			for i, l := range test.looks {
				if !l.hq.IsZero() {
					state = state.Told(l.hq, l.after, l.after)
				}
				var got time.Time
				var quality wire.Clock
				state, got, quality = state.On(clock.Look{Wall: l.wall, Mono: l.after, Synced: l.ntp})
				if !got.Equal(l.want) || quality != l.clock {
					t.Errorf("look %d: got %s by %s, want %s by %s", i, got.UTC(), quality, l.want.UTC(), l.clock)
				}
			}
		})
	}
}

func TestState_TakesTheMiddleOfTheWay(t *testing.T) {
	s := clock.New(noon).Told(noon.Add(time.Hour), time.Second, 3*time.Second)
	_, got, _ := s.On(clock.Look{Wall: time.Unix(0, 0), Mono: 10 * time.Second})
	if want := noon.Add(time.Hour + time.Second + 7*time.Second); !got.Equal(want) {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestState_ASignedBookIsOfThePast(t *testing.T) {
	s := clock.New(noon, noon.AddDate(0, 0, 3))
	for range 2 {
		_, got, quality := s.On(clock.Look{Wall: noon, Mono: time.Minute})
		if want := noon.AddDate(0, 0, 3).Add(time.Minute); !got.Equal(want) || quality != wire.ClockNone {
			t.Errorf("got %s by %s, want %s by none", got, quality, want)
		}
		s = clock.New(noon).NotBefore(noon.AddDate(0, 0, 3), 0)
	}
	if _, got, _ := s.Told(noon, 0, 0).On(clock.Look{Wall: noon}); got.Before(noon.AddDate(0, 0, 3)) {
		t.Errorf("headquarters is believed that it is %s, before its own book", got)
	}
}

// TestState_NeverStepsBackALittle lets the clocks do anything: the time goes
// back only where headquarters or a time server shows that the date was wrong,
// and it is never earlier than what is certain.
func TestState_NeverStepsBackALittle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		span := func(most time.Duration, label string) time.Duration {
			return time.Duration(rapid.Int64Range(-int64(most), int64(most)).Draw(t, label))
		}
		book := noon.Add(span(1000*time.Hour, "book"))
		state := clock.New(noon.Add(span(1000*time.Hour, "last")), book)
		var was, run time.Time // what was told, and what that has become since
		at := time.Duration(0)
		for mono := time.Duration(0); rapid.IntRange(0, 20).Draw(t, "end") > 0; mono += time.Duration(rapid.Int64Range(0, int64(2*time.Hour)).Draw(t, "passes")) {
			if rapid.IntRange(0, 3).Draw(t, "told") == 0 {
				state = state.Told(noon.Add(span(10000*time.Hour, "hq")), mono, mono)
			}
			l := clock.Look{Wall: noon.Add(span(10000*time.Hour, "wall")), Mono: mono, Synced: rapid.Bool().Draw(t, "synced")}
			next, now, quality := state.On(l)
			certain := quality == wire.ClockHQ || quality == wire.ClockNTP
			if !was.IsZero() {
				run = was.Add(mono - at)
			}
			if now.Before(was) && (!certain || run.Sub(now) <= time.Hour) || now.Before(book) {
				t.Fatalf("%s after %s by %s, the book is of %s", now, was, quality, book)
			}
			state, was, at = next, now, mono
		}
	})
}

func ExampleState_On() {
	s := clock.New(time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC))
	s, now, quality := s.On(clock.Look{Wall: time.Unix(0, 0), Mono: time.Minute})
	fmt.Println(now.UTC().Format(time.DateTime), quality)
	s = s.Told(time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC), time.Minute, time.Minute)
	_, now, quality = s.On(clock.Look{Wall: time.Unix(60, 0), Mono: 2 * time.Minute})
	fmt.Println(now.UTC().Format(time.DateTime), quality)
	// Output:
	// 2026-11-22 12:01:00 none
	// 2026-11-23 08:01:00 hq
}
