package reportpdf

import (
	"fmt"
	"slices"
	"sort"
	"sync"
	"sync/atomic"
	"unicode"

	"golang.org/x/text/unicode/bidi"
)

// Fonts holds the faces found for each role. The faces are read-only; the lists
// of fallbacks grow while documents are rendered, under a lock, so that one
// Fonts serves several workers.
type Fonts struct {
	chain   [roleCount][]link
	symbols []*face
	roles   []Substitution

	known *[1 << 10]atomic.Uint64 // a bit for each character below U+10000 that some face has been found to have

	mu        *sync.Mutex
	fallbacks map[fallbackKey]string // → file used
	replaced  map[rune]bool

	deflaters *sync.Pool // of *zlib.Writer
	shapers   *sync.Pool // of *shaper
}

// link is one face of a role's chain and the stroke that thickens it, in
// thousandths of the type size.
type link struct {
	face   *face
	stroke float64
}

type fallbackKey struct {
	r    rune
	role Role
}

// Substitution says that something was printed with another face than the standard wants.
type Substitution struct {
	Role   string // the role wanted: 小标宋, 仿宋, …
	File   string // base name of the file used
	Rune   rune   // the single character that fell back, or 0 for the whole role
	Reason string // Chinese
}

// geta is printed in place of a character that no face has.
const geta = '〓'

// Substitutions lists the roles that other faces serve, then the single
// characters that documents rendered so far took from other faces.
func (f *Fonts) Substitutions() []Substitution {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := append([]Substitution(nil), f.roles...)
	keys := make([]fallbackKey, 0, len(f.fallbacks))
	for k := range f.fallbacks {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool {
		return keys[i].role < keys[j].role || keys[i].role == keys[j].role && keys[i].r < keys[j].r
	})
	for _, k := range keys {
		all = append(all, Substitution{Role: k.role.String(), File: f.fallbacks[k], Rune: k.r,
			Reason: fmt.Sprintf("字体缺“%c”（U+%04X），取自其他字体", k.r, k.r)})
	}
	return all
}

// Missing returns the characters of text that no face found has, each once, in
// order of first appearance. They would print as 〓; so would broken UTF-8 (U+FFFD).
func (f *Fonts) Missing(text string) []rune {
	var missing []rune
	for _, r := range clean(text) {
		if !f.has(r) && !slices.Contains(missing, r) {
			missing = append(missing, r)
		}
	}
	return missing
}

// has tells whether r can be printed, or leaves no trace.
func (f *Fonts) has(r rune) bool {
	if isIgnorable(r) || isSpace(r) {
		return true
	}
	if !printable(r) {
		return false
	}
	known, bit := &f.known[r/64], uint64(1)<<(r%64) // what is printable lies below U+10000
	if known.Load()&bit != 0 {
		return true
	}
	if !f.anyHas(r) {
		return false
	}
	known.Or(bit)
	return true
}

// Replaced returns the characters that documents rendered so far printed as 〓, ascending.
func (f *Fonts) Replaced() []rune {
	f.mu.Lock()
	defer f.mu.Unlock()
	return sortedKeys(f.replaced)
}

// Files returns the base names of all files that faces were taken from, sorted.
func (f *Fonts) Files() []string {
	seen := map[string]bool{}
	var names []string
	for _, fc := range f.all() {
		if !seen[fc.file] {
			seen[fc.file] = true
			names = append(names, fc.file)
		}
	}
	sort.Strings(names)
	return names
}

func (f *Fonts) all() []*face {
	var faces []*face
	for r := range roleCount {
		for _, l := range f.chain[r] {
			faces = append(faces, l.face)
		}
	}
	return append(faces, f.symbols...)
}

func (f *Fonts) anyHas(r rune) bool {
	for _, fc := range f.all() {
		if fc.has(r) {
			return true
		}
	}
	return false
}

// pick returns the face that prints r in the role, and what is printed: r or 〓.
func (f *Fonts) pick(role Role, r rune) (link, rune) {
	if l, ok := f.lookUp(role, r); ok && printable(r) {
		return l, r
	}
	f.mu.Lock()
	f.replaced[r] = true
	f.mu.Unlock()
	if l, ok := f.lookUp(role, geta); ok {
		return l, geta
	}
	return f.chain[role][0], '='
}

func (f *Fonts) lookUp(role Role, r rune) (link, bool) {
	for i, l := range f.chain[role] {
		if !l.face.has(r) {
			continue
		}
		if i > 0 {
			f.note(role, r, l.face)
		}
		return l, true
	}
	for _, s := range f.symbols {
		if s.has(r) {
			f.note(role, r, s)
			return link{face: s}, true
		}
	}
	return link{}, false
}

func (f *Fonts) note(role Role, r rune, used *face) {
	if isSpace(r) {
		return
	}
	f.mu.Lock()
	f.fallbacks[fallbackKey{r, role}] = used.file
	f.mu.Unlock()
}

// printable tells whether r can be printed at all. gofpdf works with UTF-16 units and
// fails above U+FFFF; U+FFFD stands for broken UTF-8. Marks that stand over or around
// another character and scripts from right to left would need a shaping engine;
// private characters look different in each font.
func printable(r rune) bool {
	if r < 0x0300 || r >= 0x3400 && r < 0xA000 { // Latin and Chinese: the usual case
		return r >= ' ' && (r < 0x7F || r > 0x9F)
	}
	if r >= 0xFFFD || r >= 0xD800 && r <= 0xF8FF || unicode.In(r, unicode.M) {
		return false
	}
	p, _ := bidi.LookupRune(r)
	return p.Class() != bidi.R && p.Class() != bidi.AL
}

func isSpace(r rune) bool {
	return r == ' ' || r == 0xA0 || r == 0x3000 || r >= 0x2000 && r <= 0x200A || r == 0x202F
}

// isIgnorable tells characters that leave no trace on paper: joiners, marks of
// direction, variation selectors, byte order marks.
func isIgnorable(r rune) bool {
	return r >= 0x200B && r <= 0x200F || r >= 0x202A && r <= 0x202E || r >= 0x2060 && r <= 0x206F ||
		r >= 0xFE00 && r <= 0xFE0F || r == 0xFEFF || r == 0xAD || r < ' ' || r >= 0x7F && r <= 0x9F || r >= 0xE0100 && r <= 0xE01EF
}
