package plan

import (
	"fmt"
	"strings"
)

// mostTiles bounds the rows and columns of a tile map: more are no picture on a page.
const mostTiles = 12

// checkTiles checks the tile map of the counties: every one has a place of its own, or
// none has any.
func (p *Plan) checkTiles(shown string) error {
	on, without := map[[2]int]string{}, ""
	places := p.namedUnits()
	for i := range p.Units {
		u := &p.Units[i]
		at := strings.TrimSuffix(places[i].path, ".aliases")
		problem := func(what, remedy string) error {
			return p.problem(shown, unitsFile, at+".tile", fmt.Sprintf("单位「%s」的 tile ", u.Name)+what, remedy)
		}
		switch {
		case u.Tile == nil && u.Kind != County:
			continue
		case u.Tile == nil:
			without = u.Name
			continue
		case u.Kind != County:
			return problem("用不上：方格图只画县市区", "请删去这一项。")
		case len(u.Tile) != 2:
			return problem(fmt.Sprintf("写了%d个数", len(u.Tile)), "请写成 tile: [行, 列]，例如 tile: [1, 2]。")
		case min(u.Tile[0], u.Tile[1]) < 1 || max(u.Tile[0], u.Tile[1]) > mostTiles:
			return problem(fmt.Sprintf("写成了[%d, %d]", u.Tile[0], u.Tile[1]), fmt.Sprintf("行和列都从1起，最大%d。", mostTiles))
		}
		tile := [2]int{u.Tile[0], u.Tile[1]}
		if on[tile] != "" {
			return problem(fmt.Sprintf("与「%s」相同，都是[%d, %d]", on[tile], tile[0], tile[1]), "请把其中一个改到空着的格子上。")
		}
		on[tile] = u.Name
	}
	if len(on) > 0 && without != "" {
		return p.problem(shown, unitsFile, "$.counties", fmt.Sprintf("县市区「%s」没有写 tile，其他县市区写了", without), "请给每个县市区都写 tile: [行, 列]；不要方格图的，全部删去。")
	}
	return nil
}
