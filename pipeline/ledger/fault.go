package ledger

import (
	"context"
	"errors"
	"strings"

	"zhibao/pipeline/fault"
)

// fault turns an error of the database into one for a person. What says what was
// being done; the cause decides the rest.
func (l *Ledger) fault(what string, err error) error {
	if err == nil {
		return nil
	}
	var known *fault.Fault
	if errors.As(err, &known) {
		return err
	}
	err = hidden{err, l.secret}
	if cause, remedy, known := l.engine.explain(err); known {
		return fault.Break(what+cause, l.where, remedy, err)
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fault.Break(what+"运行被中断，台账保持原样。", l.where, "请重新运行。", err)
	}
	return fault.Break(what+"台账读写失败。", l.where, "请按系统信息检查；仍不能解决时，请把以上信息发给维护人员。", err)
}

// hidden is an error that does not say the password, whatever a driver writes.
type hidden struct {
	error
	secret string
}

func (h hidden) Error() string {
	if h.secret == "" {
		return h.error.Error()
	}
	return strings.ReplaceAll(h.error.Error(), h.secret, "***")
}

func (h hidden) Unwrap() error { return h.error }
