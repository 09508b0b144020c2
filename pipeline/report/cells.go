package report

import (
	"fmt"
	"iter"
	"slices"
)

// Cells finds the cells of documents by id, in the first document that has the id.
type Cells []map[string]*Cell

// Find is the cell of an id.
func (c Cells) Find(id string) (Cell, bool) {
	for _, of := range c {
		if cell, ok := of[id]; ok {
			return *cell, true
		}
	}
	return Cell{}, false
}

// Of is the cell of an id; one without anything where there is none.
func (c Cells) Of(id string) Cell {
	cell, _ := c.Find(id)
	return cell
}

// With finds cells of others besides.
func (c Cells) With(others Cells) Cells { return append(c[:len(c):len(c)], others...) }

// IDs are the ids, sorted.
func (c Cells) IDs() []string {
	var ids []string
	for id := range c.All() {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// All are the cells by their ids, in no order.
func (c Cells) All() iter.Seq2[string, Cell] {
	return func(yield func(string, Cell) bool) {
		for _, of := range c {
			for id, cell := range of {
				if !yield(id, *cell) {
					return
				}
			}
		}
	}
}

// Cells returns every table cell that has an id. A second cell with the same id is an
// error of the composer.
func (d *Document) Cells() (Cells, error) {
	if d.sealed != nil {
		return d.sealed, nil
	}
	return d.index()
}

func (d *Document) index() (Cells, error) {
	count := 0
	d.eachCell(func(c *Cell) {
		if c.ID != "" {
			count++
		}
	})
	var err error
	cells := make(map[string]*Cell, count)
	d.eachCell(func(c *Cell) {
		if c.ID == "" {
			return
		}
		if _, twice := cells[c.ID]; twice && err == nil {
			err = fmt.Errorf("report: cell id %s stands twice", c.ID)
		}
		cells[c.ID] = c
	})
	if err != nil {
		return nil, err
	}
	return Cells{cells}, nil
}
