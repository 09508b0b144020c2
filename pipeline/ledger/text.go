package ledger

import (
	"database/sql"
	"encoding/hex"
	"reflect"
	"strings"
	"unicode/utf8"
)

// mark begins a byte that a database would not take as text: it is followed by two
// hexadecimal digits. It is no character, so no cell has it; one that does is itself
// written byte by byte.
const mark = '\U0010FFFE'

// storable writes a text so that PostgreSQL takes it: bytes that are no UTF-8, and
// NUL, stand as mark and two digits. Other texts are as they are.
func storable(s string) string {
	if utf8.ValidString(s) && !strings.ContainsRune(s, 0) && !strings.ContainsRune(s, mark) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == 0 || r == mark || r == utf8.RuneError && n == 1 {
			for _, c := range []byte(s[i : i+n]) {
				b.WriteRune(mark)
				b.WriteString(hex.EncodeToString([]byte{c}))
			}
		} else {
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return b.String()
}

// restored undoes storable.
func restored(s string) string {
	if !strings.ContainsRune(s, mark) {
		return s
	}
	parts := strings.Split(s, string(mark))
	var b strings.Builder
	b.WriteString(parts[0])
	for _, p := range parts[1:] {
		c, err := hex.DecodeString(p[:min(2, len(p))])
		if err != nil || len(c) != 1 {
			b.WriteString(string(mark) + p) // written by an older version as it was
			continue
		}
		b.WriteByte(c[0])
		b.WriteString(p[2:])
	}
	return b.String()
}

// bound are the values of a row as a database takes them.
func bound(r []any) []any {
	out := make([]any, len(r))
	for i, v := range r {
		if s, ok := v.(string); ok {
			v = storable(s)
		}
		out[i] = v
	}
	return out
}

// scan reads a row into pointers; texts come out as they went in.
func scan(rows *sql.Rows, to ...any) error {
	if err := rows.Scan(to...); err != nil {
		return err
	}
	for _, p := range to {
		switch p := p.(type) {
		case *string:
			*p = restored(*p)
		case *int64, *int, *bool, *[]byte:
		case *any:
			if s, ok := (*p).(string); ok {
				*p = restored(s)
			}
		default:
			if v := reflect.ValueOf(p).Elem(); v.Kind() == reflect.String {
				v.SetString(restored(v.String()))
			}
		}
	}
	return nil
}
