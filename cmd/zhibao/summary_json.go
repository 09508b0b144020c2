package main

import (
	"slices"
	"strings"

	"zhibao/pipeline"
	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/rule"
)

// summaryJSON has all that the screen shows, nothing cut.
func summaryJSON(p *pipeline.Project, s *pipeline.Summary) any {
	type unit struct {
		Unit  string `json:"unit"`
		Name  string `json:"name"`
		State string `json:"state"`
		File  string `json:"file,omitempty"`
	}
	units := []unit{}
	for _, u := range s.Units {
		units = append(units, unit{u.Unit.Code, u.Unit.NameAt(s.Period), string(u.State), u.File})
	}
	missing := s.Count(consolidate.Missing)
	levels, verdicts := map[string]int{}, map[string]int{}
	for _, level := range []rule.Severity{rule.Mandatory, rule.NearMandatory, rule.Verify, rule.Hint} {
		levels[level.String()] = s.Findings[level]
	}
	for _, v := range s.Verdicts {
		verdicts[string(v)]++
	}
	headline, lagging := []map[string]string{}, []map[string]string{}
	for _, h := range s.Told.Headline {
		headline = append(headline, stated("name", h.Name, "value", h.Value, "growth", h.Growth, "target", h.Target, "progress", h.Progress, "verdict", h.Verdict))
	}
	for _, l := range s.Told.Lagging {
		lagging = append(lagging, stated("name", l.Name, "owner", l.Owner, "growth", l.Growth, "gap", l.Gap, "deadline", l.Deadline, "verdict", l.Verdict))
	}
	out := map[string]any{
		"period": s.Period.String(), "folder": strings.TrimSuffix(shownFolder(s), "/"), "files": s.Files, "units": units,
		"counts": map[string]int{"due": len(units), "received": len(units) - missing, "accepted": s.Count(consolidate.Reported),
			"returned": s.Count(consolidate.Returned), "missing": missing},
		"findings_by_level": levels, "explained": s.Excused[rule.WasExplained], "granted": s.Excused[rule.WasGranted],
		"verdicts": verdicts, "headline": headline, "lagging": lagging, "behind": append([]pipeline.UnitStatus{}, s.Behind...),
		"findings": p.Findings(s.Open, s.Period, s.Times), "unchanged": s.Unchanged, "in_use": append([]string{}, s.InUse...), "next": nextStep(s), "exit_code": int(s.Code()),
	}
	if !s.Moment.IsZero() {
		out["as_of"] = s.Moment
	}
	return out
}

// stated are the pairs of names and texts that have a text.
func stated(pairs ...string) map[string]string {
	out := map[string]string{}
	for pair := range slices.Chunk(pairs, 2) {
		if pair[1] != "" {
			out[pair[0]] = pair[1]
		}
	}
	return out
}
