package reportpdf

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// FontConfig says where fonts are looked for and which file serves a role.
// Dirs come before the system's folders; the first file of a name wins.
type FontConfig struct {
	Dirs     []string
	Roles    map[string]string // role (小标宋, 仿宋, …) → file name or path; "#1" after a .ttc takes its second face
	Strict   bool              // only the faces the standard names are accepted
	NoSystem bool              // leave the system's folders out
	BuiltIn  fs.FS             // fonts in its root come after all others; nil: none
}

// FontError tells which face is missing and what to do about it.
type FontError struct {
	Role   string   // the role that no face serves; empty if no Chinese font was found at all
	Detail string   // what is wrong, a Chinese phrase
	Dirs   []string // where fonts were looked for
}

// Error returns the message in Chinese with the remedy.
func (e *FontError) Error() string {
	what := "没有找到可用的中文字体"
	if e.Role != "" {
		what = "“" + e.Role + "”字体不可用"
	}
	if e.Detail != "" {
		what += "：" + e.Detail
	}
	return what + "。已查找：" + strings.Join(e.Dirs, "、") + "。" + fontRemedy
}

// SystemDirs lists the font folders of the system, the user's own first.
func SystemDirs() []string {
	switch runtime.GOOS {
	case "windows":
		var dirs []string
		if local := os.Getenv("LOCALAPPDATA"); local != "" {
			dirs = append(dirs, filepath.Join(local, "Microsoft", "Windows", "Fonts"))
		}
		root := os.Getenv("SystemRoot")
		if root == "" {
			root = `C:\Windows`
		}
		return append(dirs, filepath.Join(root, "Fonts"))
	case "darwin":
		return []string{"/Library/Fonts", "/System/Library/Fonts", "/System/Library/Fonts/Supplemental"}
	}
	var dirs []string
	if home, err := os.UserHomeDir(); err == nil {
		dirs = append(dirs, filepath.Join(home, ".local", "share", "fonts"))
	}
	return append(dirs, "/usr/local/share/fonts", "/usr/share/fonts")
}

// FindFonts finds a face for every role and reads it. The error is a *FontError.
func FindFonts(cfg FontConfig) (*Fonts, error) {
	for _, name := range slices.Sorted(maps.Keys(cfg.Roles)) {
		if _, ok := roleNamed(name); !ok {
			return nil, &FontError{Role: name, Detail: "没有这一类字，可指定的有小标宋、仿宋、黑体、楷体、宋体", Dirs: cfg.Dirs}
		}
	}
	s := newSearch(cfg)
	f := &Fonts{fallbacks: map[fallbackKey]string{}, replaced: map[rune]bool{}, mu: new(sync.Mutex), deflaters: new(sync.Pool), shapers: new(sync.Pool), known: new([1 << 10]atomic.Uint64)}
	styles := [roleCount]choice{}
	for r := range roleCount {
		c, err := s.style(r)
		if err != nil {
			return nil, err
		}
		styles[r] = c
	}
	for r := range roleCount {
		if err := f.assign(r, styles, s); err != nil {
			return nil, err
		}
	}
	f.symbols = s.extras(symbolFiles())
	light := s.extras(lightFiles())
	for _, r := range []Role{FangSong, SongTi} {
		f.addLight(r, light)
	}
	return f, nil
}

// choice is the file found for a style; face is nil if there is none.
type choice struct {
	face     *face
	standard bool
}

type search struct {
	cfg     FontConfig
	dirs    []string
	paths   map[string]string // lower-case base name → path
	read    map[string]*face  // path#index → face, so that roles share faces
	refused []string          // file: reason
}

func newSearch(cfg FontConfig) *search {
	s := &search{cfg: cfg, dirs: append([]string(nil), cfg.Dirs...), paths: map[string]string{}, read: map[string]*face{}}
	if !cfg.NoSystem {
		s.dirs = append(s.dirs, SystemDirs()...)
	}
	for _, dir := range s.dirs {
		s.list(dir)
	}
	if cfg.BuiltIn != nil {
		s.listBuiltIn()
	}
	return s
}

// inside begins the path of a built-in font.
const inside = "程序内置的字体"

// listBuiltIn notes the built-in fonts; a name found in a folder goes before.
func (s *search) listBuiltIn() {
	s.dirs = append(s.dirs, inside)
	entries, _ := fs.ReadDir(s.cfg.BuiltIn, ".") // what cannot be read is as good as empty, as in list
	for _, e := range entries {
		s.found(e.Name(), inside+"/"+e.Name())
	}
}

func (s *search) open(path string) (*fontData, error) {
	if name, ok := strings.CutPrefix(path, inside+"/"); ok && s.cfg.BuiltIn != nil {
		return openFontFile(s.cfg.BuiltIn.Open, name)
	}
	return openFontFile(func(path string) (fs.File, error) { return os.Open(path) }, path)
}

// list notes the font files of a folder; a folder that cannot be read is as good as empty.
func (s *search) list(dir string) {
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil //nolint:nilerr // an unreadable folder is skipped
		}
		s.found(d.Name(), path)
		return nil
	})
}

// found notes a font file unless there is one of its name already.
func (s *search) found(name, path string) {
	if name = strings.ToLower(name); IsFontFile(name) && s.paths[name] == "" {
		s.paths[name] = path
	}
}

// IsFontFile reports whether a file's name is that of a font that can be used.
func IsFontFile(name string) bool {
	ext := strings.ToLower(filepath.Ext(name))
	return ext == ".ttf" || ext == ".ttc"
}

func (s *search) style(r Role) (choice, error) {
	if spec := s.cfg.Roles[r.String()]; spec != "" {
		f, err := s.override(spec)
		if err != nil {
			return choice{}, &FontError{Role: r.String(), Detail: fmt.Sprintf("配置指定的 %s %v", spec, err), Dirs: s.dirs}
		}
		return choice{f, true}, nil
	}
	for _, file := range filesOf(r) {
		path, ok := s.paths[strings.ToLower(file.name)]
		if !ok {
			continue
		}
		f, err := s.load(path, 0)
		if err != nil {
			s.refused = append(s.refused, fmt.Sprintf("%s %v", filepath.Base(path), err))
			continue
		}
		return choice{f, file.standard}, nil
	}
	return choice{}, nil
}

func (s *search) override(spec string) (*face, error) {
	name, number, _ := strings.Cut(spec, "#")
	index := 0
	if number != "" {
		n, err := strconv.Atoi(number)
		if err != nil {
			return nil, fmt.Errorf("的序号 %s 不是数字", number)
		}
		index = n
	}
	path, ok := s.paths[strings.ToLower(name)]
	if !ok {
		path = name
	}
	return s.load(path, index)
}

func (s *search) load(path string, index int) (*face, error) {
	key := path + "#" + strconv.Itoa(index)
	if f, ok := s.read[key]; ok {
		return f, nil
	}
	data, err := s.open(path)
	if err != nil {
		return nil, fmt.Errorf("无法读取（%w）", err)
	}
	f, err := parseFace(filepath.Base(path), data, index)
	if err != nil {
		return nil, err
	}
	s.read[key] = f
	return f, nil
}

// assign takes the first style of the role's chain that has a face and keeps
// the rest of the chain for characters the face lacks.
func (f *Fonts) assign(r Role, styles [roleCount]choice, s *search) error {
	for i, st := range chainOf(r) {
		c := styles[st.style]
		if c.face == nil {
			continue
		}
		f.chain[r] = append(f.chain[r], link{c.face, st.stroke})
		if len(f.chain[r]) > 1 || i == 0 && c.standard {
			continue
		}
		if s.cfg.Strict {
			return &FontError{Role: r.String(), Detail: "已要求严格使用标准字体（fonts: strict），只找到替代字体 " + c.face.file, Dirs: s.dirs}
		}
		f.roles = append(f.roles, Substitution{Role: r.String(), File: c.face.file, Reason: reason(r, st)})
	}
	if len(f.chain[r]) == 0 {
		return &FontError{Detail: strings.Join(s.refused, "；"), Dirs: s.dirs}
	}
	return nil
}

func reason(r Role, st step) string {
	switch {
	case st.style == r:
		return "未找到标准" + r.String() + "，使用同类字体"
	case st.stroke > 0:
		return "未找到" + r.String() + "，以" + st.style.String() + "描边加粗代替"
	}
	return "未找到" + r.String() + "，以" + st.style.String() + "代替"
}

// extras reads those of the named files that are there; a file that cannot be used is as good as absent.
func (s *search) extras(names []string) []*face {
	var faces []*face
	for _, name := range names {
		path, ok := s.paths[strings.ToLower(name)]
		if !ok {
			continue
		}
		if f, err := s.load(path, 0); err == nil {
			faces = append(faces, f)
		}
	}
	return faces
}

// addLight puts thin faces behind the first face of the role's chain.
func (f *Fonts) addLight(r Role, light []*face) {
	chain := f.chain[r][:1:1]
	for _, l := range light {
		chain = append(chain, link{face: l})
	}
	f.chain[r] = append(chain, f.chain[r][1:]...)
}

func sortedKeys[V any](m map[rune]V) []rune {
	keys := make([]rune, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool { return keys[i] < keys[j] })
	return keys
}
