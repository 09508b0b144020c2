package words

import "regexp"

// hole is what a sentence shows where a figure or a clause is missing: marks that
// meet, an empty bracket, a per cent sign without a number.
var hole = regexp.MustCompile(`[，；、：。]{2}|[，；、]$|^[，；、：。）]|（[，；、：。）]|[，；、：]）|《》|“”|(?:^|[^0-9])%|(?:^|[^0-9])个百分点`)

var quotation = regexp.MustCompile(`“[^”]*”`)

// Hole returns the stretch of a sentence around a missing figure or clause; empty
// if the sentence is whole. What stands in quotation marks is a unit's own.
func Hole(text string) string {
	plain := quotation.ReplaceAllString(text, "“引文”")
	at := hole.FindStringIndex(plain)
	if at == nil {
		return ""
	}
	before, after := []rune(plain[:at[0]]), []rune(plain[at[1]:])
	return string(before[max(0, len(before)-12):]) + plain[at[0]:at[1]] + string(after[:min(12, len(after))])
}
