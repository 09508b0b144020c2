package main

import (
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// A workspace whose texts were saved on Windows says the same: YAML by Notepad, with a
// byte order mark and CRLF; CSV by Excel, in GBK with CRLF.
func TestTextsSavedOnWindows(t *testing.T) {
	t.Parallel()
	dir := sample(t)
	const mark = "\ufeff"
	changed := 0
	mustDo(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text := strings.ReplaceAll(strings.TrimPrefix(read(t, path), mark), "\r\n", "\n")
		text = strings.ReplaceAll(text, "\n", "\r\n")
		switch filepath.Ext(path) {
		case ".yaml":
			write(t, path, mark+text)
		case ".csv":
			text, err = simplifiedchinese.GBK.NewEncoder().String(text)
			mustDo(t, err)
			write(t, path, text)
		default:
			return nil
		}
		changed++
		return nil
	}))
	if changed < 12 {
		t.Fatalf("only %d texts were changed", changed)
	}
	must(t, dir, 0, "run", "2017")
	for _, args := range [][]string{{"dump", "assessments", "2017"}, {"dump", "figures", "2017"}, {"dump", "findings", "2017"}} {
		want, got := invoke(baseline(t), args...), invoke(dir, args...)
		if want.out != got.out || got.code != want.code || len(want.out) < 100 {
			t.Errorf("%v differs; exit %d\n%s", args, got.code, got.err)
		}
	}
}
