package pipeline

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"zhibao/pipeline/stat"
	"zhibao/pipeline/workspace"
)

// Whatever setting is added, it is written out: nothing among the settings is a
// pointer, of which only the address would be, but the moments that are written apart
// and the fonts that are part of the program.
func TestSettingsAreSpelt(t *testing.T) {
	pointers := map[string]bool{}
	seen := map[reflect.Type]bool{}
	var walk func(path string, u reflect.Type)
	walk = func(path string, u reflect.Type) {
		switch u.Kind() {
		case reflect.Struct:
			if u == reflect.TypeFor[time.Time]() || seen[u] {
				return
			}
			seen[u] = true
			for i := range u.NumField() {
				walk(path+"."+u.Field(i).Name, u.Field(i).Type)
			}
		case reflect.Map:
			walk(path, u.Key())
			walk(path, u.Elem())
		case reflect.Slice, reflect.Array:
			walk(path, u.Elem())
		case reflect.Pointer, reflect.Func, reflect.Chan, reflect.Interface, reflect.UnsafePointer:
			pointers[path] = true
		}
	}
	walk("", reflect.TypeFor[Settings]())
	if !maps.Equal(pointers, map[string]bool{".AsOf": true, ".Papers.AsOf": true, ".Fonts.BuiltIn": true}) {
		t.Errorf("settings that are not written out: %v", pointers)
	}
}

// What a run depends on is in its key, what it does not depend on is not.
func TestRunKey(t *testing.T) {
	w, err := workspace.Open("..")
	if err != nil {
		t.Fatal(err)
	}
	year := stat.Period{Kind: stat.Year, Year: 2017}
	keyOf := func(s Settings, converter bool) string {
		p, err := Open(w, s, nil)
		if err != nil {
			t.Fatal(err)
		}
		if converter {
			p.Convert = func(context.Context, []byte, int64) ([]byte, error) { return nil, os.ErrInvalid }
		}
		return p.runKey(year)
	}
	noon := time.Date(2018, 7, 9, 12, 0, 0, 0, time.UTC)
	one := keyOf(Settings{Build: "a"}, false)
	if one == "" || keyOf(Settings{Build: "a", Workers: 7}, false) != one {
		t.Error("the number of workers counts")
	}
	if keyOf(Settings{}, false) != "" {
		t.Error("a program that cannot be told apart has a key")
	}
	later := noon.Add(time.Hour)
	others := []string{one, keyOf(Settings{Build: "a"}, true)}
	for _, s := range []Settings{
		{Build: "b"}, {Build: "a", Version: "2"}, {Build: "a", AsOf: &noon}, {Build: "a", AsOf: &later}, {Build: "a", Limits: Limits{Time: time.Second}},
		{Build: "a", Papers: map[string]PaperSetting{"2017": {AsOf: &noon}}}, {Build: "a", Papers: map[string]PaperSetting{"2017": {AsOf: &later}}},
		{Build: "a", Papers: map[string]PaperSetting{"2017": {Embargo: noon}}},
	} {
		others = append(others, keyOf(s, false))
	}
	slices.Sort(others)
	if n := len(slices.Compact(slices.Clone(others))); n != len(others) || others[0] == "" {
		t.Errorf("%d keys of %d settings", n, len(others))
	}
}

// A run that left a file out for want of time is not taken for the last word.
func TestHastyRunIsNotNoted(t *testing.T) {
	for _, c := range []struct {
		limit time.Duration
		want  bool
	}{{time.Minute, true}, {1, false}} {
		t.Run(fmt.Sprint(c.limit), func(t *testing.T) {
			dir := t.TempDir()
			for _, part := range []string{"inputs/plan", "inputs/history"} {
				if err := os.CopyFS(filepath.Join(dir, part), os.DirFS(filepath.Join("..", part))); err != nil {
					t.Fatal(err)
				}
			}
			for _, name := range []string{"zhibao.yaml", "inputs/2017/430281-醴陵市.xlsx"} {
				data, err := os.ReadFile(filepath.Join("..", name))
				if err == nil {
					err = os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755)
				}
				if err == nil {
					err = os.WriteFile(filepath.Join(dir, name), data, 0o644)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			w, err := workspace.Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			for i := range 2 {
				p, err := Open(w, Settings{Build: "a", Superior: "上级机关", Limits: Limits{Time: c.limit}}, nil)
				if err != nil {
					t.Fatal(err)
				}
				told, err := Run(t.Context(), p, stat.Period{Kind: stat.Year, Year: 2017})
				if err != nil {
					t.Fatal(err)
				}
				if told.Unchanged != (i == 1 && c.want) {
					t.Errorf("run %d: %v", i+1, told.Unchanged)
				}
			}
		})
	}
}
