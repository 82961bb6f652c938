package node

import (
	"log/slog"
	"testing"

	"endcap/configs"
	"endcap/scanner/gs1"
	"endcap/scanner/plug"
	"endcap/scanner/wedge"
)

func TestSource_OfEveryKindThatIsConfigured(t *testing.T) {
	usb := plug.ID{Vendor: 0x05e0, Product: 0x1200}
	for _, s := range []configs.Scanner{
		{Name: "a", Folder: "pictures"},
		{Name: "a", Serial: &configs.Serial{USB: usb, Baud: 9600, Mode: "8n1", Terminator: "any"}},
		{Name: "a", Wedge: &configs.Wedge{USB: usb, Layout: "de", Terminator: "any"}},
		{Name: "a", Camera: &configs.Camera{USB: usb, Width: 640, Height: 480, Rate: 10, Format: "any"}},
	} {
		if src := source(s, gs1.Shop{}, nil, slog.New(slog.DiscardHandler)); src == nil || src.String() != "a" {
			t.Errorf("%+v: %v", s, src)
		}
	}
}

// Ensure that a configuration can name every keyboard, and ends that there are.
func TestSource_KnowsWhatTheConfigurationNames(t *testing.T) {
	for _, name := range wedge.Layouts() {
		if err := new(configs.KeyLayout).UnmarshalText([]byte(name)); err != nil {
			t.Error(err)
		}
	}
	for _, end := range []configs.Terminator{"any", "cr", "lf", "crlf", "tab", "etx"} {
		if err := new(configs.Terminator).UnmarshalText([]byte(end)); err != nil {
			t.Error(err)
		}
		if got := wired(configs.Serial{Terminator: end}); got.Ends == nil {
			t.Errorf("a serial scan never ends with %s", end)
		}
	}
	for _, end := range []configs.Terminator{"any", "cr", "tab"} {
		if got := typed(configs.Wedge{Terminator: end}); got.Ends == "" {
			t.Errorf("a typed scan never ends with %s", end)
		}
	}
}
