package registry

import (
	"reflect"
	"slices"
)

// Discreet gives the record with its sealed values as masks alone, for programs outside: neither the sealed form nor the
// blind index leaves the house.
func (r Record) Discreet() any {
	r.Data = discreet(r.Data)
	return r
}

// Discreet gives the dossier with every record discreet.
func (d Dossier) Discreet() any {
	d.Records = slices.Clone(d.Records)
	for i := range d.Records {
		d.Records[i].Data = discreet(d.Records[i].Data)
	}
	return d
}

// Discreet gives the desk with every record discreet.
func (d Desk) Discreet() any {
	for _, list := range []*[]Waiting{&d.Confirm, &d.Correct} {
		*list = slices.Clone(*list)
		for i := range *list {
			(*list)[i].Record.Data = discreet((*list)[i].Record.Data)
		}
	}
	return d
}

// discreet copies data with the masks of its secrets alone.
func discreet(d Data) Data {
	if d == nil {
		return nil
	}
	from := reflect.ValueOf(d).Elem()
	to := reflect.New(from.Type())
	to.Elem().Set(from)
	for i := range from.NumField() {
		if secret, ok := from.Field(i).Interface().(Secret); ok {
			to.Elem().Field(i).Set(reflect.ValueOf(Secret{Mask: secret.Mask}))
		}
	}
	return to.Interface().(Data)
}
