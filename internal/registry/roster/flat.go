package roster

import (
	"bytes"
	"encoding/json"
)

// Flat gives the entry as one JSON object with exactly the keys of FlatFields in their order; a text that is not stated is "",
// a number that is not stated is null.
func (e Entry) Flat() []byte {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, f := range FlatFields {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`"` + string(f) + `":`)
		b.Write(e.flatValue(f))
	}
	b.WriteByte('}')
	return b.Bytes()
}

func (e Entry) flatValue(f Field) []byte {
	switch f {
	case ContractMonths, InsuredMonths, AnnualPay:
		if _, ok := e.Int(f); !ok {
			return []byte("null")
		}
		return []byte(e.Get(f))
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(e.Get(f)); err != nil {
		return []byte(`""`)
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}
