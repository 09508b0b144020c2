package pipeline

import (
	"context"

	"zhibao/pipeline/ledger"
	"zhibao/pipeline/stat"
)

// reader is what a period is assembled from: the ledger as it stands, or as it
// stood after an earlier run.
type reader interface {
	LastRun(ctx context.Context, period stat.Period) (ledger.Run, bool, error)
	Received(ctx context.Context, period stat.Period) ([]ledger.Submission, error)
	Observations(ctx context.Context, period stat.Period) ([]stat.Observation, error)
	Events(ctx context.Context, period stat.Period) ([]ledger.Event, error)
	Item(ctx context.Context, period stat.Period, item string) ([]stat.Observation, error)
}

// whole is the ledger behind a reader, for what is asked of its whole history.
func whole(book reader) *ledger.Ledger {
	switch b := book.(type) {
	case *ledger.Ledger:
		return b
	case *ledger.View:
		return b.Ledger()
	}
	return nil
}
