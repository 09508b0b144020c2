package reportpdf

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"slices"
	"strings"
)

// Stamp is equal as long as FindFonts would find the same files: every font file in
// the folders by name, size and time of change, and what the configuration names.
// Fonts are large, so their content is not read.
func Stamp(cfg FontConfig) string {
	s := newSearch(cfg)
	for _, spec := range cfg.Roles {
		if path, _, _ := strings.Cut(spec, "#"); s.paths[strings.ToLower(path)] == "" {
			s.paths["/"+path] = path // not by name: where it lies
		}
	}
	var lines []string
	for name, path := range s.paths {
		line := fmt.Sprintf("%q -", name)
		if info, err := os.Stat(path); err == nil {
			line = fmt.Sprintf("%q %d %d %v", name, info.Size(), info.ModTime().UnixNano(), info.Mode())
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(sum[:])
}
