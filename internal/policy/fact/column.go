package fact

import "yanzhen/internal/engine/column"

// Type gives the column type that holds f.
func (f Fact) Type() column.Type {
	switch f.Kind {
	case Bool:
		return column.Bool
	case Int:
		return column.Int
	case Double:
		return column.Double
	case Date:
		return column.Date
	case Texts:
		return column.List(column.Text)
	case Ints:
		return column.List(column.Int)
	case Dates:
		return column.List(column.Date)
	case Records:
		fields := make([]column.Field, len(f.Fields))
		for i, g := range f.Fields {
			fields[i] = column.Field{Name: g.Key, Type: g.Type()}
		}
		return column.List(column.Record(fields...))
	}
	return column.Text
}
