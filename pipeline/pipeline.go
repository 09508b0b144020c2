// Package pipeline is the batch: workbooks in, official documents out. Run calls
// the stages in order; each is a plain function in a package of its own.
//
//	ingest       workbook → observations with source, and results
//	validate     observations (+ history) × rules → results
//	ledger       what was received, decided, superseded
//	consolidate  observations → official figures
//	evaluate     figures × plan × scheme → assessments
//	compose      assessments, results → the neutral report
//	reportxlsx, reportpdf   report → .xlsx, .pdf
//	workspace    publishing of the set of files
//
// The files of this package: pipeline.go the batch; project.go what a workspace
// loads; receive.go reading and judging the inputs; take.go what is read but once,
// and by several processes; judgement.go (mark.go) what is judged but once; unchanged.go the run that has nothing to do; archive.go the ledger and the contents it names;
// history.go and history_units.go earlier periods; total.go the consolidation of chosen units;
// official_earlier.go the rows that sentences compare with; practice.go 经验做法.txt;
// arrivals.go when files came, remind.go, quality.go and quality_year.go what follows from it;
// across.go the rules between units; vintage.go other files of the same period;
// verdicts.go everything the rules say, for the lint of the book;
// grants.go and explanations.go what a finding is excused by; findings.go the
// findings as JSON;
// projects.go the major projects of the report before; documents.go, reportfiles.go and files.go what is published,
// submission.go what goes to the higher authority; returns.go and copies.go what goes
// back to the units; fonts.go the fonts of a run;
// issue.go the blank workbooks, filling.go the page that goes with them; again.go, status.go and check.go the other
// commands; summary.go what a run tells; trace*.go from a printed figure to cells;
// past.go all versions of a figure; printing.go how a set of files is put in place and
// noted, sources.go what it is printed from; reprint.go and rerender.go what was printed earlier; diff*.go what changed
// since a run (asof.go the ledger as it was); official.go the tables that a higher authority made;
// verify*.go what was altered; close.go sign-off and closing.
//
// Below the stages lies the domain: fault (errors that end a run), stat (periods,
// quantities, observations), calendar (deadlines, working days), label (matching of words), method (formulas),
// yamlfile (strict reading of data files), plan, form, rule, report, xlsx (the strict
// reader of workbooks), csvbook (a form saved as .csv, read as a workbook) and
// convert (old workbooks through LibreOffice). pgtest starts a server for tests, peakmem watches a process for them. formxlsx writes the blank workbooks;
// official fills in the tables that a higher authority made; ooxml is what the writers of workbooks share.
//
// What may import what:
//
//	fault        std
//	stat         decimal
//	calendar     stat
//	label        x/text
//	method       stat
//	yamlfile     fault, decimal, goccy/go-yaml
//	plan         stat, label, method, yamlfile
//	form         plan
//	rule         form, label, expr
//	report       stat, decimal
//	words        report
//	xlsx         klauspost/compress
//	csvbook      xlsx, x/text
//	convert      std
//	pgtest       std
//	peakmem      std
//	ooxml        std
//	workspace    fault, flock, x/text, x/sys
//	ingest       xlsx, form, rule, label, decimal, x/text
//	validate     form, rule, method
//	ledger       stat, rule, fault, drivers, goose
//	consolidate  plan, rule, method
//	evaluate     consolidate, method
//	compose      consolidate, evaluate, rule, words, calendar
//	formxlsx     form, rule, ooxml, excelize
//	reportxlsx   report, ooxml, excelize
//	reportpdf    report, gofpdf, uniseg, x/text, klauspost/compress
//	official     report, xlsx, ooxml, label, excelize
//
// A package may also import whatever its imports import. imports_test.go holds
// this table against the code.
package pipeline

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"zhibao/pipeline/compose"
	"zhibao/pipeline/consolidate"
	"zhibao/pipeline/evaluate"
	"zhibao/pipeline/ledger"
	"zhibao/pipeline/rule"
	"zhibao/pipeline/stat"
)

// Run takes in what lies in the period's inputs and publishes the documents. The
// ledger keeps what was received; a second run with the same input changes nothing.
func Run(ctx context.Context, p *Project, period stat.Period) (*Summary, error) {
	if err := p.checkSubmission(period); err != nil {
		return nil, err
	}
	unlock, err := p.enter()
	if err != nil {
		return nil, err
	}
	defer unlock()
	key := p.runKey(period)
	if told := p.unchanged(ctx, period, key); told != nil {
		told.InUse = p.inUse(period)
		return told, nil
	}
	if err := p.checkOfficial(period); err != nil {
		return nil, err
	}
	fonts, err := p.findFonts()
	if err != nil {
		return nil, err
	}
	book, err := p.OpenLedger(ctx)
	if err != nil {
		return nil, err
	}
	defer book.Close()
	was, err := book.End(ctx)
	if err != nil {
		return nil, err
	}

	if err := p.confirm(ctx, book); err != nil {
		return nil, err
	}
	received, err := p.receive(ctx, book, period, fonts)
	if err != nil {
		return nil, err
	}
	if err := p.checkOpen(ctx, book, period, received.inputs); err != nil {
		return nil, err
	}
	p.Progress(stageKeep, 0, 1)
	if _, err := book.RecordEach(ctx, received.run(p), received.submissions()); err != nil {
		return nil, err
	}
	p.Progress(stageKeep, 1, 1)
	received.letGo()
	told, err := p.publish(ctx, book, period, received, fonts)
	if err != nil {
		return nil, err
	}
	p.noteRun(ctx, book, received, key, was, told)
	told.InUse = p.inUse(period)
	return told, nil
}

// enter takes the workspace's lock and mends what a broken run left.
func (p *Project) enter() (unlock func() error, err error) {
	if unlock, err = p.Workspace.Lock(); err != nil {
		return nil, err
	}
	if err = p.Workspace.Recover(); err != nil {
		return nil, errors.Join(err, unlock())
	}
	return unlock, nil
}

// begin enters and finds the fonts, so that a run that cannot print ends before it
// reads anything.
func (p *Project) begin() (unlock func() error, fonts *fontSet, err error) {
	if unlock, err = p.enter(); err != nil {
		return nil, nil, err
	}
	if fonts, err = p.findFonts(); err != nil {
		return nil, nil, errors.Join(err, unlock())
	}
	return unlock, fonts, nil
}

// publish makes the documents of a period from the ledger and what was received.
func (p *Project) publish(ctx context.Context, book *ledger.Ledger, period stat.Period, in *received, fonts *fontSet) (told *Summary, err error) {
	p.Progress(stageJudge, 0, 1)
	result, err := p.assemble(ctx, book, period, in)
	if err != nil {
		return nil, err
	}
	in.reported()
	if err := p.checkClosedContent(ctx, book, period, result.Input); err != nil {
		return nil, err
	}
	p.Progress(stageJudge, 1, 1)
	spool := p.Workspace.Spool()
	defer func() { err = errors.Join(err, spool.Close()) }()
	files, err := p.documents(ctx, result, in, fonts, spool)
	if err != nil {
		return nil, err
	}
	copies, err := p.returns(ctx, book, in, result.Results, spool)
	if err != nil {
		return nil, err
	}
	files = append(files, copies...)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := p.publishFiles(ctx, book, in, files, fonts); err != nil {
		return nil, err
	}
	return summarise(p, period, result, files), nil
}

// Assembled is everything a period's documents are made from.
type Assembled struct {
	compose.Input
	Observations []stat.Packed
	Times        map[string]string // file → when it was reported, as a date or time
	Judged       evaluate.Input    // what Evaluated was made from
	Told         compose.Told      // from the report, once it is composed
}

// assemble consolidates and evaluates what the ledger holds.
func (p *Project) assemble(ctx context.Context, book reader, period stat.Period, in *received) (*Assembled, error) {
	observations, err := book.Packed(ctx, period)
	if err != nil {
		return nil, err
	}
	p.working(stageJudge, "各单位数据汇总")
	figures, results := consolidate.Consolidate(consolidate.Input{
		Plan: p.Plan, Rules: p.Rules, Period: period, Units: in.states(p), Observations: observations,
	})
	p.working(stageJudge, "往期数据")
	past, err := p.remember(ctx, book, in)
	if err != nil {
		return nil, err
	}
	p.working(stageJudge, "单位之间的审核")
	between, passed, err := p.across(ctx, book, period, past, byItem(observations))
	if err != nil {
		return nil, err
	}
	all := in.results()
	recorded := slices.Collect(all.Findings())
	all = slices.Concat(all, rule.Listed(results, between))
	all.Sort()
	earlier, err := p.earlierProjects(ctx, book, period)
	if err != nil {
		return nil, err
	}
	rows, err := p.officialEarlier(ctx, book, period)
	if err != nil {
		return nil, err
	}
	judged := evaluate.Input{
		Plan: p.Plan, Figures: figures, History: p.officialHistory(past.known, period), Units: past.units(period), Earlier: earlier, EarlierRow: rows,
	}
	p.working(stageJudge, "对照方案评价")
	evaluated, err := evaluate.Evaluate(judged)
	if err != nil {
		return nil, err
	}
	p.working(stageJudge, "报送质量和催报")
	sent, err := p.sent(ctx, book, in)
	if err != nil {
		return nil, err
	}
	moment, why := p.moment(in)
	reminder, err := p.reminder(ctx, book, sent, moment, why)
	if err != nil {
		return nil, err
	}
	year, err := p.yearQuality(ctx, book, sent, moment)
	if err != nil {
		return nil, err
	}
	times, err := eventTimes(ctx, book, period, in.arrived())
	if err != nil {
		return nil, err
	}
	before, err := p.before(ctx, book, period)
	if err != nil {
		return nil, err
	}
	events, err := book.Events(ctx, period)
	if err != nil {
		return nil, err
	}
	composed := compose.Input{
		Plan: p.Plan, Figures: figures, Evaluated: evaluated, Results: all, Passed: in.passed() + passed, Recorded: recorded, Before: before, RuleNames: p.ruleNames(),
		Texts: p.Templates, Paper: p.Settings.paper(period), Versions: p.versionTexts(),
		Quality: p.quality(sent, moment), Year: year, Reminder: reminder, Kind: p.Forms.Kinds.Of(period), Explains: p.Rules.Explains,
		Next: p.upcoming(period), Names: p.Settings.Print.Names,
	}
	if composed.Practice, err = p.practice(period); err != nil {
		return nil, err
	}
	if composed.Arrived, err = p.arrivedBy(ctx, book, period, in); err != nil {
		return nil, err
	}
	composed.FormCodes = p.formCodes()
	last, err := issued(events, composed)
	composed.Draft = last == nil
	if last != nil {
		composed.Paper.Signer = cmp.Or(p.Settings.Papers[period.String()].Signer, last.Name)
	}
	return &Assembled{Observations: observations, Times: times, Judged: judged, Input: composed}, err
}

// Outputs that run owns in a period's folder: everything but what template writes and
// what report --as-of hands out.
var runOwns = []string{"*", "!" + issuedFolder, "!" + pastFolder}

// Folders of other commands than run.
const (
	issuedFolder = "下发" // the blank workbooks of template
	pastFolder   = "历史" // what was printed earlier
)
