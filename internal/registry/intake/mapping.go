package intake

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v3"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/i18n"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/registry/roster"
)

// maxMapping bounds a mapping file, in bytes.
const maxMapping = 1 << 20

// ReadMapping reads a mapping file: YAML or JSON, one title of a column a line and the field it is read as, by its key or by its words in
// either language ("拿手活儿: speciality", "拿手活儿: 特长"); "-" keeps a column out. No path gives no mapping.
// Errors: Missing "intake.file.absent"; Invalid "intake.mapping.…".
func ReadMapping(path string) (map[string]roster.Field, error) {
	if path == "" {
		return nil, nil
	}
	name := filepath.Base(path)
	f, err := os.Open(path)
	if err != nil {
		return nil, fault.Missing.New("intake.file.absent").With("file", name).From(err)
	}
	defer f.Close()
	var lines map[string]string
	if err := yaml.NewDecoder(io.LimitReader(f, maxMapping)).Decode(&lines); err != nil && !errors.Is(err, io.EOF) {
		return nil, fault.Invalid.New("intake.mapping.unreadable").With("file", name).From(err)
	}
	mapping := map[string]roster.Field{}
	for title, text := range lines {
		field, ok := fieldNamed(text)
		if !ok {
			return nil, fault.Invalid.New("intake.mapping.field").With("title", title).With("field", text)
		}
		mapping[title] = field
	}
	return mapping, nil
}

// fieldNamed finds the field that text means: its key, or its words in either language.
func fieldNamed(text string) (roster.Field, bool) {
	zh, en := i18n.WithLang(context.Background(), i18n.Zh), i18n.WithLang(context.Background(), i18n.En)
	for _, f := range ColumnFields {
		if key := code.Key(text); text == string(f) || key == code.Key(FieldName(zh, f)) || key == code.Key(FieldName(en, f)) {
			return f, true
		}
	}
	return "", false
}
