package main

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/rogpeppe/go-internal/testscript"
)

// update rewrites the goldens of the scripts: go test ./cmd/zhibao -run Scripts -update.
// Read the difference before it is committed.
var update = flag.Bool("update", false, "rewrite the goldens of testdata/script")

// Scripts know these commands of ours:
//
//	sample DIR             a copy of the sample workspace
//	exit CODE PROG ARGS…   run, and want the exit code
//	json                   standard output of the last command is one JSON value
//	edit FILE OLD NEW      replace the first OLD
//	append FILE TEXT       add lines at the end; \n in TEXT breaks one
//	snapshot DIR           remember a folder's files
//	unchanged DIR          the files are those of the snapshot, byte for byte
//	tidy DIR               nothing half-written lies in the workspace
func TestScripts(t *testing.T) {
	root, err := filepath.Abs(repository)
	mustDo(t, err)
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       *update,
		Setup: func(e *testscript.Env) error {
			e.Setenv("LC_ALL", "C.UTF-8")
			e.Setenv("REPOSITORY", root)
			e.Values["snapshots"] = map[string]map[string]string{}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"sample": scriptSample, "exit": scriptExit, "json": scriptJSON, "edit": scriptEdit, "append": scriptAppend,
			"snapshot": scriptSnapshot, "unchanged": scriptUnchanged, "tidy": scriptTidy,
		},
	})
}

func scriptSample(ts *testscript.TestScript, _ bool, args []string) {
	arity(ts, args, 1, "sample DIR")
	dir := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(dir, 0o755))
	ts.Check(copySample(dir))
}

func scriptExit(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: exit CODE PROG ARGS…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	var failed *exec.ExitError
	switch err := ts.Exec(args[1], args[2:]...); {
	case errors.As(err, &failed):
		got = failed.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	narrow(ts, args[1:])
	if got != want {
		ts.Fatalf("%s: exit %d, want %d", strings.Join(args[1:], " "), got, want)
	}
}

// narrow wants no line for people to be wider than the screen, where COLUMNS says how
// wide it is, paths apart.
func narrow(ts *testscript.TestScript, args []string) {
	width, err := strconv.Atoi(ts.Getenv("COLUMNS"))
	if err != nil || slices.Contains(args, "--json") || slices.Contains(args, "dump") {
		return
	}
	for _, line := range strings.Split(ts.ReadFile("stdout"), "\n") {
		words := strings.FieldsFunc(line, unicode.IsSpace)
		path := slices.ContainsFunc(words, func(w string) bool { return strings.ContainsAny(w, `/\`) })
		if n := columns(line); n > width && !path {
			ts.Fatalf("%s: a line of %d columns: %s", strings.Join(args, " "), n, line)
		}
	}
}

func scriptJSON(ts *testscript.TestScript, _ bool, args []string) {
	arity(ts, args, 0, "json")
	var v any
	if err := json.Unmarshal([]byte(ts.ReadFile("stdout")), &v); err != nil {
		ts.Fatalf("stdout is not JSON: %v", err)
	}
	switch v := v.(type) {
	case []any:
		if len(v) == 0 {
			ts.Fatalf("stdout is an empty list")
		}
	case map[string]any:
		if len(v) == 0 {
			ts.Fatalf("stdout is an empty object")
		}
	default:
		ts.Fatalf("stdout is neither list nor object")
	}
}

func scriptEdit(ts *testscript.TestScript, _ bool, args []string) {
	arity(ts, args, 3, "edit FILE OLD NEW")
	text := ts.ReadFile(args[0])
	if !strings.Contains(text, args[1]) {
		ts.Fatalf("%s does not hold %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Replace(text, args[1], args[2], 1)), 0o644))
}

func scriptAppend(ts *testscript.TestScript, _ bool, args []string) {
	arity(ts, args, 2, "append FILE TEXT")
	text := strings.TrimRight(ts.ReadFile(args[0]), "\n") + "\n" + strings.ReplaceAll(args[1], `\n`, "\n") + "\n"
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o644))
}

func scriptSnapshot(ts *testscript.TestScript, _ bool, args []string) {
	arity(ts, args, 1, "snapshot DIR")
	ts.Value("snapshots").(map[string]map[string]string)[args[0]] = scriptTree(ts, args[0])
}

func scriptUnchanged(ts *testscript.TestScript, _ bool, args []string) {
	arity(ts, args, 1, "unchanged DIR")
	want, ok := ts.Value("snapshots").(map[string]map[string]string)[args[0]]
	if !ok {
		ts.Fatalf("no snapshot of %s", args[0])
	}
	got := scriptTree(ts, args[0])
	for name := range want {
		if got[name] != want[name] {
			ts.Fatalf("%s/%s has changed", args[0], name)
		}
	}
	if len(got) != len(want) {
		ts.Fatalf("%s has %d files, had %d", args[0], len(got), len(want))
	}
}

func scriptTree(ts *testscript.TestScript, dir string) map[string]string {
	files := map[string]string{}
	root := ts.MkAbs(dir)
	ts.Check(filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		files[strings.TrimPrefix(path, root)] = string(data)
		return err
	}))
	return files
}

func scriptTidy(ts *testscript.TestScript, _ bool, args []string) {
	arity(ts, args, 1, "tidy DIR")
	for name := range scriptTree(ts, args[0]) {
		name = strings.TrimPrefix(filepath.ToSlash(name), "/")
		if !belongs(name) {
			ts.Fatalf("%s is left in the workspace", name)
		}
	}
}

func arity(ts *testscript.TestScript, args []string, n int, use string) {
	if len(args) != n {
		ts.Fatalf("usage: %s", use)
	}
}
