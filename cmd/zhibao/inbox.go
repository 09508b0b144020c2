package main

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"zhibao/pipeline/workspace"
)

// inbox follows a period's inputs by looking at the list of the folder. File events
// would be quicker, but shares do not send them: with SMB and NFS what another
// computer copies in is never told, and that is how departments' files come. A list of
// some hundred names costs a millisecond, so one way serves disks and shares alike.
type inbox struct {
	dir      string
	patience time.Duration // for a file that does not become whole; then the run says what is wrong with it

	files map[string]arriving // by name
	taken map[string]look     // at the last round; nil before the first
}

// look is what a listing says of a file.
type look struct {
	size int64
	at   time.Time
}

// arriving is a file and since when it has been as it is.
type arriving struct {
	look
	since time.Time
}

// stand is how the inbox stands.
type stand struct {
	Changed []string // against the last round: 新到, 有变化, 取走, each with its names
	Waiting []string // files that are not whole yet, and why, as phrases
}

// see looks at the folder. A round may begin when something changed and nothing is
// waited for. A folder that is not there is as good as empty.
func (b *inbox) see(now time.Time) (stand, error) {
	list, err := workspace.ListInputs(b.dir)
	if _, e := os.Stat(b.dir); errors.Is(e, os.ErrNotExist) {
		list, err = nil, nil
	}
	if err != nil {
		return stand{}, err
	}
	var s stand
	files, open := map[string]arriving{}, map[string]bool{}
	for _, f := range list {
		if name, is := strings.CutPrefix(f.Name, "~$"); is { // of Excel and WPS
			open[norm.NFC.String(name)] = true
		}
		if name, is := strings.CutPrefix(f.Name, ".~lock."); is { // of LibreOffice
			open[norm.NFC.String(strings.TrimSuffix(name, "#"))] = true
		}
	}
	for _, f := range list {
		if f.Skipped != "" && !isControl(f.Name) {
			continue
		}
		info, err := os.Stat(f.Path)
		if err != nil {
			continue // gone again
		}
		a := arriving{look{info.Size(), info.ModTime()}, now}
		if before, has := b.files[f.Name]; has && before.look == a.look {
			a.since = before.since
		}
		files[f.Name] = a
		if why := b.unfinished(f, a, now, open); why != "" {
			s.Waiting = append(s.Waiting, f.Name+why)
		}
	}
	b.files = files
	s.Changed = b.changes()
	return s, nil
}

// unfinished says why a file is not whole yet; empty if it is, or if waiting has not
// helped.
func (b *inbox) unfinished(f workspace.InputFile, a arriving, now time.Time, open map[string]bool) string {
	if taken, has := b.taken[f.Name]; has && taken == a.look {
		return ""
	}
	for name := range open { // Excel leaves out the first two letters of a long name
		if name == norm.NFC.String(f.Name) || strings.HasSuffix(norm.NFC.String(f.Name), name) && len([]rune(f.Name)) == len([]rune(name))+2 {
			if now.Sub(a.since) < b.patience {
				return "正在 Excel 或 WPS 中打开"
			}
		}
	}
	switch {
	case a.since.Equal(now):
		return "正在写入"
	case now.Sub(a.since) < b.patience && !wholeFile(f.Path):
		return "还没有复制完"
	}
	return ""
}

// wholeFile reports whether a file can be read, and, if it is a zip file as workbooks
// are, whether its end is there: Windows gives a file its full size before it is copied.
func wholeFile(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return false
	}
	head := make([]byte, 4)
	if _, err := io.ReadFull(f, head); err != nil {
		return info.Size() > 0 || isControl(filepath.Base(path))
	}
	blank := string(head) == "\x00\x00\x00\x00" // room that was made for what is to come
	if !blank && string(head) != "PK\x03\x04" {
		return true
	}
	_, err = zip.NewReader(f, info.Size())
	return err == nil
}

func isControl(name string) bool {
	for _, control := range []string{workspace.ReceiptsName, workspace.GrantsName, workspace.PracticeName} {
		if strings.EqualFold(norm.NFC.String(name), control) {
			return true
		}
	}
	return false
}

// changes says what differs from the last round.
func (b *inbox) changes() []string {
	var came, other, gone []string
	for _, name := range sortedKeys(b.files) {
		was, had := b.taken[name]
		switch {
		case !had:
			came = append(came, name)
		case was != b.files[name].look:
			other = append(other, name)
		}
	}
	for _, name := range sortedKeys(b.taken) {
		if _, has := b.files[name]; !has {
			gone = append(gone, name)
		}
	}
	var said []string
	for _, c := range []struct {
		what  string
		names []string
	}{{"新到", came}, {"有变化", other}, {"取走", gone}} {
		if len(c.names) > 0 {
			said = append(said, fmt.Sprintf("%s%d份（%s）", c.what, len(c.names), someNames(c.names)))
		}
	}
	return said
}

// take notes that a round has seen the files as they are.
func (b *inbox) take() {
	b.taken = map[string]look{}
	for name, a := range b.files {
		b.taken[name] = a.look
	}
}

// mostNamed is how many files a line names.
const mostNamed = 3

func someNames(names []string) string {
	if len(names) > mostNamed {
		return strings.Join(names[:mostNamed], "、") + "等"
	}
	return strings.Join(names, "、")
}
