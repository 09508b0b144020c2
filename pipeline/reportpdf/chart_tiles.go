package reportpdf

import "zhibao/pipeline/report"

// Measures of tiles in points.
const (
	leastTile  = 34.0
	mostTile   = 58.0
	tileHeight = 25.0
	tileGap    = 2.0
)

// tileSpan is the rows and columns that the tiles take.
func (p picture) tileSpan() (top, left, rows, columns int) {
	for i, b := range p.panel.Bars {
		if i == 0 {
			top, left = b.Row, b.Column
		}
		top, left = min(top, b.Row), min(left, b.Column)
		rows, columns = max(rows, b.Row), max(columns, b.Column)
	}
	return top, left, rows - top + 1, columns - left + 1
}

func (p picture) tileWidth() float64 {
	_, _, _, columns := p.tileSpan()
	return min(mostTile, p.w/float64(columns))
}

func (p picture) tilesHeight() float64 {
	_, _, rows, _ := p.tileSpan()
	return float64(rows) * tileHeight
}

// tiles draws the map: each tile with the name over the figure.
func (p picture) tiles() {
	top, left, _, columns := p.tileSpan()
	w := p.tileWidth()
	x0 := p.x + (p.w-w*float64(columns))/2
	for _, b := range p.panel.Bars {
		p.tile(b, x0+float64(b.Column-left)*w, p.y+p.titleHeight()+float64(b.Row-top)*tileHeight, w-tileGap)
	}
}

func (p picture) tile(b report.Bar, x, y, w float64) {
	look := tileLook(b.Tone)
	h := tileHeight - tileGap
	p.barBox(x, y, w, h, look)
	for i, text := range []string{b.Label, b.Text} {
		lines, st := p.inBox(text, style{role: SongTi, size: 8.5, colour: look.ink()}, w-3, h/2-1)
		l := lines[0]
		p.setLine(l, x+(w-l.width)/2, y+1.5+float64(i)*(h/2-0.5)+(h/2-st.size)/2-0.5, st)
	}
}

// tileLook is the look of a bar without hatching, which would lie under the words.
func tileLook(t report.Tone) barLook {
	look := lookOf(t)
	look.hatched = false
	return look
}

// ink is the colour of words on the look: white on dark.
func (l barLook) ink() rgb {
	if luminance(l.fill) < 128 {
		return rgb{255, 255, 255}
	}
	return black
}

// luminance is the lightness of a colour in grey print, 0 to 255 (ITU-R BT.601).
func luminance(c rgb) float64 {
	return 0.299*float64(c.r) + 0.587*float64(c.g) + 0.114*float64(c.b)
}
