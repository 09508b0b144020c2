package formxlsx

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"zhibao/pipeline/ooxml"
)

// Our part of a comment stands between these lines. What stands above or below is
// the unit's.
const (
	commentMarker = "——审核意见——"
	commentEnd    = "——以上为审核意见——"
)

// note is the comment of a cell: what the unit wrote, and what we write below.
type note struct {
	cell, author string
	runs         []textRun
	ours         string
}

// textRun is a piece of text with its properties as XML.
type textRun struct{ props, text string }

// comment renews the comments of a sheet; the patches are for its sheet part.
func (b *returned) comment(s ooxml.SheetPart, o *ooxml.Outline, at map[string][]ReviewFinding) ([]ooxml.Patch, error) {
	rels, err := b.Relations(s.Part)
	if err != nil {
		return nil, err
	}
	commentsAt := slices.IndexFunc(rels, func(r ooxml.Relation) bool { return r.Type == ooxml.RelComments })
	var notes []note
	earlier := false
	if commentsAt >= 0 {
		if notes, earlier, err = readNotes(b.Files[ooxml.Resolve(s.Part, rels[commentsAt].Target)]); err != nil {
			return nil, err
		}
	}
	if len(at) == 0 && !earlier {
		return nil, nil
	}
	for _, cell := range slices.SortedFunc(maps.Keys(at), comparePlaces) {
		i := slices.IndexFunc(notes, func(n note) bool { return n.cell == cell })
		if i < 0 {
			notes = append(notes, note{cell: cell, author: cmp.Or(b.review.Issuer, markWord)})
			i = len(notes) - 1
		}
		notes[i].ours = opinion(at[cell])
	}
	notes = slices.DeleteFunc(notes, func(n note) bool { return len(n.runs) == 0 && n.ours == "" })
	if err := b.putNotes(s, rels, commentsAt, notes); err != nil {
		return nil, err
	}
	return b.putShapes(s, o, rels, notes)
}

// comparePlaces orders addresses by row, then column.
func comparePlaces(a, z string) int {
	ca, ra, errA := excelize.CellNameToCoordinates(a)
	cz, rz, errZ := excelize.CellNameToCoordinates(z)
	if errA != nil || errZ != nil {
		return strings.Compare(a, z)
	}
	return cmp.Or(ra-rz, ca-cz)
}

// readNotes reads a part of comments without what we wrote in an earlier round.
func readNotes(part []byte) (notes []note, earlier bool, err error) {
	if _, err := ooxml.Outlined(part, "comments"); err != nil {
		return nil, false, err
	}
	var in struct {
		Authors []string `xml:"authors>author"`
		List    []struct {
			Cell   string `xml:"ref,attr"`
			Author int    `xml:"authorId,attr"`
			Text   struct {
				Plain *string `xml:"t"`
				Runs  []struct {
					Props *struct {
						Inner string `xml:",innerxml"`
					} `xml:"rPr"`
					Text string `xml:"t"`
				} `xml:"r"`
			} `xml:"text"`
		} `xml:"commentList>comment"`
	}
	if xml.Unmarshal(part, &in) != nil {
		return nil, false, ooxml.ErrUnusual
	}
	for _, c := range in.List {
		n := note{cell: c.Cell}
		if c.Author >= 0 && c.Author < len(in.Authors) {
			n.author = in.Authors[c.Author]
		}
		if c.Text.Plain != nil {
			n.runs = append(n.runs, textRun{"", *c.Text.Plain})
		}
		for _, r := range c.Text.Runs {
			run := textRun{text: r.Text}
			if r.Props != nil {
				run.props = r.Props.Inner
			}
			n.runs = append(n.runs, run)
		}
		runs, cut := theirs(n.runs)
		n.runs, earlier = runs, earlier || cut
		notes = append(notes, n)
	}
	return notes, earlier, nil
}

// theirs is a comment without our part, wherever the pieces are parted. What they
// wrote below ours comes after what they wrote above.
func theirs(runs []textRun) (kept []textRun, cut bool) {
	whole := ""
	for _, r := range runs {
		whole += r.text
	}
	end := strings.Index(whole, commentMarker)
	if end < 0 {
		return runs, false
	}
	below := ""
	if _, after, ok := strings.Cut(whole[end:], commentEnd); ok {
		below = strings.Trim(after, "\n ")
	}
	end = len(strings.TrimRight(whole[:end], "\n "))
	for _, r := range runs {
		if end <= 0 {
			break
		}
		if len(r.text) > end {
			r.text = r.text[:end]
		}
		end -= len(r.text)
		kept = append(kept, r)
	}
	if below != "" {
		if len(kept) > 0 {
			below = "\n" + below
		}
		kept = append(kept, textRun{"", below})
	}
	return kept, true
}

// opinionLength is how many characters a comment of ours has at the most.
const opinionLength = 1500

// opinion is what we say of a cell, the heaviest finding first.
func opinion(findings []ReviewFinding) string {
	var lines []string
	length := 0
	for i, f := range findings {
		line := fmt.Sprintf("〔%s %s〕%s", f.Level, f.Rule, f.What)
		if len(findings) > 1 {
			line = fmt.Sprintf("%d．%s", i+1, line)
		}
		if f.Seen != "" && !strings.Contains(f.What, f.Seen) {
			line += "\n现为：" + f.Seen
		}
		if f.Expected != "" && !strings.Contains(f.What, f.Expected) {
			line += "\n应为：" + f.Expected
		}
		line += "\n处理：" + f.Remedy
		if length += utf8.RuneCountInString(line); length > opinionLength && i > 0 {
			lines = append(lines, fmt.Sprintf("……另有%d条，见“审核清单”。", len(findings)-i))
			break
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// putNotes writes the comments of a sheet, or takes their part away if none is left.
func (b *returned) putNotes(s ooxml.SheetPart, rels []ooxml.Relation, at int, notes []note) error {
	part := ""
	if at >= 0 {
		part = ooxml.Resolve(s.Part, rels[at].Target)
	}
	switch {
	case len(notes) == 0 && at < 0:
		return nil
	case len(notes) == 0:
		if err := b.Remove(part); err != nil {
			return err
		}
		return b.Unrelate(s.Part, rels[at].ID)
	case at < 0:
		part = b.Unused("xl/comments%d.xml")
		if _, err := b.Relate(s.Part, ooxml.RelComments, part); err != nil {
			return err
		}
		if err := b.Register(part, ooxml.TypeComments); err != nil {
			return err
		}
	}
	b.Files[part] = writeNotes(notes)
	return nil
}

// Properties of our text in a comment.
const (
	markerProps  = `<b/><sz val="9"/><color rgb="FF` + redInk + `"/><rFont val="` + song + `"/><charset val="134"/>`
	opinionProps = `<sz val="9"/><color rgb="FF000000"/><rFont val="` + song + `"/><charset val="134"/>`
)

func writeNotes(notes []note) []byte {
	var authors []string
	var list strings.Builder
	for _, n := range notes {
		id := slices.Index(authors, n.author)
		if id < 0 {
			id = len(authors)
			authors = append(authors, n.author)
		}
		fmt.Fprintf(&list, `<comment ref="%s" authorId="%d"><text>`, ooxml.XMLText(n.cell), id)
		runs := slices.Clone(n.runs)
		if n.ours != "" {
			head := commentMarker + "\n"
			if len(runs) > 0 {
				head = "\n" + head
			}
			runs = append(runs, textRun{markerProps, head}, textRun{opinionProps, n.ours + "\n" + commentEnd})
		}
		for _, r := range runs {
			list.WriteString("<r>")
			if r.props != "" {
				list.WriteString("<rPr>" + r.props + "</rPr>")
			}
			list.WriteString(`<t xml:space="preserve">` + ooxml.XMLText(r.text) + `</t></r>`)
		}
		list.WriteString(`</text></comment>`)
	}
	var out strings.Builder
	out.WriteString(xml.Header + `<comments xmlns="` + ooxml.NSMain + `"><authors>`)
	for _, a := range authors {
		out.WriteString("<author>" + ooxml.XMLText(a) + "</author>")
	}
	out.WriteString(`</authors><commentList>` + list.String() + `</commentList></comments>`)
	return []byte(out.String())
}
