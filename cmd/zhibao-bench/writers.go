package main

import (
	"archive/zip"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// ourWriter is what made the masters first.
const ourWriter = "zhibao"

// saveAgain has the other programs that this machine has save the masters of a folder
// again. It gives the folders by writer, and a line for each writer that says which
// took part.
func saveAgain(folder, root, packages, scratch string) (map[string]string, []string, error) {
	folders := map[string]string{ourWriter: folder}
	told := []string{ourWriter + "：下发的表格"}
	names, err := filepath.Glob(filepath.Join(folder, "*.xlsx"))
	if err != nil {
		return nil, nil, err
	}
	save := func(writer string, missing error, work func(to string) error) error {
		if missing != nil {
			told = append(told, writer+"：未安装（"+missing.Error()+"）")
			return nil
		}
		to := filepath.Join(scratch, writer)
		if err := os.Mkdir(to, 0o755); err != nil {
			return err
		}
		if err := work(to); err != nil {
			return fmt.Errorf("%s: %w", writer, err)
		}
		folders[writer] = to
		told = append(told, writer+"：另存")
		return nil
	}
	soffice, missing := exec.LookPath("soffice")
	err = save("LibreOffice", missing, func(to string) error {
		args := []string{"--headless", "-env:UserInstallation=file://" + filepath.ToSlash(filepath.Join(scratch, "profile")), "--convert-to", "xlsx", "--outdir", to}
		return command("", soffice, append(args, names...)...)
	})
	if err != nil {
		return nil, nil, err
	}
	if packages == "" {
		packages, missing = installPackages(root, scratch)
	}
	for _, writer := range []string{"SheetJS", "exceljs"} {
		err := save(writer, missing, func(to string) error { return byNode(strings.ToLower(writer), packages, names, to) })
		if err != nil {
			return nil, nil, err
		}
	}
	return folders, told, nil
}

// npmFolder holds the pinned packages and the script that fills in workbooks by them.
const npmFolder = "cmd/zhibao/testdata/npm"

func installPackages(root, scratch string) (string, error) {
	npm, err := exec.LookPath("npm")
	if err != nil {
		return "", err
	}
	to := filepath.Join(scratch, "npm")
	if err := os.CopyFS(to, os.DirFS(filepath.Join(root, npmFolder))); err != nil {
		return "", err
	}
	return to, command(to, npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
}

// byNode has a library read and write each file, with nothing changed.
func byNode(library, packages string, names []string, to string) error {
	type job struct {
		From  string     `json:"from"`
		To    string     `json:"to"`
		Edits []struct{} `json:"edits"`
	}
	var jobs []job
	for _, name := range names {
		jobs = append(jobs, job{name, filepath.Join(to, filepath.Base(name)), []struct{}{}})
	}
	data, err := json.Marshal(jobs)
	if err != nil {
		return err
	}
	list := filepath.Join(to, "jobs.json")
	if err := os.WriteFile(list, data, 0o644); err != nil {
		return err
	}
	script := filepath.Join(packages, "fill.js")
	return command("", "node", script, library, list)
}

func command(dir, name string, args ...string) error {
	c := exec.Command(name, args...)
	c.Dir = dir
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, out)
	}
	return nil
}

// sheetParts gives the part of each sheet by the sheet's name.
func sheetParts(z *zip.Reader) (map[string]string, error) {
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var rels struct {
		List []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	for name, out := range map[string]any{"xl/workbook.xml": &book, "xl/_rels/workbook.xml.rels": &rels} {
		i := slices.IndexFunc(z.File, func(f *zip.File) bool { return f.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("no %s", name)
		}
		text, err := content(z.File[i])
		if err != nil {
			return nil, err
		}
		if err := xml.Unmarshal([]byte(text), out); err != nil {
			return nil, err
		}
	}
	parts := map[string]string{}
	for _, s := range book.Sheets {
		for _, r := range rels.List {
			if r.ID != s.ID {
				continue
			}
			parts[s.Name] = path.Join("xl", r.Target)
			if strings.HasPrefix(r.Target, "/") {
				parts[s.Name] = r.Target[1:]
			}
		}
	}
	return parts, nil
}
