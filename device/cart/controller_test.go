package cart_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"endcap/device"
	"endcap/device/cart"
	"endcap/device/devicetest"
	"endcap/device/sim"
	"endcap/offers/basket"
	"endcap/scanner/gs1"
)

// fataler is a *testing.T or a *rapid.T.
type fataler interface{ Fatal(...any) }

func mustBasket(t fataler, m *devicetest.Store) basket.Basket {
	b, _, err := m.Basket()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// running runs a cart inside a synctest bubble until the test ends.
func running(t *testing.T, m cart.Store, light device.Light) *cart.Controller {
	t.Helper()
	c := cart.New(cart.Options{Place: "cart-07", Store: m, Light: light})
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
	return c
}

func TestController_ShowsAScanOnlyWhenItIsDurable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, light := devicetest.Shop(), sim.NewLight("light")
		m.Takes = 300 * time.Millisecond
		c := running(t, m, light)
		scanned := make(chan error, 1)
		go func() { scanned <- c.Scan(t.Context(), read(ean(berries))) }()
		time.Sleep(299 * time.Millisecond)
		synctest.Wait()
		if v := c.View(); len(v.Lines) != 0 || light.Now() != device.Off {
			t.Errorf("before the step was durable: %d lines, light %q", len(v.Lines), light.Now())
		}
		if err := <-scanned; err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if v := c.View(); len(v.Lines) != 1 || light.Now() != device.Good {
			t.Errorf("after: %d lines, light %q", len(v.Lines), light.Now())
		}
		time.Sleep(device.GoodTime)
		synctest.Wait()
		if light.Now() != device.Off {
			t.Errorf("the light stays %q", light.Now())
		}
	})
}

func TestController_OneTripFromFirstScanToReceipt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := devicetest.Shop()
		c := running(t, m, nil)
		ctx := t.Context()
		for _, g := range []gs1.GTIN{berries, berries, berries, bread, absent} {
			if err := c.Scan(ctx, read(ean(g))); err != nil {
				t.Fatal(err)
			}
		}
		if v := c.View(); v.Total.String() != "5.19 EUR" || !v.Bad {
			t.Errorf("total %s, bad %v; want 5.19 EUR and the refusal of the unknown", v.Total, v.Bad)
		}
		if err := c.Remove(ctx, "cart-07-000001", 2, 1); err != nil {
			t.Fatal(err)
		}
		shown := c.View()
		for range 2 { // pressed twice
			if err := c.Pay(ctx, shown.Basket, shown.Total); err != nil {
				t.Fatal(err)
			}
		}
		if err := c.Remove(ctx, shown.Basket, 1, 1); !errors.Is(err, cart.ErrStale) {
			t.Errorf("removing from the paid basket returned %v, want %v", err, cart.ErrStale)
		}
		if v := c.View(); v.Closed == nil || v.Closed.Total.String() != "4.00 EUR" || len(v.Lines) != 0 || v.Basket != "cart-07-000002" {
			t.Errorf("view %+v", v)
		}
	})
}

// A piece may be scanned while the finger is on its way to the button: it is
// never paid unseen.
func TestController_PaysWhatWasShownOrNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := devicetest.Shop()
		m.Takes = time.Millisecond
		c := running(t, m, nil)
		const scans = 50
		scanned := make(chan error, 1)
		go func() {
			for range scans {
				time.Sleep(time.Millisecond)
				if err := c.Scan(t.Context(), read(ean(bread))); err != nil {
					scanned <- err
					return
				}
			}
			scanned <- nil
		}()
		paid, stale, sum := 0, 0, int64(0)
		for presses := range scans {
			shown := c.View()
			time.Sleep(time.Duration(presses%4) * time.Millisecond) // the way of the finger
			switch err := c.Pay(t.Context(), shown.Basket, shown.Total); {
			case errors.Is(err, cart.ErrStale):
				stale++
			case err != nil:
				t.Error(err)
			case len(shown.Lines) > 0:
				paid++
				sum += shown.Total.Minor
			}
		}
		if err := <-scanned; err != nil {
			t.Error(err)
		}
		if want := int64(scans * 119); sum+c.View().Total.Minor != want || paid == 0 || stale == 0 {
			t.Errorf("%d payments of what was shown and %d refused ones make %d, want some of both and %d", paid, stale, sum, want)
		}
		if got := len(m.Events); got != paid {
			t.Errorf("headquarters is told of %d sales, want %d", got, paid)
		}
	})
}

func TestController_GoesOnWithTheBasketAfterARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := devicetest.Shop()
		if err := running(t, m, nil).Scan(t.Context(), read(ean(berries))); err != nil {
			t.Fatal(err)
		}
		if v := running(t, m, nil).View(); len(v.Lines) != 1 || v.Total.String() != "2.49 EUR" {
			t.Errorf("after the restart: %+v", v)
		}
	})
}

func TestController_GoesOnAtTheOldPricesIfTheBookCannotBeRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := devicetest.Shop()
		if err := running(t, m, nil).Scan(t.Context(), read(ean(bread))); err != nil {
			t.Fatal(err)
		}
		m.Change(func() { m.Manifest.Currency = "?" })
		if v := running(t, m, nil).View(); v.Total.String() != "1.19 EUR" {
			t.Errorf("after the restart: %+v", v)
		}
	})
}

func TestController_AFullDiskIsSaidAndSurvived(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, light := devicetest.Shop(), sim.NewLight("light")
		c := running(t, m, light)
		m.Change(func() { m.Fault = devicetest.ErrFull })
		if err := c.Scan(t.Context(), read(ean(berries))); !errors.Is(err, devicetest.ErrFull) {
			t.Errorf("Scan returned %v, want %v", err, devicetest.ErrFull)
		}
		synctest.Wait()
		if v := c.View(); len(v.Lines) != 0 || v.Notice != "Not added: no space left on device." || light.Now() != device.Bad {
			t.Errorf("view %+v, light %q", v, light.Now())
		}
		m.Change(func() { m.Fault = nil })
		if err := c.Scan(t.Context(), read(ean(berries))); err != nil || len(c.View().Lines) != 1 {
			t.Errorf("with room again Scan returned %v and the view is %+v", err, c.View())
		}
	})
}

func TestController_TheSameReadingTwiceIsOnePiece(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := devicetest.Shop()
		c := running(t, m, nil)
		sym := ean(berries)
		sym.ID = "picture-0001"
		for range 2 {
			if err := c.Scan(t.Context(), read(sym)); err != nil {
				t.Error(err)
			}
		}
		if v := c.View(); len(v.Lines) != 1 || v.Lines[0].Quantity != 1 || v.Bad {
			t.Errorf("view %+v", v)
		}
	})
}

func TestController_RefusesWhenItHasStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := cart.New(cart.Options{Place: "cart-07", Store: devicetest.Shop()})
		waiting, giveUp := context.WithTimeout(t.Context(), time.Second)
		defer giveUp()
		if err := c.Scan(waiting, read(ean(berries))); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("before Run, Scan returned %v, want %v", err, context.DeadlineExceeded)
		}
		ended, end := context.WithCancel(t.Context())
		end()
		if err := c.Run(ended); err != nil {
			t.Fatal(err)
		}
		for range 2 * cart.QueueLen {
			if err := c.Scan(t.Context(), read(ean(berries))); !errors.Is(err, device.ErrStopped) {
				t.Fatalf("after Run, Scan returned %v, want %v", err, device.ErrStopped)
			}
		}
	})
}

func TestController_AStepBegunIsFinishedAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := devicetest.Shop()
		m.Takes = time.Second
		c := cart.New(cart.Options{Place: "cart-07", Store: m})
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- c.Run(ctx) }()
		scanned := make(chan error, 1)
		go func() { scanned <- c.Scan(t.Context(), read(ean(berries))) }()
		time.Sleep(time.Second / 2)
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := <-scanned; err != nil {
			t.Errorf("Scan returned %v although the step is durable", err)
		}
		if b := mustBasket(t, m); len(b.Lines) != 1 {
			t.Errorf("the stored basket is %+v", b)
		}
	})
}

func TestController_AStoreThatHangsIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := devicetest.Shop()
		c := running(t, m, nil)
		m.Change(func() { m.Takes = time.Hour })
		began := time.Now()
		err := c.Scan(t.Context(), read(ean(berries)))
		if took := time.Since(began); !errors.Is(err, context.DeadlineExceeded) || took != cart.StoreTimeout {
			t.Errorf("Scan returned %v after %v", err, took)
		}
	})
}

func TestController_AnUnreadableBasketEndsRun(t *testing.T) {
	m := devicetest.Shop()
	m.Kept = []byte("{")
	if err := cart.New(cart.Options{Place: "cart-07", Store: m}).Run(t.Context()); err == nil {
		t.Error("Run went on with a basket that cannot be read")
	}
}

func TestController_ManyShoppersHandsAreServedInTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := devicetest.Shop()
		m.Takes = time.Millisecond
		c := running(t, m, nil)
		errs := make(chan error, 100)
		for i := range cap(errs) {
			sym := ean(bread)
			sym.ID = fmt.Sprint(i)
			go func() { errs <- c.Scan(t.Context(), read(sym)) }()
		}
		for range cap(errs) {
			if err := <-errs; err != nil {
				t.Error(err)
			}
		}
		if v := c.View(); len(v.Lines) != 1 || v.Lines[0].Quantity != int64(cap(errs)) {
			t.Errorf("view %+v", v)
		}
	})
}

func ExampleController() {
	m := devicetest.Shop()
	c := cart.New(cart.Options{Place: "cart-07", Store: m})
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- c.Run(ctx) }()
	for range 3 {
		if err := c.Scan(ctx, read(ean(berries))); err != nil {
			fmt.Println(err)
		}
	}
	v := c.View()
	fmt.Println(v.Lines[0].Quantity, v.Lines[0].Name, v.Lines[0].Net)
	fmt.Println(v.Lines[0].Reasons[0].Text, "saves", v.Lines[0].Reasons[0].Saved)
	stop()
	<-done
	// Output:
	// 3 Strawberries 4.00 EUR
	// 3 for 4.00 EUR saves 3.47 EUR
}
