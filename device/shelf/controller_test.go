package shelf_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"endcap/device"
	"endcap/device/devicetest"
	"endcap/device/shelf"
	"endcap/device/sim"
	"endcap/offers/stock"
	"endcap/scanner/write"
	"endcap/sync/wire"
)

type parts struct {
	displays [2]*sim.Display
	lights   [3]*sim.Light // of the labels, of the scanner
}

// running runs a shelf with simulated parts inside a synctest bubble until
// the test ends.
func running(t *testing.T, m *devicetest.Store) (*shelf.Controller, parts) {
	t.Helper()
	return runningWith(t, m, "")
}

func runningWith(t *testing.T, m *devicetest.Store, links string) (*shelf.Controller, parts) {
	t.Helper()
	var p parts
	for i := range p.lights {
		p.lights[i] = sim.NewLight(fmt.Sprint("light ", i))
	}
	hung := places()
	for i := range p.displays {
		p.displays[i] = sim.NewDisplay(fmt.Sprint("display ", i), image.Pt(250, 122), "")
		hung[i].Display, hung[i].Light = p.displays[i], p.lights[i]
	}
	c := shelf.New(shelf.Options{Places: hung, Store: m, Light: p.lights[2], Code: write.QR, Links: links})
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- c.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	synctest.Wait()
	return c, p
}

func TestController_DrawsEveryLabelAndTellsOfIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := devicetest.Shop()
		c, p := running(t, m)
		time.Sleep(time.Second)
		synctest.Wait()
		if p.displays[0].Shows() != 1 || p.displays[1].Shows() != 1 || m.Told(wire.LabelShown) != 2 {
			t.Errorf("drawn %d and %d times, told %d times", p.displays[0].Shows(), p.displays[1].Shows(), m.Told(wire.LabelShown))
		}
		for i, l := range c.View().Labels {
			if l.Shown.IsZero() || l.Fault != "" {
				t.Errorf("label %d: %+v", i, l)
			}
		}
		b, ok := c.LabelPNG("l-1")
		img, err := png.Decode(bytes.NewReader(b))
		if !ok || err != nil || img.Bounds().Size() != image.Pt(250, 122) {
			t.Errorf("the picture of l-1: %v, %v", ok, err)
		}
		if _, ok := c.LabelPNG("l-9"); ok {
			t.Error("there is a picture of a label that is not there")
		}
		m.Reprice(milk, 99)
		c.BookChanged()
		time.Sleep(time.Second)
		synctest.Wait()
		if p.displays[0].Shows() != 1 || p.displays[1].Shows() != 2 || m.Told(wire.LabelShown) != 3 {
			t.Errorf("after a new price: drawn %d and %d times, told %d times", p.displays[0].Shows(), p.displays[1].Shows(), m.Told(wire.LabelShown))
		}
	})
}

func TestController_CodesLeadWhereTheShelfIsToldOrElseTheBook(t *testing.T) {
	for links, want := range map[string]string{"": "https://id.example.com/01/", "https://shelf-a3.example.com": "https://shelf-a3.example.com/01/"} {
		synctest.Test(t, func(t *testing.T) {
			c, _ := runningWith(t, devicetest.Shop(), links)
			time.Sleep(time.Second)
			synctest.Wait()
			if got := c.View().Labels[0].Link; !strings.HasPrefix(got, want) {
				t.Errorf("got %s, want %s...", got, want)
			}
		})
	}
}

func TestController_ASlowPanelDelaysNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := devicetest.Shop()
		c, p := running(t, m)
		p.displays[0].Slow(30 * time.Second)
		m.Reprice(berries, 199)
		m.Reprice(milk, 99)
		c.BookChanged()
		synctest.Wait()
		began := time.Now()
		if err := c.Scan(t.Context(), read(ean(berries))); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("the scan waited %v for a panel", took)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		v := c.View()
		if v.Labels[0].OnHand != 1 || !v.Labels[0].Shown.IsZero() || v.Labels[1].Shown.IsZero() {
			t.Errorf("a second later: %+v", v.Labels)
		}
		time.Sleep(30 * time.Second)
		synctest.Wait()
		if v := c.View(); v.Labels[0].Shown.IsZero() {
			t.Errorf("at last: %+v", v.Labels[0])
		}
	})
}

func TestController_ASilentPanelIsTriedAgainEverMoreSlowly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := devicetest.Shop()
		c, p := running(t, m)
		p.displays[1].Fail(errors.New("the cable is loose"))
		m.Reprice(milk, 99)
		c.BookChanged()
		time.Sleep(time.Second)
		synctest.Wait()
		if got := c.View().Labels[1]; got.Fault != "label l-2: show on display 1: the cable is loose" || !got.Shown.IsZero() {
			t.Errorf("label %+v", got)
		}
		time.Sleep(time.Hour)
		p.displays[1].Fail(nil)
		time.Sleep(shelf.RetryMost)
		synctest.Wait()
		if got := c.View().Labels[1]; got.Fault != "" || got.Shown.IsZero() || m.Told(wire.LabelShown) != 3 {
			t.Errorf("with the cable in: %+v, told %d times", got, m.Told(wire.LabelShown))
		}
	})
}

func TestController_APanelThatNeverAnswersIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := devicetest.Shop()
		c, p := running(t, m)
		p.displays[1].Slow(time.Hour)
		m.Reprice(milk, 99)
		c.BookChanged()
		time.Sleep(device.ShowTimeout + time.Second)
		synctest.Wait()
		if got := c.View().Labels[1]; got.Fault == "" {
			t.Errorf("label %+v", got)
		}
	})
}

func TestController_AFullDiskDoesNotWearThePanel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := devicetest.Shop()
		c, p := running(t, m)
		m.Change(func() { m.Fault = devicetest.ErrFull })
		m.Reprice(milk, 99)
		c.BookChanged()
		time.Sleep(time.Hour)
		synctest.Wait()
		if got := c.View().Labels[1]; p.displays[1].Shows() != 2 || got.Fault != "Shown, but not noted: no space left on device" {
			t.Errorf("drawn %d times; %+v", p.displays[1].Shows(), got)
		}
		if err := c.Scan(t.Context(), read(ean(berries))); !errors.Is(err, devicetest.ErrFull) {
			t.Errorf("Scan returned %v, want %v", err, devicetest.ErrFull)
		}
		m.Change(func() { m.Fault = nil })
		time.Sleep(shelf.RetryMost)
		synctest.Wait()
		if got := c.View().Labels[1]; p.displays[1].Shows() != 2 || got.Fault != "" || m.Told(wire.LabelShown) != 3 {
			t.Errorf("with room again: drawn %d times; %+v", p.displays[1].Shows(), got)
		}
	})
}

func TestController_StockedPiecesAreCountedOnAfterARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := devicetest.Shop()
		c, p := running(t, m)
		for i := range 3 {
			sym := ean(berries)
			sym.ID = fmt.Sprint("picture-", i/2) // the second is delivered twice
			if err := c.Scan(t.Context(), read(sym)); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		if p.lights[0].Now() != device.Good || p.lights[2].Now() != device.Good || p.lights[1].Now() != device.Off {
			t.Errorf("lights %q %q %q", p.lights[0].Now(), p.lights[1].Now(), p.lights[2].Now())
		}
		again, _ := running(t, m)
		if got := again.View().Labels[0].OnHand; got != 2 {
			t.Errorf("on hand %d, want 2", got)
		}
	})
}

func TestController_FindBlinksTheLabel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := running(t, devicetest.Shop())
		if err := c.Find(t.Context(), "l-2"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if got := p.lights[1].Now(); got != device.Find {
			t.Errorf("the light is %q, want %q", got, device.Find)
		}
		if err := c.Find(t.Context(), "l-9"); !errors.Is(err, shelf.ErrNoLabel) {
			t.Errorf("Find returned %v, want %v", err, shelf.ErrNoLabel)
		}
	})
}

func TestController_LocateBlinksForItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p := running(t, devicetest.Shop())
		for label, light := range map[string]*sim.Light{"l-1": p.lights[0], "": p.lights[2]} {
			if err := c.Locate(label, 5*time.Minute); err != nil {
				t.Fatal(err)
			}
			time.Sleep(5*time.Minute - time.Millisecond)
			if got := light.Now(); got != device.Find {
				t.Errorf("%s is %q before its time is over", light, got)
			}
			time.Sleep(2 * time.Millisecond)
			synctest.Wait()
			if got := light.Now(); got != device.Off {
				t.Errorf("%s is %q after its time", light, got)
			}
		}
	})
}

func TestController_RecountReadsWhatIsOnHandAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := devicetest.Shop()
		c, _ := running(t, m)
		m.Change(func() {
			m.Moves = append(m.Moves, stock.Movement{GTIN: devicetest.Berries, Place: places()[0].Place, Quantity: 7, Cause: stock.Counted})
		})
		if err := c.Recount(t.Context()); err != nil {
			t.Fatal(err)
		}
		if l := c.View().Labels[0]; l.OnHand != 7 || l.GTIN != devicetest.Berries {
			t.Errorf("on hand %+v, want 7", l)
		}
	})
}

func TestController_RedrawDrawsWhatIsShownAlready(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := devicetest.Shop()
		c, p := running(t, m)
		for turn := range 3 {
			time.Sleep(time.Second)
			synctest.Wait()
			if p.displays[0].Shows() != 1+turn || p.displays[1].Shows() != 1+turn || m.Told(wire.LabelShown) != 2+2*turn {
				t.Errorf("drawn %d and %d times, told %d times", p.displays[0].Shows(), p.displays[1].Shows(), m.Told(wire.LabelShown))
			}
			if l := c.View().Labels[0]; l.Shown.IsZero() {
				t.Errorf("the label: %+v", l)
			}
			if err := c.Redraw(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestController_AMissingDisplayIsAFaultOfItsLabel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := shelf.New(shelf.Options{Places: places(), Store: devicetest.Shop(), Code: write.QR})
		ctx, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		if err := c.Run(ctx); err != nil {
			t.Fatal(err)
		}
		if got := c.View().Labels[0].Fault; got != "no display is connected" {
			t.Errorf("fault %q", got)
		}
		if err := c.Scan(t.Context(), read(ean(berries))); !errors.Is(err, device.ErrStopped) {
			t.Errorf("Scan returned %v, want %v", err, device.ErrStopped)
		}
	})
}

func TestController_LabelsThatCannotBeToldApartEndRun(t *testing.T) {
	twice := append(places(), places()...)
	many := make([]shelf.Place, shelf.MaxLabels+1)
	for i := range many {
		many[i].Label = fmt.Sprint(i)
	}
	for _, p := range [][]shelf.Place{twice, many} {
		if err := shelf.New(shelf.Options{Places: p, Store: devicetest.Shop()}).Run(t.Context()); err == nil {
			t.Errorf("Run went on with %d places", len(p))
		}
	}
}

func ExampleController() {
	display := sim.NewDisplay("label l-1", image.Pt(250, 122), "")
	c := shelf.New(shelf.Options{
		Places: []shelf.Place{{Label: "l-1", Place: "A3-1", GTIN: berries, Display: display}},
		Store:  devicetest.Shop(), Code: write.QR,
	})
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	changed, end := c.Watch()
	defer end()
	go func() { done <- c.Run(ctx) }()
	if err := c.Scan(ctx, read(ean(berries))); err != nil {
		fmt.Println(err)
	}
	for c.View().Labels[0].Shown.IsZero() {
		<-changed
	}
	l := c.View().Labels[0]
	fmt.Println(l.OnHand, l.Name, l.Price, l.Offer)
	stop()
	<-done
	// Output: 1 Strawberries 2.49 EUR 3 for 4.00 EUR
}
