package reportpdf

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

// Stamp is equal as long as FindFonts would find the same files: every font file in
// the folders by path, size and time of change, and what the configuration names.
// Fonts are large, so their content is not read.
func Stamp(cfg FontConfig) string {
	s := newSearch(cfg)
	paths := slices.Collect(maps.Values(s.paths))
	for _, spec := range cfg.Roles {
		name, _, _ := strings.Cut(spec, "#")
		paths = append(paths, name)
	}
	slices.Sort(paths)
	h := sha256.New()
	fmt.Fprintf(h, "%q\n", s.dirs)
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			fmt.Fprintf(h, "%q -\n", path)
			continue
		}
		fmt.Fprintf(h, "%q %d %d %v\n", path, info.Size(), info.ModTime().UnixNano(), info.Mode())
	}
	return hex.EncodeToString(h.Sum(nil))
}
