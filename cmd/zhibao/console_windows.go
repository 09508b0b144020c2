package main

import (
	"os"

	"golang.org/x/sys/windows"
)

// prepareConsole lets the console understand the sequences that colour and clear
// lines; one that cannot (before Windows 10) gets no colour. Go itself writes Chinese
// to a console whatever its code page, and UTF-8 to files and pipes.
func prepareConsole() {
	for _, f := range []*os.File{os.Stdout, os.Stderr} {
		handle := windows.Handle(f.Fd())
		var mode uint32
		if windows.GetConsoleMode(handle, &mode) != nil {
			continue // a file or a pipe
		}
		if windows.SetConsoleMode(handle, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) != nil {
			_ = os.Setenv("NO_COLOR", "1") // fails on a bad name only
		}
	}
}
