// Package zhibao holds what a new workspace is made from: the plan as data and a
// commented configuration. The program lives in cmd/zhibao, its map in pipeline.
package zhibao

import "embed"

// Seed is the plan and configuration that zhibao init lays out.
//
//go:embed zhibao.yaml inputs/plan/*.yaml
var Seed embed.FS
