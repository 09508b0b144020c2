package workspace

import (
	"encoding/json"
	"os"
	"path/filepath"
)

// The note of a period's last run. It only spares work: lost, broken or of another
// version it is as good as absent.

func (w *Workspace) lastPath(period string) string {
	return filepath.Join(w.StateDir(), "last-"+period+".json")
}

// signedNote guards a note against a write that was cut off.
type signedNote struct {
	SHA256 string          `json:"sha256"`
	Note   json.RawMessage `json:"note"`
}

// KeepLast notes the last run of a period; the caller holds the lock.
func (w *Workspace) KeepLast(period string, note any) error {
	body, err := json.Marshal(note)
	if err != nil {
		return err
	}
	data, err := json.Marshal(signedNote{Hash(body), body})
	if err != nil || sameContent(w.lastPath(period), File{Data: data}) {
		return err
	}
	return w.replace(w.lastPath(period), data)
}

// Last reads the note of a period's last run; ok is false if there is none that is
// whole.
func (w *Workspace) Last(period string, note any) (ok bool) {
	data, err := os.ReadFile(w.lastPath(period))
	var s signedNote
	if err != nil || json.Unmarshal(data, &s) != nil || Hash(s.Note) != s.SHA256 {
		return false
	}
	return json.Unmarshal(s.Note, note) == nil
}

// HasContents reports whether the archive has a file for every hash.
func (w *Workspace) HasContents(sums []string) bool {
	for _, sum := range sums {
		if !exists(filepath.Join(w.archive(), sum[:2], sum[2:])) {
			return false
		}
	}
	return true
}
