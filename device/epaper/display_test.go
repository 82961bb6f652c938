package epaper

import (
	"context"
	"errors"
	"image"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"periph.io/x/conn/v3/gpio"
	"periph.io/x/conn/v3/gpio/gpiotest"
	"periph.io/x/conn/v3/physic"
	"periph.io/x/conn/v3/spi"
	"periph.io/x/conn/v3/spi/spitest"

	"endcap/device"
	"endcap/device/devicetest"
)

// chip is a simulated controller on its wires: it notes the commands it gets
// and is busy for a while after some.
type chip struct {
	spi.Conn // not implemented: nothing of it is used
	command  gpiotest.Pin
	busyTill time.Time
	dead     bool
	broken   error

	commands []byte
	bytes    map[byte]int // of data after a command
	largest  int
	resets   int
}

func (c *chip) Connect(physic.Frequency, spi.Mode, int) (spi.Conn, error) { return c, c.broken }
func (c *chip) String() string                                            { return "chip" }
func (c *chip) MaxTxSize() int                                            { return 1000 }

func (c *chip) Tx(w, _ []byte) error {
	if c.command.Read() == gpio.Low {
		if len(w) != 1 {
			return errors.New("a command of more than one byte")
		}
		c.commands = append(c.commands, w[0])
		switch w[0] {
		case softReset:
			c.busyTill = time.Now().Add(20 * time.Millisecond)
		case activate:
			c.busyTill = time.Now().Add(15 * time.Second)
		}
		return nil
	}
	c.bytes[c.commands[len(c.commands)-1]] += len(w)
	c.largest = max(c.largest, len(w))
	return nil
}

type resetPin struct {
	gpiotest.Pin
	chip *chip
}

func (p *resetPin) Out(l gpio.Level) error {
	if l == gpio.Low {
		p.chip.resets++
		p.chip.busyTill = time.Time{} // whatever it did, it does no more
	}
	return p.Pin.Out(l)
}

type busyPin struct {
	gpiotest.Pin
	chip *chip
}

func (p *busyPin) In(gpio.Pull, gpio.Edge) error { return nil }

func (p *busyPin) Read() gpio.Level {
	return gpio.Level(p.chip.dead || time.Now().Before(p.chip.busyTill))
}

func simulated(t *testing.T, p Panel) (*Display, *chip) {
	t.Helper()
	c := &chip{bytes: map[byte]int{}}
	d, err := New("label 1", c, Pins{Command: &c.command, Reset: &resetPin{chip: c}, Busy: &busyPin{chip: c}}, p)
	if err != nil {
		t.Fatal(err)
	}
	return d, c
}

func TestDisplay_KeepsTheContract(t *testing.T) {
	for _, p := range []Panel{{Size: image.Pt(250, 122)}, {Size: image.Pt(296, 128), Red: true}} {
		synctest.Test(t, func(t *testing.T) {
			d, _ := simulated(t, p)
			devicetest.TestDisplay(t, d)
		})
	}
}

func TestDisplay_SendsAWholePictureInPiecesAndSleeps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, c := simulated(t, Panel{Size: image.Pt(296, 128), Red: true})
		began := time.Now()
		if err := d.Show(t.Context(), image.NewGray(image.Rect(0, 0, 296, 128))); err != nil {
			t.Fatal(err)
		}
		want := []byte{0x12, 0x01, 0x11, 0x44, 0x45, 0x3C, 0x18, 0x21, 0x4E, 0x4F, 0x24, 0x4E, 0x4F, 0x26, 0x22, 0x20, 0x10}
		if diff := cmp.Diff(c.commands, want); diff != "" {
			t.Errorf("commands (-got +want):\n%s", diff)
		}
		if c.bytes[writeBlack] != 16*296 || c.bytes[writeRed] != 16*296 || c.largest != 1000 || c.resets != 1 {
			t.Errorf("sent %d and %d bytes in pieces of up to %d after %d resets", c.bytes[writeBlack], c.bytes[writeRed], c.largest, c.resets)
		}
		if took := time.Since(began); took < 15*time.Second || took > 16*time.Second {
			t.Errorf("the picture took %v; the panel refreshes for 15 s", took)
		}
	})
}

func TestDisplay_ThatIsNotThereIsSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, c := simulated(t, Panel{Size: image.Pt(250, 122)})
		c.dead = true
		began := time.Now()
		err := d.Show(t.Context(), image.NewGray(image.Rect(0, 0, 250, 122)))
		if !errors.Is(err, device.ErrSilent) {
			t.Errorf("Show returned %v, want %v", err, device.ErrSilent)
		}
		if took := time.Since(began); took > WakeTimeout+time.Second {
			t.Errorf("it took %v to see that nobody is there", took)
		}
	})
}

func TestDisplay_GivesUpWhenItsContextEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, _ := simulated(t, Panel{Size: image.Pt(250, 122)})
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		began := time.Now()
		err := d.Show(ctx, image.NewGray(image.Rect(0, 0, 250, 122)))
		if took := time.Since(began); !errors.Is(err, context.DeadlineExceeded) || took > 4*time.Second {
			t.Errorf("Show returned %v after %v", err, took)
		}
		if err := d.Show(t.Context(), image.NewGray(image.Rect(0, 0, 250, 122))); err != nil {
			t.Errorf("the next picture: %v", err)
		}
	})
}

func TestDisplay_TellsWhatTheWireSays(t *testing.T) {
	bad := errors.New("no such bus")
	if _, err := New("label 1", &chip{broken: bad}, Pins{}, Panel{Size: image.Pt(250, 122)}); !errors.Is(err, bad) {
		t.Errorf("New returned %v, want %v", err, bad)
	}
	if _, err := New("label 1", &chip{}, Pins{}, Panel{Size: image.Pt(800, 480)}); err == nil {
		t.Error("a panel too large for the controller was taken")
	}
}

// The bytes on the bus, recorded by periph's own recorder.
func TestDisplay_BytesOnTheBusAreGolden(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rec := &spitest.Record{}
		d, err := New("label 1", rec, Pins{Command: &gpiotest.Pin{}, Reset: &gpiotest.Pin{}, Busy: &busyPin{chip: &chip{}}}, Panel{Size: image.Pt(2, 8)})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Show(t.Context(), image.NewGray(image.Rect(0, 0, 2, 8))); err != nil {
			t.Fatal(err)
		}
		var got [][]byte
		for _, io := range rec.Ops {
			got = append(got, io.W)
		}
		want := [][]byte{
			{0x12},
			{0x01},
			{1, 0, 0},
			{0x11},
			{3},
			{0x44},
			{0, 0},
			{0x45},
			{0, 0, 1, 0},
			{0x3C},
			{5},
			{0x18},
			{0x80},
			{0x21},
			{0x40, 0x80},
			{0x4E},
			{0},
			{0x4F},
			{0, 0},
			{0x24},
			{0, 0},
			{0x22},
			{0xF7},
			{0x20},
			{0x10},
			{1},
		}
		if diff := cmp.Diff(got, want); diff != "" {
			t.Errorf("bytes (-got +want):\n%s", diff)
		}
	})
}
