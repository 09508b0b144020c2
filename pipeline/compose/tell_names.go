package compose

import (
	"fmt"
	"reflect"
	"strings"
)

// Lists of names that a report of many units may have: of units, of those whom notices
// of 督办 go to, and of projects. Each stands in an annex.
type (
	unitNames    []string
	ownerNames   []string
	projectNames []string
)

// The annexes where they stand.
const unitAnnex, ownerAnnex, projectAnnex = "annex5", "annex61", "annex6"

// annexLabels are the labels of the document's annexes by id.
func (c *composer) annexLabels() map[string]string {
	labels := map[string]string{}
	for _, a := range c.doc.Annexes {
		labels[a.ID] = a.Label
	}
	return labels
}

// join tells names one after another; of a list that is too long the first ones, how
// many there are and where all stand.
func (x *teller) join(list any) (string, error) {
	switch l := list.(type) {
	case []string:
		return strings.Join(l, "、"), nil
	case unitNames:
		return x.joined(l, "家", unitAnnex), nil
	case ownerNames:
		return x.joined(l, "家", ownerAnnex), nil
	case projectNames:
		return x.joined(l, "个", projectAnnex), nil
	}
	return "", fmt.Errorf("join 后面应是一列名称")
}

func (x *teller) joined(names []string, counter, annex string) string {
	first := x.first(names)
	if len(first) == len(names) {
		return strings.Join(names, "、")
	}
	said := fmt.Sprintf("%s等%d%s", strings.Join(first, "、"), len(names), counter)
	if at := x.annexes[annex]; at != "" {
		said += "（名单见" + at + "）"
	}
	return said
}

// namesTold is how many names of a list that is too long are told.
const namesTold = 5

// told is how many of a number of names are told: all, or of too many a few.
func (x *teller) told(n int) int {
	if x.names == 0 || n <= x.names {
		return n
	}
	return min(namesTold, x.names)
}

func (x *teller) first(names []string) []string { return names[:x.told(len(names))] }

// firstOf is the same of any list.
func (x *teller) firstOf(list any) (any, error) {
	v := reflect.ValueOf(list)
	if v.Kind() != reflect.Slice {
		return nil, fmt.Errorf("“前”后面应是一列名称、单位或项目")
	}
	return v.Slice(0, x.told(v.Len())).Interface(), nil
}
