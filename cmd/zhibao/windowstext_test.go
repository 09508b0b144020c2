package main

import (
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// A workspace whose texts were saved on Windows says the same: YAML by Notepad, with a
// byte order mark and CRLF; CSV by Excel, in GBK with CRLF. One workbook is still open.
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
	write(t, filepath.Join(dir, "inputs", "2017", "~$430281-醴陵市.xlsx"), "x")
	for range 2 { // the second one has nothing to do, and says it too
		got := must(t, dir, 0, "run", "2017")
		if said := strings.Join(strings.Fields(got.out), ""); !strings.Contains(said, "读到的是上次保存的内容：430281-醴陵市.xlsx。") {
			t.Errorf("the workbook that is open is not said:\n%s", got.out)
		}
	}
	for _, args := range [][]string{{"dump", "assessments", "2017"}, {"dump", "figures", "2017"}, {"dump", "findings", "2017"}} {
		want, got := invoke(baseline(t), args...), invoke(dir, args...)
		if want.out != got.out || got.code != want.code || len(want.out) < 100 {
			t.Errorf("%v differs; exit %d\n%s", args, got.code, got.err)
		}
	}
}
