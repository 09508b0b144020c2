package reportpdf

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jung-kurt/gofpdf"

	"zhibao/pipeline/report"
)

// writer draws finished pages with gofpdf. All typesetting is done by then:
// every piece of text is printed at its place with a face cut to its runes.
type writer struct {
	pdf    *gofpdf.Fpdf
	fonts  *Fonts
	faces  map[*face]embedded
	first  embedded
	turned bool
	name   string // of the font selected, and its size
	size   float64
	stale  bool // it must be selected again: a turn has ended its graphics state
	spots  map[string]spot

	excerpt bool
}

// errWriter wraps a failure inside gofpdf, which panics on some inputs.
var errWriter = errors.New("生成 PDF 失败")

func write(c *canvas, meta metadata) (out []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			out, err = nil, fmt.Errorf("%w：%v", errWriter, p)
		}
	}()
	w := &writer{pdf: newPDF(meta, len(c.pages)), fonts: c.shaper.fonts, faces: map[*face]embedded{}, spots: c.places, excerpt: c.excerpt}
	if err := w.addFaces(c.pages); err != nil {
		return nil, fmt.Errorf("%w：%w", errWriter, err)
	}
	level := -1
	for _, p := range c.pages {
		w.pdf.AddPage()
		for _, o := range p.ops {
			if m, ok := o.op.(markOp); ok { // levels may not be skipped
				m.level = min(m.level, level+1)
				level, o.op = m.level, m
			}
			w.turn(o.turned)
			o.draw(w)
		}
		w.turn(false)
	}
	var b bytes.Buffer
	if err := w.pdf.Output(&b); err != nil {
		return nil, fmt.Errorf("%w：%w", errWriter, err)
	}
	return setLanguage(tagSubsets(b.Bytes())), nil
}

// subsetTag marks cut fonts (ISO 32000-1, 9.6.4): six capital letters and a plus sign.
// subsetMark begins the family of every face; with the prefix that gofpdf puts before it
// where it prints from UTF-8, it has the length of the tag.
const (
	subsetTag  = "ZHIBAO+"
	subsetMark = "zb+"
)

// tagSubsets gives the fonts printed from UTF-8 the tag. The length stays, and with it
// every offset.
func tagSubsets(pdf []byte) []byte {
	if !bytes.Contains(pdf, []byte("/utf8"+subsetMark)) {
		return pdf
	}
	return bytes.ReplaceAll(pdf, []byte("/utf8"+subsetMark), []byte("/"+subsetTag))
}

// setLanguage puts the document's language (ISO 32000-1, 14.9.2), which gofpdf cannot
// write, where it asked for a page layout: again of the same length.
func setLanguage(pdf []byte) []byte {
	const layout, language = "/PageLayout /OneColumn\n", "/Lang (zh-CN)         \n"
	at := bytes.LastIndex(pdf, []byte(layout))
	copy(pdf[at:at+len(layout)], language)
	return pdf
}

func newPDF(meta metadata, pages int) *gofpdf.Fpdf {
	pdf := gofpdf.NewCustom(&gofpdf.InitType{OrientationStr: "P", UnitStr: "pt", Size: gofpdf.SizeType{Wd: pageWidth, Ht: pageHeight}})
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(meta.created)
	pdf.SetModificationDate(meta.created)
	pdf.SetProducer("zhibao", true)
	pdf.SetTitle(plain(meta.title), true)
	pdf.SetAuthor(plain(meta.author), true)
	pdf.SetSubject(plain(meta.subject), true)
	pdf.SetKeywords(plain(meta.keywords), true)
	pdf.SetCreator(plain(meta.creator), true)
	pdf.SetMargins(0, 0, 0)
	pdf.SetCellMargin(0)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetCompression(pages > 1)                // gofpdf makes a packer of 1 MB for each page; fonts are packed in any case
	pdf.SetDisplayMode("fullpage", "continuous") // setLanguage takes the place of continuous
	return pdf
}

// familyName makes a PDF name of a file name.
func familyName(file string) string {
	name := strings.Map(func(r rune) rune {
		if r < 0x80 && isWord(r) && r != '%' {
			return r
		}
		return -1
	}, strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(file), ".ttf"), ".ttc"))
	if name == "" {
		return "face"
	}
	return name
}

// turn switches between the upright page and the type area turned left.
func (w *writer) turn(on bool) {
	if on == w.turned {
		return
	}
	w.turned, w.stale = on, true
	if !on {
		w.pdf.TransformEnd()
		return
	}
	w.pdf.TransformBegin()
	w.pdf.TransformRotate(90, marginLeft, marginTop+areaHeight)
}

// at maps a point of the frame to the page gofpdf draws on, before rotation.
func (w *writer) at(x, y float64) (float64, float64) {
	if w.turned {
		return marginLeft + x, marginTop + areaHeight + y
	}
	return marginLeft + x, marginTop + y
}

// font selects a font, unless it is selected already.
func (w *writer) font(name string, size float64) {
	if name == w.name && size == w.size && !w.stale {
		return
	}
	w.pdf.SetFont(name, "", size)
	w.name, w.size, w.stale = name, size, false
}

func (t textOp) draw(w *writer) {
	e := w.faces[t.face]
	w.font(e.name, t.size)
	w.pdf.SetTextColor(t.colour.r, t.colour.g, t.colour.b)
	if t.stroke > 0 {
		w.pdf.SetDrawColor(t.colour.r, t.colour.g, t.colour.b)
		w.pdf.SetLineWidth(t.stroke)
		w.pdf.SetTextRenderingMode(2)
	}
	spaced := abs(t.spacing) > 0.001 && len(t.text) > 0
	if spaced {
		w.pdf.RawWriteStr(fmt.Sprintf("%.3f Tc", t.spacing))
	}
	x, y := w.at(t.x, t.y)
	w.pdf.Text(x, y, e.bytesOf(t.text))
	if spaced {
		w.pdf.RawWriteStr("0 Tc")
	}
	if t.stroke > 0 {
		w.pdf.SetTextRenderingMode(0)
	}
}

func (l lineOp) draw(w *writer) {
	w.pdf.SetDrawColor(l.colour.r, l.colour.g, l.colour.b)
	w.pdf.SetLineWidth(l.width)
	if l.dash != nil {
		w.pdf.SetDashPattern(l.dash, 0)
	}
	x1, y1 := w.at(l.x1, l.y1)
	x2, y2 := w.at(l.x2, l.y2)
	w.pdf.Line(x1, y1, x2, y2)
	if l.dash != nil {
		w.pdf.SetDashPattern([]float64{}, 0)
	}
}

func (b boxOp) draw(w *writer) {
	w.pdf.SetFillColor(b.fill.r, b.fill.g, b.fill.b)
	x, y := w.at(b.x, b.y)
	w.pdf.Rect(x, y, b.w, b.h, "F")
}

func (m markOp) draw(w *writer) {
	y := marginTop + m.y
	if w.turned {
		y = marginTop
	}
	if w.first.name != "" {
		w.font(w.first.name, bodySize)
	}
	w.pdf.Bookmark(w.first.mark(m.text), m.level, y)
}

// near is where an id stands; of a cell that an excerpt leaves out its table.
func (w *writer) near(id string) (spot, bool) {
	for {
		at, ok := w.spots[id]
		cut := strings.LastIndexByte(id, '.')
		if ok || !w.excerpt || cut < 0 {
			return at, ok
		}
		id = id[:cut]
	}
}

func (l linkOp) draw(w *writer) {
	to, ok := w.near(l.target)
	if !ok {
		return
	}
	id := w.pdf.AddLink()
	y := marginTop + to.y
	if to.turned {
		y = marginTop
	}
	w.pdf.SetLink(id, y, to.page)
	if l.turned {
		w.pdf.Link(marginLeft+l.y, marginTop+areaHeight-l.x-l.w, l.h, l.w, id)
		return
	}
	w.pdf.Link(marginLeft+l.x, marginTop+l.y, l.w, l.h, id)
}

// metadata are the document properties.
type metadata struct {
	title, author, subject, keywords, creator string
	created                                   time.Time
}

func metaOf(doc *report.Document, opt Options) metadata {
	m := metadata{title: strings.Join(doc.Title, ""), author: doc.Head.Signature, subject: doc.Kind, creator: "zhibao", created: opt.Created}
	for _, kv := range doc.Meta {
		switch strings.ToLower(kv.Key) {
		case "title", "标题":
			m.title = kv.Text
		case "author", "作者":
			m.author = kv.Text
		case "subject", "主题":
			m.subject = kv.Text
		case "keywords", "关键词":
			m.keywords = kv.Text
		case "creator", "编制程序":
			m.creator = kv.Text
		}
	}
	return m
}
