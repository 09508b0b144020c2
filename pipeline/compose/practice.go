package compose

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"zhibao/pipeline/report"
)

// noPractice stands where the bureau gave no text.
const noPractice = "（本期未提供典型经验材料）"

// subheading is a line of the bureau's text that heads a part: （一）… without a full stop.
var subheading = regexp.MustCompile(`^（[一二三四五六七八九十]+）[^。]+$`)

// longestHeading is how many characters a line may have to be a heading.
const longestHeading = 30

// practice is the bureau's text on good practice, a paragraph a line.
func (c *composer) practice() []report.Block {
	lines := c.Practice
	if len(lines) == 0 {
		lines = []string{noPractice}
	}
	var blocks []report.Block
	for i, l := range lines {
		id := fmt.Sprintf("practice.%d", i+1)
		if subheading.MatchString(l) && utf8.RuneCountInString(l) <= longestHeading {
			blocks = append(blocks, report.Heading{ID: id, Level: 2, Text: l})
			continue
		}
		blocks = append(blocks, report.Paragraph{ID: id, Runs: []report.Run{{Text: strings.TrimSpace(l)}}})
	}
	return blocks
}
