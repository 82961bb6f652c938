package node

import (
	"log/slog"
	"time"

	"endcap/configs"
	"endcap/scanner"
	"endcap/scanner/imagefile"
)

// source makes the source of symbols that the configuration describes.
func source(s configs.Scanner, seen func(id string) bool, log *slog.Logger) scanner.Source {
	name := string(s.Name)
	switch {
	case s.Folder != "":
		return imagefile.New(name, string(s.Folder), time.Duration(s.Every), seen, log)
	}
	return nil
}
