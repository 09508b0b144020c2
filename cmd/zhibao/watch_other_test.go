//go:build !(linux && amd64)

package main

// watched is for Linux alone.
func watched() { panic("zhibao-watched: only on Linux") }
