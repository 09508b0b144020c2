package workspace

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"time"

	"zhibao/pipeline/fault"
)

// Printing is a set of files that is about to be put in place, with what the ledger
// is to be told of it once it stands there.
type Printing struct {
	Period string            `json:"period"`
	Run    int64             `json:"run"` // number of the run that printed it
	At     time.Time         `json:"at"`
	Files  map[string]string `json:"files"` // name → hash

	Sources map[string]string `json:"sources"` // what they were printed from: name → hash
}

func (w *Workspace) printingPath(period string) string {
	return filepath.Join(w.StateDir(), "printing-"+period+".json")
}

// NotePrinting notes a set before Publish puts it in place. The caller holds the lock.
func (w *Workspace) NotePrinting(p Printing) error {
	data, err := encodeJSON(p)
	if err == nil {
		err = w.mkdirAll(w.StateDir())
	}
	if err == nil {
		err = w.replace(w.printingPath(p.Period), data)
	}
	if err != nil {
		return fault.Break("无法记下将要输出的文件，原有的输出没有改动。", w.printingPath(p.Period), retry, err)
	}
	return nil
}

// ForgetPrinting removes the note, once the ledger has the set or it is known that it
// never stood in its place.
func (w *Workspace) ForgetPrinting(period string) error {
	at := w.printingPath(period)
	if !exists(at) {
		return nil
	}
	err := w.remove(at)
	if err == nil {
		err = w.syncDir(w.StateDir())
	}
	if err != nil {
		return fault.Break("无法移走已用过的输出记录。", at, retry, err)
	}
	return nil
}

// Printings lists the notes that were left, in the order of their periods.
func (w *Workspace) Printings() ([]Printing, error) {
	paths, err := filepath.Glob(w.printingPath("*"))
	slices.Sort(paths)
	var all []Printing
	for _, at := range paths {
		var p Printing
		data, e := os.ReadFile(at)
		if e == nil {
			e = json.Unmarshal(data, &p)
		}
		if e == nil && (w.printingPath(p.Period) != at || p.Run <= 0) {
			e = errors.New("period or run")
		}
		if e != nil {
			return nil, fault.Break("上次输出时留下的记录无法识别。", at, "请先备份 outputs 文件夹和该记录，再移走该记录，然后重新运行。", e)
		}
		all = append(all, p)
	}
	return all, err
}

// Stands reports whether the set is in its place: it is put there all or nothing, and
// its manifest, which names the others, is like no other set's. Not while a swap has
// begun and is not completed.
func (w *Workspace) Stands(p Printing) bool {
	data, err := os.ReadFile(filepath.Join(w.Outputs(p.Period), ManifestName))
	return err == nil && !w.Swapping() && Hash(data) == p.Files[ManifestName]
}

// Swapping reports whether a swap has begun and is not completed.
func (w *Workspace) Swapping() bool { return exists(w.journalPath()) }
