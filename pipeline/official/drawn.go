package official

import (
	"regexp"
	"strconv"
	"strings"

	"zhibao/pipeline/ooxml"
)

// beside moves what hangs on a sheet in parts of its own: drawings, comments, tables.
func (b *book) beside(s *sheet) {
	if len(s.blocks) == 0 {
		return
	}
	for _, r := range b.relationsOf(s.part) {
		if r.Mode == "External" {
			continue
		}
		part := ooxml.Resolve(s.part, r.Target)
		text := string(b.Files[part])
		switch r.Type {
		case ooxml.NSRelations + "/drawing":
			text = s.anchors(text)
		case ooxml.RelVML:
			text = s.notes(text)
		case ooxml.NSRelations + "/table":
			text = withRef(text, s.whole)
		default:
			if !strings.HasSuffix(r.Type, "omments") && !strings.HasSuffix(r.Type, "/threadedComment") {
				continue
			}
			text = withRef(text, func(at string) string {
				c, ok := parseRef(at)
				if !ok {
					return at
				}
				return s.spread(c)[0].short()
			})
		}
		b.Files[part] = []byte(text)
	}
}

var (
	anchor    = regexp.MustCompile(`(?s)<xdr:(?:oneCell|twoCell)Anchor\b.*?</xdr:(?:oneCell|twoCell)Anchor>`)
	anchorRow = regexp.MustCompile(`<xdr:row>(\d+)</xdr:row>`)
	vmlShape  = regexp.MustCompile(`(?s)<v:shape\b.*?</v:shape>`)
	vmlAnchor = regexp.MustCompile(`<x:Anchor>([^<]*)</x:Anchor>`)
	vmlRow    = regexp.MustCompile(`<x:Row>\s*(\d+)\s*</x:Row>`)
)

// shift is by how many rows something moves that begins at a row, counted from 0.
func (s *sheet) shift(zeroRow int) int {
	row := zeroRow + 1
	if in := s.at(row); in != nil {
		return in.inCopy(row, 0) - row
	}
	return s.moved(row) - row
}

// anchors moves drawings as a whole: one keeps its height where rows are put in
// within it.
func (s *sheet) anchors(part string) string {
	return anchor.ReplaceAllStringFunc(part, func(one string) string {
		first := anchorRow.FindStringSubmatch(one)
		if first == nil {
			return one
		}
		from, _ := strconv.Atoi(first[1]) // digits
		by := s.shift(from)
		return anchorRow.ReplaceAllStringFunc(one, func(row string) string {
			n, _ := strconv.Atoi(anchorRow.FindStringSubmatch(row)[1])
			return "<xdr:row>" + strconv.Itoa(n+by) + "</xdr:row>"
		})
	})
}

// notes moves the boxes of comments with their cells.
func (s *sheet) notes(part string) string {
	return vmlShape.ReplaceAllStringFunc(part, func(one string) string {
		m := vmlRow.FindStringSubmatch(one)
		if m == nil {
			return one
		}
		row, _ := strconv.Atoi(m[1]) // digits
		by := s.shift(row)
		one = vmlRow.ReplaceAllString(one, "<x:Row>"+strconv.Itoa(row+by)+"</x:Row>")
		return vmlAnchor.ReplaceAllStringFunc(one, func(a string) string {
			parts := strings.Split(vmlAnchor.FindStringSubmatch(a)[1], ",")
			for _, i := range []int{2, 6} { // rows of the upper and lower edge
				if i < len(parts) {
					if n, err := strconv.Atoi(strings.TrimSpace(parts[i])); err == nil {
						parts[i] = " " + strconv.Itoa(n+by)
					}
				}
			}
			return "<x:Anchor>" + strings.Join(parts, ",") + "</x:Anchor>"
		})
	})
}
