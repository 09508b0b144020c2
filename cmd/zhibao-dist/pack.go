package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"zhibao/templates"
)

// entry is a file of an archive.
type entry struct {
	name string
	mode fs.FileMode
	data []byte
}

// pack writes an archive for each platform and SHA256SUMS into bin/dist. Equal binaries
// of an equal commit give equal bytes.
func pack(root, version string) error {
	dist := filepath.Join(root, "bin", "dist")
	when := commitTime(root)
	beside, err := documents(root)
	if err != nil {
		return err
	}
	var sums strings.Builder
	for _, p := range platforms {
		system := strings.Split(p, "/")[0]
		program := entry{name: "zhibao", mode: 0o755}
		write, ext := tarball, ".tar.gz"
		if system == "windows" {
			program.name, write, ext = "zhibao.exe", zipped, ".zip"
		}
		if program.data, err = os.ReadFile(filepath.Join(dist, filepath.FromSlash(p), program.name)); err != nil {
			return err
		}
		stem := "zhibao-" + version + "-" + strings.ReplaceAll(p, "/", "-")
		data, err := write(stem, append([]entry{program}, forSystem(system, beside)...), when)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dist, stem+ext), data, 0o644); err != nil {
			return err
		}
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(data), stem+ext)
		fmt.Printf("bin/dist/%s%s  %.1f MB\n", stem, ext, float64(len(data))/1e6)
	}
	return os.WriteFile(filepath.Join(dist, "SHA256SUMS"), []byte(sums.String()), 0o644)
}

// documents are the texts that go beside the program.
func documents(root string) ([]entry, error) {
	paths, err := filepath.Glob(filepath.Join(root, "templates", "help", "*.md"))
	if err == nil && len(paths) == 0 {
		err = errors.New("templates/help has no guide")
	}
	var list []entry
	for _, path := range append(paths, filepath.Join(root, filepath.FromSlash(templates.FontsFolder), templates.LicencesName)) {
		if err != nil {
			return nil, err
		}
		var data []byte
		data, err = os.ReadFile(path)
		list = append(list, entry{filepath.Base(path), 0o644, data})
	}
	return list, err
}

// forSystem writes texts as the system's own editor opens them: on Windows as .txt with
// a byte order mark and CRLF.
func forSystem(system string, list []entry) []entry {
	if system != "windows" {
		return list
	}
	var out []entry
	for _, e := range list {
		text := strings.ReplaceAll(string(e.data), "\n", "\r\n")
		out = append(out, entry{strings.TrimSuffix(strings.TrimSuffix(e.name, ".md"), ".txt") + ".txt", e.mode, []byte("\xef\xbb\xbf" + text)})
	}
	return out
}

// commitTime is when the commit was made, so that archives carry no clock; outside a
// repository the first time that a zip can hold.
func commitTime(root string) time.Time {
	text, err := command(root, nil, "git", "log", "-1", "--format=%ct")
	seconds, e := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil || e != nil {
		return time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Unix(seconds, 0).UTC()
}

func zipped(folder string, list []entry, when time.Time) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range list {
		h := &zip.FileHeader{Name: folder + "/" + e.name, Method: zip.Deflate, Modified: when}
		h.SetMode(e.mode)
		f, err := w.CreateHeader(h)
		if err != nil {
			return nil, err
		}
		if _, err := f.Write(e.data); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return b.Bytes(), err
}

func tarball(folder string, list []entry, when time.Time) ([]byte, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	for _, e := range list {
		err := w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: folder + "/" + e.name, Mode: int64(e.mode), Size: int64(len(e.data)), ModTime: when, Format: tar.FormatPAX})
		if err == nil {
			_, err = w.Write(e.data)
		}
		if err != nil {
			return nil, err
		}
	}
	err := errors.Join(w.Close(), z.Close())
	return b.Bytes(), err
}
