package pipeline

import (
	"context"
	"slices"
	"time"

	"zhibao/pipeline/ledger"
	"zhibao/pipeline/stat"
)

// reader is what a period is assembled from: the ledger as it stands, or as it
// stood after an earlier run.
type reader interface {
	LastRun(ctx context.Context, period stat.Period) (ledger.Run, bool, error)
	Received(ctx context.Context, period stat.Period) ([]ledger.Submission, error)
	Observations(ctx context.Context, period stat.Period) ([]stat.Observation, error)
	Packed(ctx context.Context, period stat.Period) ([]stat.Packed, error)
	Events(ctx context.Context, period stat.Period) ([]ledger.Event, error)
	Item(ctx context.Context, period stat.Period, item string) ([]stat.Observation, error)
	Periods(ctx context.Context) ([]stat.Period, error)
	Versions(ctx context.Context, period stat.Period) ([]ledger.Version, error)
	Contacts(ctx context.Context, until stat.Period) (map[string]ledger.Contact, error)
	ReportedOn(ctx context.Context, period stat.Period, item string, measure stat.Measure) (map[string]string, error)
	Vintages(ctx context.Context, period stat.Period) ([]stat.Packed, error)
	Before(ctx context.Context, period stat.Period) (ledger.Run, []ledger.Submission, bool, error)
}

// bygone is the ledger as it stood after a run, with the decisions up to a moment.
type bygone struct {
	*ledger.View
	until time.Time // zero: all
}

// Events returns the decisions about a period that had been taken by then.
func (b bygone) Events(ctx context.Context, period stat.Period) ([]ledger.Event, error) {
	events, err := b.View.Events(ctx, period)
	return slices.DeleteFunc(events, func(e ledger.Event) bool { return !b.until.IsZero() && e.At.After(b.until) }), err
}
