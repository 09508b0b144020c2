//go:build !windows

package main

// prepareConsole has nothing to do where terminals understand colour.
func prepareConsole() {}
