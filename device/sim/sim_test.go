package sim_test

import (
	"context"
	"errors"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"endcap/device"
	"endcap/device/devicetest"
	"endcap/device/sim"
)

func TestDisplay_KeepsTheContract(t *testing.T) {
	file := filepath.Join(t.TempDir(), "label.png")
	d := sim.NewDisplay("label 1", image.Pt(250, 122), file)
	devicetest.TestDisplay(t, d)
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := img.Bounds().Size(), d.Size(); got != want {
		t.Errorf("the file shows %v, want %v", got, want)
	}
	if got, want := d.Shows(), 5; got != want {
		t.Errorf("%d pictures were shown, want %d", got, want)
	}
}

func TestDisplay_FailsAndRecovers(t *testing.T) {
	d := sim.NewDisplay("label 1", image.Pt(1, 1), "")
	img, broken := image.NewGray(image.Rect(0, 0, 1, 1)), errors.New("the cable is loose")
	d.Fail(broken)
	if err := d.Show(t.Context(), img); !errors.Is(err, broken) || d.Last() != nil {
		t.Errorf("Show returned %v and shows %v, want %v and nothing", err, d.Last(), broken)
	}
	d.Fail(nil)
	if err := d.Show(t.Context(), img); err != nil || d.Last() == nil {
		t.Errorf("Show returned %v and shows %v, want a picture", err, d.Last())
	}
}

func TestDisplay_GivesUpWhenItsContextEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sim.NewDisplay("label 1", image.Pt(1, 1), "")
		d.Slow(time.Hour)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		began := time.Now()
		err := d.Show(ctx, image.NewGray(image.Rect(0, 0, 1, 1)))
		if took := time.Since(began); !errors.Is(err, context.DeadlineExceeded) || took != time.Minute {
			t.Errorf("Show returned %v after %v, want %v after a minute", err, took, context.DeadlineExceeded)
		}
	})
}

func TestDisplay_SaysWhereItCannotWrite(t *testing.T) {
	d := sim.NewDisplay("label 1", image.Pt(1, 1), filepath.Join(t.TempDir(), "absent", "label.png"))
	if err := d.Show(t.Context(), image.NewGray(image.Rect(0, 0, 1, 1))); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Show returned %v, want %v", err, os.ErrNotExist)
	}
}

func TestLight_KeepsTheContract(t *testing.T) {
	l := sim.NewLight("light")
	devicetest.TestLight(t, l)
	for range 2 * sim.MaxRecord {
		if err := l.Set(t.Context(), device.Good); err != nil {
			t.Fatal(err)
		}
	}
	if got := len(l.Record()); got != sim.MaxRecord || l.Now() != device.Good {
		t.Errorf("the light remembers %d signals and shows %q, want %d and %q", got, l.Now(), sim.MaxRecord, device.Good)
	}
	broken := errors.New("no current")
	l.Fail(broken)
	if err := l.Set(t.Context(), device.Off); !errors.Is(err, broken) {
		t.Errorf("Set returned %v, want %v", err, broken)
	}
}
