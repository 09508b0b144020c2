package pipeline

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"zhibao/templates"
)

// StrayTemplates are the files of the workspace's templates that nothing reads, such as
// one whose name is misspelt, with the reason, as sentences. Folders that hold no
// templates of the program (fonts/, help/, schema/) and hidden files are left alone.
func (p *Project) StrayTemplates() ([]string, error) {
	var told []string
	err := fs.WalkDir(os.DirFS(p.Workspace.TemplatesDir()), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist) && name == ".":
			return fs.SkipAll
		case err != nil:
			return err
		case name != "." && (strings.HasPrefix(d.Name(), ".") || strings.HasPrefix(d.Name(), "~$") || slices.Contains([]string{"fonts", "help", "schema"}, name)):
			if d.IsDir() {
				return fs.SkipDir
			}
		case !d.IsDir():
			if why := p.stray(name); why != "" {
				told = append(told, "templates/"+name+" 没有用到："+why)
			}
		}
		return nil
	})
	return told, err
}

// templateFolders are the folders of templates, with what is read there whatever its
// name.
var templateFolders = map[string]string{"forms": ".yaml", "rules": ".yaml", "official": ".xlsx", "reports": ""}

// stray says why a file is not read; empty if it is.
func (p *Project) stray(name string) string {
	folder, base := path.Split(name)
	folder = strings.TrimSuffix(folder, "/")
	ext, known := templateFolders[folder]
	switch {
	case folder == "" && path.Ext(name) == ".go": // of the program's own sources
		return ""
	case !known:
		return "模板只在 forms、rules、reports、official 四个文件夹里找，请移到其中。"
	case ext != "" && path.Ext(base) == ext, p.namesTemplate(name), templates.BuiltIn(name):
		return ""
	case ext != "":
		return folder + "/ 里只读扩展名为 " + ext + " 的文件，请改名。"
	}
	return "reports/ 里没有这个名称的模板，请照内置模板的文件名改名：" + joined(templates.Names("reports")) + "。"
}

// namesTemplate reports whether the kinds of report name a template.
func (p *Project) namesTemplate(name string) bool {
	for _, k := range p.Forms.Kinds {
		names := []string{k.Template}
		if s := k.Submission; s != nil {
			names = append(names, s.Cover, s.Template)
		}
		if slices.Contains(names, strings.TrimPrefix(name, "reports/")) {
			return true
		}
	}
	return false
}
