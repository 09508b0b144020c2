package main

import (
	"cmp"
	"io/fs"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"zhibao/pipeline/reportpdf"
	"zhibao/templates"
)

// commit is set by the build: the source's, with -dirty if it differed from it.
var commit = ""

// versionJSON is what version says of the program.
type versionJSON struct {
	Version  string   `json:"version"`
	Commit   string   `json:"commit,omitempty"` // of the source, with -dirty if it differed; empty where it is not known
	Go       string   `json:"go"`
	Platform string   `json:"platform"` // such as windows/amd64
	Fonts    []string `json:"fonts"`    // built in
}

func (a *app) versionCommand() *cobra.Command {
	licences := false
	c := a.withJSON(&cobra.Command{
		Use: "version", Short: "显示版本、内置的字体和许可", Example: "  zhibao version\n  zhibao version --licences", Args: exactly(0, "不带参数"),
		RunE: func(*cobra.Command, []string) error {
			switch {
			case licences:
				a.sayLicences()
				return nil
			case a.json:
				return a.printJSON(programVersion())
			}
			a.sayVersion(programVersion())
			return nil
		},
	})
	c.Flags().BoolVar(&licences, "licences", false, "显示本程序和所含程序库、字体的许可")
	return c
}

func programVersion() versionJSON {
	return versionJSON{version, cmp.Or(commit, stampedCommit()), runtime.Version(), runtime.GOOS + "/" + runtime.GOARCH, builtInFonts()}
}

// stampedCommit is the commit that Go's own tool noted in a build without make.
func stampedCommit() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	revision, dirty := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value[:min(12, len(s.Value))]
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = "-dirty"
		}
	}
	return revision + dirty
}

// builtInFonts lists the built-in fonts, in the order of their names.
func builtInFonts() []string {
	names := []string{} // never null in JSON
	if templates.Fonts() == nil {
		return names
	}
	entries, _ := fs.ReadDir(templates.Fonts(), ".") // built in: it can be read
	for _, e := range entries {
		if reportpdf.IsFontFile(e.Name()) {
			names = append(names, e.Name())
		}
	}
	return names
}

func (a *app) sayVersion(v versionJSON) {
	a.say("zhibao %s", v.Version)
	source, dirty := strings.CutSuffix(v.Commit, "-dirty")
	if dirty {
		source += "，构建时另有改动"
	}
	a.say("  提交  %s", cmp.Or(source, "未知"))
	a.say("  环境  %s，%s", v.Go, v.Platform)
	if len(v.Fonts) == 0 {
		a.say("  字体  没有内置，使用工作区和系统的字体")
	} else {
		a.say("  字体  内置%s；工作区和系统有标准仿宋等字体的，优先使用", strings.Join(v.Fonts, "、"))
	}
	a.say("  许可  Apache-2.0；所含程序库和字体的许可：zhibao version --licences")
}

// sayLicences prints the texts that were gathered when the program was built; without
// them, which libraries it contains.
func (a *app) sayLicences() {
	if text := templates.Licences(); text != "" {
		a.say("%s", strings.TrimRight(text, "\n"))
		return
	}
	a.say("zhibao：Apache-2.0。")
	a.say("这一份程序没有收入程序库的许可全文（make dist 构建的收入），所含的程序库：")
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return
	}
	for _, m := range info.Deps {
		a.say("  %s %s", m.Path, m.Version)
	}
}
