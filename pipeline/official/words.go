package official

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

func joined(words []string) string { return strings.Join(words, "、") }

// mostNamed is how many names a remedy lists.
const mostNamed = 30

// some are names for a remedy, not too many of them.
func some(names []string) string {
	if len(names) <= mostNamed {
		return joined(names)
	}
	return joined(names[:mostNamed]) + fmt.Sprintf("等%d个", len(names))
}

func keys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
