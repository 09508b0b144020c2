package compose

import (
	"cmp"
	"maps"
	"slices"

	"zhibao/pipeline/report"
)

// families are the words of verdicts and states, with their tones.
func families() []map[string]report.Tone {
	return []map[string]report.Tone{
		family(verdictTones), family(growthTones), family(completionTones), family(projectTones), family(unitTones), family(standingTones), severityWordTones(),
	}
}

func family[T ~string](tones map[T]report.Tone) map[string]report.Tone {
	all := map[string]report.Tone{}
	for word, tone := range tones {
		all[string(word)] = tone
	}
	return all
}

func severityWordTones() map[string]report.Tone {
	all := map[string]report.Tone{}
	for s, tone := range severityTones {
		all[s.String()] = tone
	}
	return all
}

// light tells of each column of verdicts which words may stand in it, so that a
// workbook colours whatever word comes to stand there.
func light(doc *report.Document) {
	all := families()
	for _, b := range doc.Blocks() {
		t, ok := b.(*report.Table)
		if !ok {
			continue
		}
		for i := range t.Columns {
			for _, words := range all {
				if speaks(t, i, words) {
					t.Columns[i].Lights = lightsOf(words)
					break
				}
			}
		}
	}
}

// speaks reports whether the column holds words of the family, in their tones.
func speaks(t *report.Table, column int, words map[string]report.Tone) bool {
	any := false
	for _, row := range t.Rows {
		if row.Kind == report.Section {
			continue
		}
		tone, ok := words[row.Cells[column].Text]
		if ok && tone != row.Cells[column].Tone {
			return false
		}
		any = any || ok
	}
	return any
}

func lightsOf(words map[string]report.Tone) []report.Light {
	var list []report.Light
	for _, word := range slices.Sorted(maps.Keys(words)) {
		list = append(list, report.Light{Text: word, Tone: words[word]})
	}
	slices.SortStableFunc(list, func(a, b report.Light) int { return cmp.Compare(a.Tone, b.Tone) })
	return list
}
