package workspace

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// PublishedPeriods lists the periods for which this tool has published files.
func (w *Workspace) PublishedPeriods() ([]string, error) {
	names, err := filepath.Glob(filepath.Join(w.StateDir(), "published-*.json"))
	if err != nil {
		return nil, err
	}
	var periods []string
	for _, n := range names {
		periods = append(periods, strings.TrimSuffix(strings.TrimPrefix(filepath.Base(n), "published-"), ".json"))
	}
	slices.Sort(periods)
	return periods, nil
}

// Published lists what this tool has published for a period.
func (w *Workspace) Published(period string) ([]string, error) { return w.published(period) }

// KeyExposed reports whether others than the owner may read or write the key; false
// without a key, and where the system has no such rights.
func (w *Workspace) KeyExposed() (bool, error) {
	info, err := os.Stat(w.keyPath())
	if errors.Is(err, fs.ErrNotExist) || runtime.GOOS == "windows" {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return info.Mode().Perm()&0o077 != 0, nil
}
