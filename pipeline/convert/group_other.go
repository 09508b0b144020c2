//go:build !unix

package convert

import "os/exec"

// together leaves the program as it is: elsewhere only the program itself is ended.
func together(*exec.Cmd) {}

func endAll(*exec.Cmd) {}
