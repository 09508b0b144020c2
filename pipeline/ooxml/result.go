package ooxml

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"
)

// Results puts the present results of formulas, by cell, into the XML of a sheet that
// excelize wrote: it has no setting for them and marks every formula as a text. A
// result that reads as a number is one.
func Results(part []byte, results map[string]string) []byte {
	if len(results) == 0 {
		return part
	}
	const open, end = `<c r="`, `</f></c>`
	var out bytes.Buffer
	for {
		cell, ref, found := nextCell(part, open)
		if !found {
			out.Write(part)
			return out.Bytes()
		}
		result, wanted := results[ref]
		stop := bytes.Index(part[cell:], []byte("</c>"))
		if !wanted || stop < 0 || !bytes.HasSuffix(part[cell:cell+stop+len("</c>")], []byte(end)) {
			out.Write(part[:cell+len(open)])
			part = part[cell+len(open):]
			continue
		}
		out.Write(part[:cell])
		body := part[cell : cell+stop]
		if _, err := strconv.ParseFloat(result, 64); err == nil && strings.ContainsAny(result, "0123456789") { // NaN is a word
			body = bytes.Replace(body, []byte(` t="str"`), nil, 1)
		}
		out.Write(body)
		out.WriteString("<v>")
		_ = xml.EscapeText(&out, []byte(result)) // a buffer takes everything
		out.WriteString("</v>")
		part = part[cell+stop:]
	}
}

// nextCell finds the next cell of a part and its reference.
func nextCell(part []byte, open string) (at int, ref string, found bool) {
	at = bytes.Index(part, []byte(open))
	if at < 0 {
		return 0, "", false
	}
	rest := part[at+len(open):]
	quote := bytes.IndexByte(rest, '"')
	if quote < 0 {
		return 0, "", false
	}
	return at, string(rest[:quote]), true
}
