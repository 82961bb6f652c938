package node

import (
	"log/slog"
	"time"

	"endcap/configs"
	"endcap/scanner"
	"endcap/scanner/camera"
	"endcap/scanner/decode"
	"endcap/scanner/gs1"
	"endcap/scanner/imagefile"
	"endcap/scanner/serial"
	"endcap/scanner/video"
	"endcap/scanner/wedge"
)

// source makes the source of symbols that the configuration describes.
func source(s configs.Scanner, shop gs1.Shop, seen func(id string) bool, log *slog.Logger) scanner.Source {
	name := string(s.Name)
	switch {
	case s.Folder != "":
		return imagefile.New(name, string(s.Folder), time.Duration(s.Every), shop, seen, log)
	case s.Serial != nil:
		return serial.New(name, wired(*s.Serial), log)
	case s.Camera != nil:
		return camera.New(name, lookOf(*s.Camera), video.NewWatcher(decode.NewReader(), shop), log)
	case s.Wedge != nil:
		return wedge.New(name, typed(*s.Wedge), log)
	}
	return nil
}

func wired(c configs.Serial) serial.Options {
	ends := map[configs.Terminator][]string{
		"any": {"\r", "\n"}, "cr": {"\r"}, "lf": {"\n"}, "crlf": {"\r\n"}, "tab": {"\t"}, "etx": {"\x03"}, "idle": nil,
	}
	return serial.Options{
		Path: c.Path, USB: c.USB, Baud: int(c.Baud), Mode: string(c.Mode), Ends: ends[c.Terminator], Idle: time.Duration(c.Idle),
		Transport: scanner.Transport{Prefix: string(c.Prefix), Suffix: string(c.Suffix), GS: string(c.GS)},
	}
}

// lookOf is how a camera shall work.
func lookOf(c configs.Camera) camera.Options {
	set := func(a configs.Adjustment) camera.Setting {
		if a.Auto {
			return camera.Auto()
		}
		return camera.Fixed(int32(a.Value))
	}
	return camera.Options{
		Device: c.Device, USB: c.USB, Format: c.Format.FourCC(), Width: int(c.Width), Height: int(c.Height), Rate: int(c.Rate),
		Exposure: set(c.Exposure), Focus: set(c.Focus), Gain: set(c.Gain),
	}
}

func typed(c configs.Wedge) wedge.Options {
	ends := map[configs.Terminator]string{"any": "\r\t", "cr": "\r", "tab": "\t", "idle": ""}
	return wedge.Options{
		USB: c.USB, Port: c.Port, Model: c.Model, Layout: string(c.Layout), Ends: ends[c.Terminator], Idle: time.Duration(c.Idle),
		Transport: scanner.Transport{Prefix: string(c.Prefix), Suffix: string(c.Suffix), GS: string(c.GS)},
	}
}
