package shelf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"time"

	"endcap/device"
	"endcap/device/label"
)

// panel owns the display of one label. It shows the newest facts wanted and
// tries again, ever more slowly, until the display has taken them and that is
// noted.
type panel struct {
	display device.Display // may be nil
	code    func(link string) (image.Image, error)
	report  func(context.Context, Event) error
	now     func() time.Time
	lamp    *device.Lamp

	wanted  device.Latest[Draw]
	changed <-chan struct{}
	picture device.Latest[[]byte] // PNG of what is shown
}

func (p *panel) run(ctx context.Context) {
	again := time.NewTimer(RetryMost)
	again.Stop() // nothing went wrong yet
	defer again.Stop()
	var shown Draw // on the panel, noted or not
	pause := RetryFirst
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.changed:
			pause = RetryFirst
		case <-again.C:
		}
		want := p.wanted.Get()
		if err := p.attempt(ctx, want, &shown); err != nil {
			again.Reset(pause)
			pause = min(2*pause, RetryMost)
			continue
		}
		again.Stop()
	}
}

// attempt shows the facts, if the panel does not show them already, and
// reports what came of it. An error is a reason to try again.
func (p *panel) attempt(ctx context.Context, want Draw, shown *Draw) error {
	if *shown != want {
		if err := p.show(ctx, want.Facts); err != nil {
			return errors.Join(err, p.report(ctx, NotDrawn{want.Facts, err}))
		}
		*shown = want
	}
	return p.report(ctx, Drawn{want.Facts, p.now()})
}

func (p *panel) show(ctx context.Context, f label.Facts) error {
	if p.display == nil {
		return errNoDisplay
	}
	code, err := p.code(f.Link)
	if err != nil {
		return fmt.Errorf("label %s: make the code: %w", f.ID, err)
	}
	img, err := label.Render(f, p.display.Size(), code)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, device.ShowTimeout)
	defer cancel()
	if err := p.display.Show(ctx, img); err != nil {
		return fmt.Errorf("label %s: show on %s: %w", f.ID, p.display, err)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return fmt.Errorf("label %s: keep the picture: %w", f.ID, err)
	}
	p.picture.Set(b.Bytes())
	return nil
}
