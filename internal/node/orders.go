package node

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"endcap/device"
	"endcap/offers/basket"
	"endcap/offers/stock"
	"endcap/sync/command"
	"endcap/sync/wire"
)

// finder is a role that can show where it is.
type finder interface {
	Locate(label string, lit time.Duration) error
}

// drawer is a role that has labels.
type drawer interface {
	Redraw(ctx context.Context) error
}

// counter is a role that knows what is on hand.
type counter interface {
	Recount(ctx context.Context) error
}

// till is a role whose prices staff can set, and that takes goods back.
type till interface {
	Override(ctx context.Context, of string, line int, o basket.Override) error
	Return(ctx context.Context, of string, pieces []basket.Pieces, by, why string) error
}

// newDuty lists what headquarters can have this device do.
func newDuty(s sight, r role) *command.Duty {
	twice := command.Rule{Again: true}
	kinds := map[string]command.Kind{
		"backup": {Rule: twice, Do: s.backupOrdered, Within: backupWait},
		"report": {Rule: twice, Do: s.report},
		wire.Granting: {Rule: twice, Do: func(ctx context.Context, args json.RawMessage) (string, error) {
			defer r.BookChanged()
			return s.granted(ctx, args)
		}},
		"count": {Rule: command.Rule{Fresh: true}, Do: func(ctx context.Context, args json.RawMessage) (string, error) {
			return s.count(ctx, r, args)
		}},
	}
	if f, ok := r.(finder); ok {
		kinds["locate"] = command.Kind{Rule: twice, Do: func(_ context.Context, args json.RawMessage) (string, error) { return locate(f, args) }}
	}
	if d, ok := r.(drawer); ok {
		kinds["redraw"] = command.Kind{Rule: twice, Do: func(ctx context.Context, _ json.RawMessage) (string, error) { return "", d.Redraw(ctx) }}
	}
	if t, ok := r.(till); ok {
		kinds["override"] = command.Kind{Do: func(ctx context.Context, args json.RawMessage) (string, error) { return override(ctx, t, args) }}
		kinds["return"] = command.Kind{Do: func(ctx context.Context, args json.RawMessage) (string, error) { return giveBack(ctx, t, args) }}
	}
	return command.New(command.Options{
		Address: address(s.config), Keys: s.uplink.keys, Orders: s.uplink.orders, Store: s.store, Kinds: kinds,
		Time: s.clock.believed, Log: s.log,
	})
}

// locate blinks a light: {"label": "A3-1", "seconds": 30}, both of which may
// be left out.
func locate(f finder, args json.RawMessage) (string, error) {
	a := struct {
		Label   string `json:"label"`
		Seconds int    `json:"seconds"`
	}{Seconds: int(device.FindTime / time.Second)}
	if err := arguments(args, &a); err != nil {
		return "", err
	}
	lit := time.Duration(a.Seconds) * time.Second
	if lit <= 0 || lit > mostLit {
		return "", fmt.Errorf("a light blinks for 1 to %d seconds, not %d", mostLit/time.Second, a.Seconds)
	}
	return "", f.Locate(a.Label, lit)
}

// override sets the price of a line of an open basket: {"basket":
// "cart-07-000012", "line": 3, "price": 100, "by": "staff 12", "why": "dented"},
// the price in minor units.
func override(ctx context.Context, t till, args json.RawMessage) (string, error) {
	var a struct {
		Basket string `json:"basket"`
		Line   int    `json:"line"`
		basket.Override
	}
	if err := arguments(args, &a); err != nil {
		return "", err
	}
	return "", t.Override(ctx, a.Basket, a.Line, a.Override)
}

// giveBack takes back pieces of the basket that was paid last: {"basket":
// "cart-07-000012", "pieces": [{"line": 3, "quantity": 1}], "by": "staff 12",
// "why": "sour"}.
func giveBack(ctx context.Context, t till, args json.RawMessage) (string, error) {
	var a struct {
		Basket string          `json:"basket"`
		Pieces []basket.Pieces `json:"pieces"`
		By     string          `json:"by"`
		Why    string          `json:"why"`
	}
	if err := arguments(args, &a); err != nil {
		return "", err
	}
	return "", t.Return(ctx, a.Basket, a.Pieces, a.By, a.Why)
}

// arguments reads the arguments of a command into v; none leave it as it is.
func arguments(args json.RawMessage, v any) error {
	if len(args) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(args))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return fmt.Errorf("the arguments are not understood: %w", err)
	}
	return nil
}

// backupOrdered writes a backup into the folder of the store.
func (s sight) backupOrdered(ctx context.Context, _ json.RawMessage) (string, error) {
	b, err := s.backup(ctx)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s, %d records", b.Path, b.Records), nil
}

// count takes over what somebody counted (stock.Count).
func (s sight) count(ctx context.Context, r role, args json.RawMessage) (string, error) {
	var c stock.Count
	if err := arguments(args, &c); err != nil {
		return "", err
	}
	done, err := s.store.Count(ctx, c, s.clock.now())
	if err != nil {
		return "", err
	}
	if r, ok := r.(counter); ok {
		if err := r.Recount(ctx); err != nil {
			s.log.Warn("what was counted is shown after the next start", slog.Any("error", err))
		}
	}
	unit := func(l stock.Level) int64 { return l.Pieces + l.Grams }
	return fmt.Sprintf("%d are on hand, not %d", unit(done.Is), unit(done.Was)), nil
}

// granted takes what headquarters lets this device give away by itself, or
// gives back what is left of it (wire.Granted).
func (s sight) granted(ctx context.Context, args json.RawMessage) (string, error) {
	var g wire.Granted
	if err := arguments(args, &g); err != nil {
		return "", err
	}
	if g.End == "" {
		return "", s.store.Grant(ctx, g.Book, g.Grant, s.clock.now())
	}
	h, err := s.store.EndGrant(ctx, g.Book, g.End)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(wire.Taken{Uses: h.Uses, Money: h.Money, Points: h.Points})
	return string(text), err
}

// report tells of every part at once, changed or not.
func (s sight) report(ctx context.Context, _ json.RawMessage) (string, error) {
	lines := s.health()
	return fmt.Sprintf("%d parts", len(lines)), s.tell(ctx, lines)
}
