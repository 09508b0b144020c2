package form

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
)

// Identity is what the hidden sheet of a workbook says, and what its seal covers.
type Identity struct {
	Unit     string // code of the reporting unit
	Period   string // as Period.String
	Forms    string // id@表号 of each form, in order
	Version  string // Set.Version of the forms
	Sequence int    // 1 as issued; a returned copy has one more
}

// Seal is the HMAC-SHA256 (RFC 2104) of the identity under the workspace's key,
// in lower-case hexadecimal. It keeps one unit's form from passing as another's.
func (id Identity) Seal(key []byte) string {
	mac := hmac.New(sha256.New, key)
	for _, part := range []string{id.Unit, id.Period, id.Forms, id.Version, strconv.Itoa(id.Sequence)} {
		// Lengths keep the parts apart.
		mac.Write([]byte(strconv.Itoa(len(part)) + ":" + part + "\n"))
	}
	return hex.EncodeToString(mac.Sum(nil))
}

// Sealed reports whether seal is the identity's under the key, in constant time.
func (id Identity) Sealed(key []byte, seal string) bool {
	return hmac.Equal([]byte(id.Seal(key)), []byte(strings.ToLower(strings.TrimSpace(seal))))
}
