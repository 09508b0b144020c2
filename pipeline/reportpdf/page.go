package reportpdf

import (
	"strings"
	"unicode/utf8"
)

// The page of GB/T 9704-2012, 5.1 in points: A4, type area 156 mm × 225 mm,
// 22 lines of 28 characters.
const (
	mm         = 72 / 25.4
	pageWidth  = 210 * mm
	pageHeight = 297 * mm
	marginTop  = 37 * mm
	marginLeft = 28 * mm
	areaWidth  = 156 * mm
	areaHeight = 225 * mm

	linesPerPage = 22
	charsPerLine = 28
	linePitch    = areaHeight / linesPerPage // 28.99 pt
	bodySize     = 15.75                     // 三号
	charPitch    = areaWidth / charsPerLine
)

// Other type sizes of Chinese typesetting in points.
const (
	erHao     = 22.0 // 二号
	xiaoErHao = 18.0 // 小二
	siHao     = 14.0 // 四号
	xiaoSiHao = 12.0 // 小四
	wuHao     = 10.5 // 五号
	xiaoWuHao = 9.0  // 小五
	liuHao    = 7.5  // 六号
	boxAscent = 0.86 // of an em from the top of a character's cell to its baseline
	noteLeads = 1.45 // line pitch of small print in ems
	finePrint = xiaoWuHao
	// turnedLeads shortens the lines above a turned table: 156 mm are little height.
	turnedLeads = 0.72
	footOffset  = 7 * mm
)

var (
	black    = rgb{0, 0, 0}
	redHead  = rgb{214, 16, 24}
	greyAxis = rgb{200, 200, 200}
	greyText = rgb{90, 90, 90}
)

// op is something drawn on a page. Coordinates are points from the top left of
// the type area, in the direction of reading: a turned op's x axis runs up the
// paper and its y axis runs to the right.
type op interface{ draw(w *writer) }

type placed struct {
	op
	turned bool
}

// textOp is a piece of text in one face with equal spacing, its baseline at y.
type textOp struct {
	x, y, size, spacing, stroke float64
	face                        *face
	text                        string
	colour                      rgb
	width                       float64
}

type lineOp struct {
	x1, y1, x2, y2, width float64
	colour                rgb
	dash                  []float64
}

type boxOp struct {
	x, y, w, h float64
	fill       rgb
}

// markOp is a bookmark that leads to the height y.
type markOp struct {
	y     float64
	level int
	text  string
}

// linkOp leads from a box to the block or cell of an id.
type linkOp struct {
	x, y, w, h float64
	target     string
	turned     bool
}

// page is the list of what is drawn on one sheet, in reading order.
type page struct {
	number     int
	ops        []placed
	unnumbered bool // no number in its foot
}

// frame is the area text flows into: the type area, upright or turned.
type frame struct {
	width, height float64
	turned        bool
}

func upright() frame { return frame{areaWidth, areaHeight, false} }
func turned() frame  { return frame{areaHeight, areaWidth, true} }

// canvas collects pages. y is how far the current page is filled.
type canvas struct {
	shaper *shaper
	pages  []*page
	frame  frame
	y      float64
	places map[string]spot

	excerpt bool // of a document that has more
	dry     bool // pages are counted and nothing is drawn
}

// spot is where an item begins.
type spot struct {
	page   int
	x, y   float64
	turned bool
}

func (c *canvas) newPage(f frame) {
	c.frame, c.y = f, 0
	c.pages = append(c.pages, &page{number: len(c.pages) + 1})
}

func (c *canvas) page() *page { return c.pages[len(c.pages)-1] }

// left is the free height of the current page.
func (c *canvas) left() float64 { return c.frame.height - c.y }

func (c *canvas) add(o op) {
	if c.dry {
		return
	}
	p := c.page()
	p.ops = append(p.ops, placed{o, c.frame.turned})
}

// place records that the item of this id begins at height y of this page. The first place stays.
func (c *canvas) place(id string, x, y float64) {
	if c.dry {
		return
	}
	if _, twice := c.places[id]; id == "" || twice {
		return
	}
	c.places[id] = spot{c.page().number, x, y, c.frame.turned}
}

// glyphs draws set glyphs from x on, piece by piece of equal face and spacing.
func (c *canvas) glyphs(x, baseline float64, gs []glyph, st style) {
	if c.dry {
		return
	}
	left := x
	var text []byte // of a piece
	for start := 0; start < len(gs); {
		g := gs[start]
		extra := g.adv - g.width
		t := textOp{x: x, y: baseline, size: st.size, spacing: extra, stroke: g.stroke, face: g.face, colour: st.colour}
		end := start
		text = text[:0]
		for end < len(gs) && gs[end].face == g.face && gs[end].stroke == g.stroke {
			text = utf8.AppendRune(text, gs[end].r)
			t.width += gs[end].adv
			end++
			if last := gs[end-1]; abs(last.adv-last.width-extra) > 0.001 {
				break
			}
		}
		t.text = string(text)
		c.add(t)
		x += t.width
		start = end
	}
	c.links(left, baseline, gs, st.size)
}

// text draws one line of text whose cell has its top at y, and returns its width.
func (c *canvas) text(x, y float64, text string, st style) float64 {
	gs := c.shaper.shape(clean(text), st)
	c.glyphs(x, y+boxAscent*st.size, gs, st)
	return widthOf(gs)
}

func (c *canvas) centred(y float64, text string, st style) {
	c.text((c.frame.width-c.shaper.measure(clean(text), st))/2, y, text, st)
}

func (c *canvas) rightAligned(right, y float64, text string, st style) {
	c.text(right-c.shaper.measure(clean(text), st), y, text, st)
}

// rule draws a line across the frame.
func (c *canvas) rule(y, width float64, colour rgb) {
	c.add(lineOp{x1: 0, y1: y, x2: c.frame.width, y2: y, width: width, colour: colour})
}

func (c *canvas) bookmark(level int, text string, y float64) {
	c.add(markOp{y: y, level: level, text: plain(text)})
}

// plain is text for bookmarks and properties, which gofpdf writes in units of 16 bits.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if !printable(r) {
			return geta
		}
		return r
	}, strings.ReplaceAll(clean(text), "\n", " "))
}

func abs(v float64) float64 { return max(v, -v) }
