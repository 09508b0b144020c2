package reportpdf

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// A machine without any font prints with those built in; a file of the same name in a
// folder goes before, and so does the standard's own face whatever is built in.
func TestBuiltIn(t *testing.T) {
	song, err := os.ReadFile(systemFile(t, "gbsn00lp.ttf"))
	if err != nil {
		t.Fatal(err)
	}
	packed := fstest.MapFS{"gbsn00lp.ttf": {Data: song}, "许可.txt": {Data: []byte("text")}}
	f, err := FindFonts(FontConfig{NoSystem: true, BuiltIn: packed})
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(song)
	if used, err := f.Used(); err != nil || len(used) != 1 || used["gbsn00lp.ttf"] != hex.EncodeToString(sum[:]) {
		t.Errorf("used %v", used)
	}

	dir := t.TempDir()
	for _, name := range []string{"gbsn00lp.ttf", "simfang.ttf"} {
		if err := os.WriteFile(filepath.Join(dir, name), song, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	packed["gbsn00lp.ttf"].Data = []byte("not read")
	if f, err = FindFonts(FontConfig{Dirs: []string{dir}, NoSystem: true, BuiltIn: packed}); err != nil {
		t.Fatal(err)
	}
	if l, _ := f.pick(FangSong, '株'); l.face.file != "simfang.ttf" {
		t.Errorf("仿宋 prints with %s", l.face.file)
	}
}

// Fonts that are built in and cannot be used are named like others.
func TestBuiltInDamaged(t *testing.T) {
	_, err := FindFonts(FontConfig{NoSystem: true, BuiltIn: fstest.MapFS{"gbsn00lp.ttf": {Data: []byte("no font")}}})
	var fe *FontError
	if !errors.As(err, &fe) || !strings.Contains(err.Error(), "gbsn00lp.ttf") || !strings.Contains(err.Error(), inside) {
		t.Errorf("got %v", err)
	}
}
