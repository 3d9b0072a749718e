package intake

import (
	"context"
	"iter"

	"yanzhen/internal/district"
	"yanzhen/internal/door"
	"yanzhen/internal/file"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/registry/roster"
)

// A Desk is where files are taken in and given out: the door, the vault the files lie in, and what the district
// calls its places and industries. The keys of the registry travel in the context; see registry.WithRing.
type Desk struct {
	Door     *door.Door
	Vault    *file.Vault
	Regions  *code.Regions      // nil leaves towns and villages out
	District *district.District // nil leaves industries as the file writes them
}

// industryKey gives the key of an industry that the district names so, or the text itself.
func (d *Desk) industryKey(text string) string {
	if d.District != nil {
		for _, i := range d.District.Industries {
			if k := code.Key(text); k == code.Key(i.Zh) || k == code.Key(i.En) || text == i.Key {
				return i.Key
			}
		}
	}
	return text
}

// industryName gives the Chinese name of an industry, or the text itself.
func (d *Desk) industryName(key string) string {
	if d.District != nil {
		for _, i := range d.District.Industries {
			if i.Key == key {
				return i.Zh
			}
		}
	}
	return key
}

// open opens the roster of an import as it lies in the vault.
func (d *Desk) open(i *Import) (*roster.Source, func(), error) {
	content, err := d.Vault.Open(i.Sum)
	if err != nil {
		return nil, nil, err
	}
	src, err := roster.Read(i.Name, content, content.Size())
	if err != nil {
		_ = content.Close()
		return nil, nil, err
	}
	src.Regions = d.Regions
	return src, func() { _ = src.Close(); _ = content.Close() }, nil
}

// A stream is the rows of an import, which may be read again.
type stream struct {
	rows  iter.Seq2[roster.Row, error]
	close func()
	count func() (int64, error) // how many rows there are
	form  *appointment          // what its one row was read from; nil for a roster
}

// read opens the rows of an import as its plan says.
func (d *Desk) read(ctx context.Context, i *Import) (*stream, error) {
	if i.Format != Roster {
		return d.readForm(ctx, i)
	}
	src, done, err := d.open(i)
	if err != nil {
		return nil, err
	}
	table, err := tableOf(src, i.Plan.Sheet)
	if err != nil {
		done()
		return nil, err
	}
	table.Remap(i.Plan.Mapping())
	return &stream{rows: table.Rows(), close: done, count: table.Count}, nil
}
