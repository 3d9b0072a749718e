package kit

import (
	"context"
	"io"
	"maps"
	"strconv"

	"github.com/a-h/templ"
)

// A Form posts a command. Its fields are its children.
type Form struct {
	ID     string // unique on the page, letters and dashes; "form" if empty
	Action string
	Submit string // label of the button
	Icon   string // of the button
	Cancel Link   // beside the button; none without URL
	Files  bool   // has file fields
	Danger bool   // the button is red
	Plain  bool   // no card around it, no sections
	Note   string // beside the button, such as who may see what is entered
	Hidden map[string]string
	Attrs  templ.Attributes // such as hx-post
	Also   []Submit         // further buttons behind the first
}

// A Submit is a further button of a form; it sends do=Value.
type Submit struct{ Value, Label, Icon string }

// A Field is one entry of a form.
type Field struct {
	Name     string // as in the json tag of the command; "address.town" for what is nested
	Label    string
	Hint     string   // below the field
	Value    string   // shown unless the reader already entered something
	Values   []string // of fields with several choices
	Required bool
	Span     int    // of three columns: 1 if 0
	Type     string // of Input: text if empty; email, tel, search, number, password
	Unit     string // behind the entry: 元, 人
	Max      int    // characters
	Complete string // autocomplete token of HTML
	Example  string // placeholder
	Locked   bool   // shown but not to be changed
	Data     bool   // Label is data, such as a fact's name of the district
	Attrs    templ.Attributes
}

// An Option of a choice. Label may be marked by Data.
type Option struct{ Value, Label string }

// FormBox draws f around its fields. A form that failed shows, above its fields, what must be mended, with a
// link to each.
func FormBox(f Form) templ.Component {
	if f.ID == "" {
		f.ID = "form"
	}
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		fields := templ.GetChildren(ctx)
		ctx = context.WithValue(templ.ClearChildren(ctx), formIDKey{}, f.ID)
		return formBox(f).Render(templ.WithChildren(ctx, fields), w)
	})
}

func (f Field) span() string { return "span-" + strconv.Itoa(max(1, f.Span)) }

// about are the attributes every entry of a field has.
func (f Field) about(ctx context.Context) templ.Attributes {
	attrs := templ.Attributes{"id": fieldID(ctx, f.Name), "name": f.Name}
	if described := f.describedBy(ctx); described != "" {
		attrs["aria-describedby"] = described
	}
	if f.Required {
		attrs["aria-required"] = "true"
	}
	if faultOf(ctx, f.Name) != "" {
		attrs["aria-invalid"] = "true"
	}
	if f.Max > 0 {
		attrs["maxlength"] = strconv.Itoa(f.Max)
	}
	for name, value := range map[string]string{"autocomplete": f.Complete, "placeholder": f.Example} {
		if value != "" {
			attrs[name] = value
		}
	}
	if f.Locked {
		attrs["readonly"] = true
	}
	maps.Copy(attrs, f.Attrs)
	return attrs
}

func (f Field) describedBy(ctx context.Context) string {
	ids := ""
	if faultOf(ctx, f.Name) != "" {
		ids = fieldID(ctx, f.Name) + "-fault"
	}
	if f.Hint != "" {
		if ids != "" {
			ids += " "
		}
		ids += fieldID(ctx, f.Name) + "-hint"
	}
	return ids
}

func (f Field) values() []string {
	if f.Values == nil && f.Value != "" {
		return []string{f.Value}
	}
	return f.Values
}

func (f Field) date() Field {
	f.Type, f.Max = "text", 10
	if f.Example == "" {
		f.Example = "2026-05-01"
	}
	attrs := templ.Attributes{"inputmode": "numeric", "pattern": `\d{4}-\d{1,2}-\d{1,2}`}
	maps.Copy(attrs, f.Attrs)
	f.Attrs = attrs
	return f
}
