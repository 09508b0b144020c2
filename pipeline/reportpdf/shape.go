package reportpdf

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// rgb is a colour.
type rgb struct{ r, g, b int }

// style is how a piece of text is set. Sizes and widths are in points.
type style struct {
	role     Role
	size     float64
	tracking float64 // added to every Chinese character: the character grid of the body
	mixed    bool    // a quarter of an em between Chinese and Latin or digits
	colour   rgb
}

// glyph is one character in its face. adv is the distance to the next glyph,
// width its own; they differ where a line is justified or squeezed.
type glyph struct {
	r      rune // as printed
	src    rune // as given
	face   *face
	width  float64
	adv    float64
	stroke float64 // points
	ref    string  // id of what a link on it leads to
}

// glyphKey finds a shaped character again.
type glyphKey struct {
	role Role
	r    rune
}

// shaper turns text into glyphs and remembers what it looked up.
type shaper struct {
	fonts  *Fonts
	known  map[glyphKey]glyph // widths for size 1
	breaks map[string][]bool  // text → where it may be broken
	words  map[string][]bool  // and where without parting a word
	rough  []glyph            // of what is only measured
	cells  map[cellKey][]line // of the papers of one page it served; nil: not kept
	wants  map[wantKey]want   // likewise
}

func newShaper(f *Fonts) *shaper {
	return &shaper{fonts: f, known: map[glyphKey]glyph{}, breaks: map[string][]bool{}, words: map[string][]bool{}}
}

// cellKey names a text set in a cell, wantKey one that was measured, want what it asks for.
type (
	cellKey struct {
		text  string
		st    style
		width float64
		how   setHow
	}
	wantKey struct {
		text string
		st   style
	}
	want struct{ full, segment float64 }
)

// setHow is how the text of a cell is set.
type setHow int

const (
	evenly    setHow = iota // in lines about equally long
	asProse                 // in full lines, justified where little is missing
	justified               // in full lines
)

// mostKept is how many texts a shaper keeps from one paper to the next.
const mostKept = 4096

// lend gives a shaper for a paper of one page. The papers for units have most of their
// texts in common, which are then set but once by each worker.
func (f *Fonts) lend() *shaper {
	if s, ok := f.shapers.Get().(*shaper); ok {
		return s
	}
	s := newShaper(f)
	s.cells, s.wants = map[cellKey][]line{}, map[wantKey]want{}
	return s
}

func (f *Fonts) giveBack(s *shaper) {
	if len(s.cells)+len(s.wants)+len(s.breaks) <= mostKept {
		f.shapers.Put(s)
	}
}

// cell sets the text of a cell by make, or gives what was made of it before, which
// nobody changes.
func (s *shaper) cell(key cellKey, make func() []line) []line {
	lines, ok := s.cells[key]
	if !ok {
		lines = make()
		if s.cells != nil {
			s.cells[key] = lines
		}
	}
	return lines
}

// clean makes text printable: letters and their marks become one character (NFC),
// broken UTF-8 becomes U+FFFD, tabs and foreign line ends become spaces, other
// control characters and invisible marks go.
func clean(text string) string {
	if isClean(text) {
		return text
	}
	text = norm.NFC.String(strings.ToValidUTF8(text, "\uFFFD"))
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == 0x2028, r == 0x2029, r == 0x85:
			return ' '
		case r == '\n':
			return r
		case isIgnorable(r):
			return -1
		}
		return r
	}, text)
}

// isClean tells text of characters that clean leaves as they are, whatever stands beside
// them: nearly all there is.
func isClean(text string) bool {
	for _, r := range text {
		switch {
		case r >= ' ' && r < 0x7F, r >= 0x4E00 && r <= 0x9FA5, r >= 0xFF01 && r <= 0xFF5E, r >= 0x3001 && r <= 0x3011, r == '—', r == '\n':
		default:
			return false
		}
	}
	return true
}

// shape returns the glyphs of one line of clean text at their natural widths.
func (s *shaper) shape(text string, st style) []glyph {
	return s.shapeInto(make([]glyph, 0, utf8.RuneCountInString(text)), text, st)
}

func (s *shaper) shapeInto(glyphs []glyph, text string, st style) []glyph {
	for _, r := range text {
		g := s.one(st.role, r)
		g.width *= st.size
		g.stroke *= st.size
		g.adv = g.width
		if isWide(r) {
			g.adv += st.tracking
		}
		glyphs = append(glyphs, g)
	}
	spaceOut(glyphs, st)
	return glyphs
}

func (s *shaper) one(role Role, r rune) glyph {
	key := glyphKey{role, r}
	if g, ok := s.known[key]; ok {
		return g
	}
	l, shown := s.fonts.pick(role, r)
	g := glyph{r: shown, src: r, face: l.face, width: l.face.width(shown) / 1000, stroke: l.stroke / 1000}
	s.known[key] = g
	return g
}

// spaceOut takes half an em out of neighbouring full-width punctuation and, in
// mixed text, puts a quarter of an em between Chinese and Latin or digits.
func spaceOut(glyphs []glyph, st style) {
	for i := 0; i+1 < len(glyphs); i++ {
		a, b := glyphs[i].r, glyphs[i+1].r
		switch {
		case isCloser(a) && (isCloser(b) || isOpener(b)):
			glyphs[i].adv -= min(blankRight(glyphs[i]), st.size/2)
		case isOpener(a) && isOpener(b):
			glyphs[i].adv -= min(blankLeft(glyphs[i+1]), st.size/2)
		case st.mixed && (isIdeograph(a) && isWord(b) || isWord(a) && isIdeograph(b)):
			glyphs[i].adv += st.size / 4
		}
	}
}

func widthOf(glyphs []glyph) float64 {
	w := 0.0
	for _, g := range glyphs {
		w += g.adv
	}
	return w
}

// measure returns the width of clean text without line breaks.
func (s *shaper) measure(text string, st style) float64 {
	s.rough = s.shapeInto(s.rough[:0], text, st)
	return widthOf(s.rough)
}

// blankRight is the white on the right of a full-width punctuation mark, a
// little less than all of it and at most half an em; 0 for half-width ones.
func blankRight(g glyph) float64 {
	box, ok := g.face.box(g.r)
	em := g.width * 1000 / max(g.face.width(g.r), 1)
	if !ok || g.face.width(g.r) < 900 {
		return 0
	}
	return min(em/2, max(0, g.width-(box.xMax/1000+0.06)*em))
}

func blankLeft(g glyph) float64 {
	box, ok := g.face.box(g.r)
	em := g.width * 1000 / max(g.face.width(g.r), 1)
	if !ok || g.face.width(g.r) < 900 {
		return 0
	}
	return min(em/2, max(0, (box.xMin/1000-0.06)*em))
}
