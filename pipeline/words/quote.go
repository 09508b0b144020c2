package words

import (
	"strings"
	"unicode/utf8"
)

// Said quotes a unit's own words: 市商务局说明：“…”. They are cut to at most limit
// characters at the end of a clause, with …… for the rest; inner quotation marks
// become single ones; the full stop of the sentence stands behind the quotation. No
// words, no sentence.
func Said(who, text string, limit int) string {
	text = strings.NewReplacer("“", "‘", "”", "’", "\"", "").Replace(Strip(text))
	text = strings.TrimRight(cut(text, limit), "。，、；：,;:")
	if text == "" || who == "" {
		return ""
	}
	return who + "说明：“" + text + "”"
}

// clauseEnds are the marks after which a quotation may be cut.
const clauseEnds = "。；，！？;,!?"

func cut(text string, limit int) string {
	if utf8.RuneCountInString(text) <= limit {
		return text
	}
	head := string([]rune(text)[:limit])
	at := strings.LastIndexAny(head, clauseEnds)
	if at > 0 {
		head = head[:at]
	}
	return strings.TrimRight(head, clauseEnds+"、：:") + "……"
}
