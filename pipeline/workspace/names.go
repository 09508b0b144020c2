package workspace

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Portable makes the name of a file or folder one that every system can have: without
// characters that Windows forbids, without blanks and points at its ends, and not the
// name of a device.
func Portable(name string) string {
	name = strings.Trim(strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`<>:"/\|?*`, r) {
			return '_'
		}
		return r
	}, name), " .")
	if name == "" || isDevice(name) {
		name = "_" + name
	}
	return name
}

// isDevice reports whether Windows takes a name for a device, whatever its extension.
func isDevice(name string) bool {
	stem, _, _ := strings.Cut(strings.ToUpper(name), ".")
	stem = strings.TrimRight(stem, " ")
	if slices.Contains([]string{"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"}, stem) {
		return true
	}
	port := strings.HasPrefix(stem, "COM") || strings.HasPrefix(stem, "LPT")
	return port && utf8.RuneCountInString(stem) == 4 && strings.ContainsAny(stem[3:], "0123456789¹²³")
}

// isPortable reports whether every part of a slash path is portable as it is; the
// points of a hidden name are.
func isPortable(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if rest := strings.TrimLeft(part, "."); Portable(rest) != rest {
			return false
		}
	}
	return true
}
