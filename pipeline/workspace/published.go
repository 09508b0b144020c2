package workspace

import (
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"zhibao/pipeline/fault"
)

// The list of what this tool has published for a period, so that a file that a
// person put beside is never removed.

func (w *Workspace) publishedPath(period string) string {
	return filepath.Join(w.StateDir(), "published-"+period+".json")
}

// published reads the list; if it was lost, the manifest's.
func (w *Workspace) published(period string) ([]string, error) {
	at := w.publishedPath(period)
	data, err := os.ReadFile(at)
	if errors.Is(err, fs.ErrNotExist) {
		return w.publishedByManifest(period), nil
	}
	var names []string
	if err == nil {
		err = json.Unmarshal(data, &names)
	}
	if err != nil {
		return nil, fault.Break("已输出文件的清单无法读取。", at, "请移走该清单，然后重新运行；不再需要的旧输出请自行删除。", err)
	}
	return slices.DeleteFunc(names, func(n string) bool { return !validName(n) }), nil
}

func (w *Workspace) publishedByManifest(period string) []string {
	data, err := os.ReadFile(filepath.Join(w.Outputs(period), ManifestName))
	if err != nil {
		return nil
	}
	m, err := ParseManifest(data)
	if err != nil {
		return nil // not one of ours: nothing is known, nothing is removed
	}
	names := append(slices.Collect(maps.Keys(m.Outputs)), ManifestName)
	slices.Sort(names)
	return slices.DeleteFunc(names, func(n string) bool { return !validName(n) })
}

// notePublished writes the list unless it stands there already.
func (w *Workspace) notePublished(period string, names []string) error {
	at := w.publishedPath(period)
	data, err := encodeJSON(append([]string{}, names...))
	if err == nil && !sameContent(at, File{Data: data}) {
		err = w.replace(at, data)
	}
	if err != nil {
		return fault.Break("无法记下已输出文件的清单，原有的一套输出保持不变。", at, retry, err)
	}
	return nil
}
