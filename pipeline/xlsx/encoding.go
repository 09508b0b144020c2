package xlsx

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// toUTF8 returns the part's text in UTF-8 without a byte order mark, and whether
// it was UTF-16. Anything else than UTF-8 and UTF-16 is refused; the declaration
// in the XML header is judged by the scanner.
func toUTF8(part string, b []byte) (text []byte, wide bool, err error) {
	switch {
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		b = b[3:]
	case bytes.HasPrefix(b, []byte("\xff\xfe")), bytes.HasPrefix(b, []byte("<\x00")):
		b, wide = fromUTF16(b, 0), true
	case bytes.HasPrefix(b, []byte("\xfe\xff")), bytes.HasPrefix(b, []byte("\x00<")):
		b, wide = fromUTF16(b, 1), true
	}
	if b == nil && wide || !utf8.Valid(b) {
		return nil, wide, refuse(RuleEncoding, part, "文字编码不是 UTF-8 或 UTF-16，或其中有坏字节，请用 Excel 或 WPS 另存为 .xlsx 后重新报送。")
	}
	return b, wide, nil
}

// fromUTF16 converts UTF-16 with the low byte at index low of each unit; nil when
// the length is odd or a surrogate stands alone.
func fromUTF16(b []byte, low int) []byte {
	if len(b)%2 != 0 {
		return nil
	}
	out := make([]byte, 0, len(b)/2+16)
	for i := 0; i < len(b); i += 2 {
		r := rune(b[i+low]) | rune(b[i+1-low])<<8
		if i == 0 && r == 0xfeff {
			continue
		}
		if utf16.IsSurrogate(r) {
			if i += 2; i >= len(b) {
				return nil
			}
			if r = utf16.DecodeRune(r, rune(b[i+low])|rune(b[i+1-low])<<8); r == utf8.RuneError {
				return nil
			}
		}
		out = utf8.AppendRune(out, r)
	}
	return out
}

// encodingAgrees judges the encoding that the XML header declares.
func encodingAgrees(name string, wide bool) bool {
	switch name = strings.ToLower(name); name {
	case "utf-16", "utf-16le", "utf-16be":
		return wide
	case "utf-8", "utf8", "us-ascii", "ascii":
		return !wide
	}
	return false
}
