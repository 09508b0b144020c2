package workspace

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
)

// Manifest says what a period's outputs were made from. All hashes are SHA-256
// in lower-case hexadecimal. It holds no time, so the same inputs give the same bytes.
type Manifest struct {
	Period   string            `json:"period"`
	Inputs   map[string]string `json:"inputs"`            // name → hash
	Outputs  map[string]string `json:"outputs"`           // name → hash, without the manifest's own
	Versions map[string]string `json:"versions"`          // plan, scheme, forms, rules, tool → version or hash
	Fonts    map[string]string `json:"fonts,omitempty"`   // file printed with → hash
	Embargo  string            `json:"embargo,omitempty"` // first day on which the outputs may be published, 2018-07-20
	Edition  string            `json:"edition,omitempty"` // public if a public edition is among the outputs
}

// NewManifest hashes the files of a set to be published.
func NewManifest(period string, inputs, versions map[string]string, files []File) Manifest {
	m := Manifest{Period: period, Inputs: copied(inputs), Outputs: map[string]string{}, Versions: copied(versions)}
	for _, f := range files {
		if f.Name != ManifestName {
			m.Outputs[f.Name] = f.Sum()
		}
	}
	return m
}

func copied(m map[string]string) map[string]string {
	out := make(map[string]string, len(m)) // never null in JSON
	maps.Copy(out, m)
	return out
}

// File is the manifest as a file of the set.
func (m Manifest) File() (File, error) {
	data, err := encodeJSON(m)
	return File{Name: ManifestName, Data: data}, err
}

// ParseManifest reads what File wrote; an unknown key is an error.
func ParseManifest(data []byte) (Manifest, error) {
	var m Manifest
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return Manifest{}, fmt.Errorf("%s 无法识别：%w", ManifestName, err)
	}
	return m, nil
}

// Hash is the SHA-256 of data in lower-case hexadecimal.
func Hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// encodeJSON is deterministic: sorted keys, Chinese as it is, a newline at the end.
func encodeJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
