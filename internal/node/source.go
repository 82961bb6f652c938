package node

import (
	"log/slog"
	"time"

	"endcap/configs"
	"endcap/scanner"
	"endcap/scanner/imagefile"
	"endcap/scanner/serial"
)

// source makes the source of symbols that the configuration describes.
func source(s configs.Scanner, seen func(id string) bool, log *slog.Logger) scanner.Source {
	name := string(s.Name)
	switch {
	case s.Folder != "":
		return imagefile.New(name, string(s.Folder), time.Duration(s.Every), seen, log)
	case s.Serial != nil:
		return serial.New(name, wired(*s.Serial), log)
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
