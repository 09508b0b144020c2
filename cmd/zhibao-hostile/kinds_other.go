//go:build !unix

package main

// specialKinds are left out where the system has no pipes and links.
func specialKinds() []kind { return nil }
