package pipeline

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"maps"
	"slices"
	"strconv"

	"zhibao/pipeline/stat"
)

// mark digests observations with all that they hold; equal marks mean equal ones in
// the same order.
type mark struct {
	w *bufio.Writer
	h hash.Hash
}

func newMark() mark {
	h := sha256.New()
	return mark{bufio.NewWriter(h), h}
}

// add takes in one observation. mark_test.go counts the fields.
func (m mark) add(o stat.Observation) {
	for _, text := range []string{o.Unit, o.Form, o.Item, string(o.Measure), o.Period.String(), o.Read, o.Vintage,
		o.Source.File, o.Source.SHA256, o.Source.Sheet, o.Source.Cell, o.Number.Coefficient().String()} {
		_, _ = m.w.WriteString(strconv.Itoa(len(text)) + ":" + text) // a hash takes everything
	}
	_, _ = fmt.Fprintln(m.w, o.Number.Exponent(), o.Kind, o.Sample)
}

func (m mark) sum() string {
	_ = m.w.Flush()
	return hex.EncodeToString(m.h.Sum(nil))
}

// marks digests what is known of each unit.
func (h past) marks() map[string]string {
	sums, m := map[string]string{}, newMark()
	keys := slices.SortedFunc(maps.Keys(h), func(a, b [2]string) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	for i, key := range keys {
		for _, r := range h[key] {
			for _, o := range []*stat.Observation{r.value.observation(), r.growth.observation()} {
				if o != nil {
					m.add(*o)
				}
			}
		}
		if i == len(keys)-1 || keys[i+1][0] != key[0] { // the unit's last
			sums[key[0]] = m.sum()
			m.h.Reset()
		}
	}
	return sums
}
