package reportpdf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func systemFile(t *testing.T, name string) string {
	t.Helper()
	path, ok := newSearch(FontConfig{}).paths[name]
	if !ok {
		t.Skip(name + " is not installed")
	}
	return path
}

func inMemory(data []byte) *fontData { return newFontFile(bytes.NewReader(data), int64(len(data))) }

func TestCollection(t *testing.T) {
	data, err := os.ReadFile(systemFile(t, "wqy-microhei.ttc"))
	if err != nil {
		t.Fatal(err)
	}
	for index := range 2 {
		f, err := parseFace("wqy-microhei.ttc", inMemory(data), index)
		if err != nil {
			t.Fatal(err)
		}
		if !f.has('株') || !f.has('塅') || !f.has('1') || f.has('𠮷') {
			t.Errorf("face %d: wrong coverage", index)
		}
		alone, err := parseFace("cut", inMemory(f.cut([]rune("株洲塅1"))), 0)
		if err != nil {
			t.Fatalf("face %d cut out of the collection: %v", index, err)
		}
		for _, r := range "株洲塅1" {
			if !alone.has(r) || alone.width(r) != f.width(r) {
				t.Errorf("face %d: %c is lost or has another width", index, r)
			}
		}
		if alone.has('市') {
			t.Errorf("face %d: the cut has characters it should not have", index)
		}
	}
	if _, err := parseFace("wqy-microhei.ttc", inMemory(data), 9); err == nil {
		t.Error("a face that is not there was read")
	}
}

func TestRefusedFonts(t *testing.T) {
	otto := append([]byte("OTTO"), make([]byte, 64)...)
	if _, err := parseFace("a.otf", inMemory(otto), 0); !errors.Is(err, errOutlines) {
		t.Errorf("CFF: got %v", err)
	}
	if _, err := parseFace("a.ttf", inMemory([]byte("PK\x03\x04 not a font at all")), 0); !errors.Is(err, errDamaged) {
		t.Errorf("zip: got %v", err)
	}
	data, err := os.ReadFile(systemFile(t, "gbsn00lp.ttf"))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{11, 100, 1000, len(data) / 2, len(data) - 1} {
		if f, err := parseFace("short.ttf", inMemory(data[:n]), 0); err == nil {
			f.cut([]rune("株")) // a table that still lies inside may be read; it must not panic
		}
	}
}

func TestRestrictedLicence(t *testing.T) {
	data, err := os.ReadFile(systemFile(t, "gbsn00lp.ttf"))
	if err != nil {
		t.Fatal(err)
	}
	table := binary.BigEndian.Uint32(data[bytes.Index(data, []byte("OS/2"))+8:]) // of its entry in the directory
	binary.BigEndian.PutUint16(data[table+8:], 0x0002)
	if _, err := parseFace("gbsn00lp.ttf", inMemory(data), 0); !errors.Is(err, errRestricted) {
		t.Errorf("got %v, want %v", err, errRestricted)
	}
}

// TestFontCutShort: a font file that loses its end while it is in use ends the document;
// no character is left out in silence.
func TestFontCutShort(t *testing.T) {
	data, err := os.ReadFile(systemFile(t, "gbsn00lp.ttf"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "gbsn00lp.ttf")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := FindFonts(FontConfig{Dirs: []string{filepath.Dir(path)}, NoSystem: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 1000); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Render(sampleDocument(), f, sampleOptions()); err == nil || !strings.Contains(err.Error(), "gbsn00lp.ttf") {
		t.Errorf("printed with %v", err)
	}
	if _, err := f.Used(); err == nil {
		t.Error("its hash was given")
	}
}

// TestFallback: AR PL SungtiL lacks 塅, which is printed with another face and listed.
func TestFallback(t *testing.T) {
	systemFile(t, "gbsn00lp.ttf")
	f, err := FindFonts(FontConfig{Roles: map[string]string{"宋体": "gbsn00lp.ttf"}})
	if err != nil {
		t.Fatal(err)
	}
	l, shown := f.pick(SongTi, '塅')
	if shown != '塅' || l.face.file == "gbsn00lp.ttf" {
		t.Errorf("塅 prints as %c from %s", shown, l.face.file)
	}
	found := false
	for _, s := range f.Substitutions() {
		if s.Rune == '塅' && s.Role == "宋体" && s.File == l.face.file && strings.Contains(s.Reason, "塅") {
			found = true
		}
	}
	if !found {
		t.Errorf("塅 is not listed in %v", f.Substitutions())
	}
	if got := f.Missing("董家塅𠮷\ue123株\x00\xff"); string(got) != "𠮷\ue123\uFFFD" {
		t.Errorf("missing %q", string(got))
	}
	// 〓 for what cannot stand as a glyph by itself; é of two characters becomes one.
	if got := f.Missing("e\u0301\u200f株\u0e31\u05d0\u0627"); string(got) != "\u0e31\u05d0\u0627" {
		t.Errorf("missing %q", string(got))
	}
	for _, r := range []rune{'𠮷', 0xFFFD, 0xE123} {
		if _, shown := f.pick(FangSong, r); shown != geta {
			t.Errorf("U+%04X prints as %c, want 〓", r, shown)
		}
	}
	if got := string(f.Replaced()); got != "\ue123\uFFFD𠮷" {
		t.Errorf("replaced %q", got)
	}
}

func TestNoFonts(t *testing.T) {
	_, err := FindFonts(FontConfig{Dirs: []string{t.TempDir()}, NoSystem: true})
	var fe *FontError
	if !errors.As(err, &fe) {
		t.Fatalf("got %v", err)
	}
	for _, want := range []string{"没有找到可用的中文字体", "fonts-arphic-gbsn00lp", "simfang.ttf", "templates/fonts"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q lacks %q", err, want)
		}
	}
}

func TestStrictAndOverride(t *testing.T) {
	file := systemFile(t, "gbsn00lp.ttf")
	if _, err := FindFonts(FontConfig{Dirs: []string{filepath.Dir(file)}, NoSystem: true, Strict: true}); err == nil {
		t.Error("strict took a substitute")
	}
	roles := map[string]string{}
	for r := range roleCount {
		roles[r.String()] = file
	}
	f, err := FindFonts(FontConfig{NoSystem: true, Strict: true, Roles: roles})
	if err != nil {
		t.Fatal(err)
	}
	if subs := f.Substitutions(); len(subs) != 0 {
		t.Errorf("configured faces are listed as substitutes: %v", subs)
	}
	if _, err := FindFonts(FontConfig{Roles: map[string]string{"仿宋": "nothere.ttf"}}); err == nil || !strings.Contains(err.Error(), "nothere.ttf") {
		t.Errorf("got %v", err)
	}
}
