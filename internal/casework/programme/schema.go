package programme

import (
	_ "embed"
	"slices"
)

//go:embed programme.schema.json
var schemaJSON []byte

//go:embed cases.schema.json
var casesSchemaJSON []byte

// Schema is the JSON Schema (2020-12) of programme.yaml, for editors. It follows from the structs of
// the format, as a test makes sure.
func Schema() []byte { return slices.Clone(schemaJSON) }

// CasesSchema is the JSON Schema of cases.yaml.
func CasesSchema() []byte { return slices.Clone(casesSchemaJSON) }
