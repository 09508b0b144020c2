//go:build !unix

package xlsx

import "errors"

func makePipe(string) error { return errors.ErrUnsupported }
