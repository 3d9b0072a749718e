package manuscript

import (
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"yanzhen/internal/base/fault"
)

// fresh is a new item of a list, to be filled in; what it lacks the check will ask for.
var fresh = map[string]string{
	"gates": "id: %s\ntext: {zh: 新条件, en: new condition}\ncites: 待填\nwhen: \"true\"",
	"tiers": "id: %s\ntext: {zh: 新的一档, en: new tier}\nyuan: 0",
}

// Add gives the text with a new item behind the one at path, of the same section: gates or tiers. Error: Invalid policy.text.not_here
// where the list stands in brackets or takes no new items here.
func (m *Manuscript) Add(section, path string) (string, error) {
	item, list := m.item(path)
	shape := fresh[section]
	if item == nil || shape == "" || list.Style&yaml.FlowStyle != 0 {
		return "", fault.Invalid.New("policy.text.not_here").On(path)
	}
	text := m.behind(item, fmt.Sprintf(shape, m.unused(section, list)))
	return text, m.grown(text, list, 1, path)
}

// behind gives the text with a new item on the lines behind another one, at its margin.
func (m *Manuscript) behind(item *yaml.Node, body string) string {
	margin := strings.Repeat(" ", indent(m.text[m.starts[item.Line-1]:]))
	end := m.lineEnd(m.lastLine(item))
	return m.text[:end] + "\n" + margin + "- " + strings.ReplaceAll(body, "\n", "\n"+margin+"  ") + m.text[end:]
}

// Drop gives the text without the item at path; comments above it stay. Error: Invalid policy.text.not_here where the list
// stands in brackets, and policy.text.last for the only item.
func (m *Manuscript) Drop(path string) (string, error) {
	item, list := m.item(path)
	switch {
	case item == nil || list.Style&yaml.FlowStyle != 0:
		return "", fault.Invalid.New("policy.text.not_here").On(path)
	case len(list.Content) == 1:
		return "", fault.Invalid.New("policy.text.last").On(path)
	}
	end := min(len(m.text), m.lineEnd(m.lastLine(item))+1)
	text := m.text[:m.starts[item.Line-1]] + m.text[end:]
	return text, m.grown(text, list, -1, path)
}

// item gives the item at path with the list it is in; nil when there is none.
func (m *Manuscript) item(path string) (item, list *yaml.Node) {
	i := strings.LastIndexByte(path, '/')
	if i < 0 {
		return nil, nil
	}
	list = m.find(path[:i])
	if list == nil || list.Kind != yaml.SequenceNode {
		return nil, nil
	}
	return child(list, path[i+1:]), list
}

// unused is an id that no item of the list has.
func (m *Manuscript) unused(section string, list *yaml.Node) string {
	for n := len(list.Content) + 1; ; n++ {
		id := strings.TrimSuffix(section, "s") + "_" + strconv.Itoa(n)
		if !strings.Contains(m.text, id) {
			return id
		}
	}
}

// grown makes sure that a text reads with so many more items and the rest of the list as it was.
func (m *Manuscript) grown(text string, list *yaml.Node, by int, path string) error {
	after, err := Read(text)
	if err == nil {
		if now := after.find(path[:strings.LastIndexByte(path, '/')]); now != nil && len(now.Content) == len(list.Content)+by {
			return nil
		}
	}
	return fault.Invalid.New("policy.text.not_here").On(path)
}

// Append gives the text with a new item, written without its dash and margin, at the end of a list. Error: Invalid policy.text.not_here where
// there is no list of lines there.
func (m *Manuscript) Append(path, item string) (string, error) {
	list := m.find(path)
	if list == nil || list.Kind != yaml.SequenceNode || list.Style&yaml.FlowStyle != 0 || len(list.Content) == 0 {
		return "", fault.Invalid.New("policy.text.not_here").On(path)
	}
	text := m.behind(list.Content[len(list.Content)-1], item)
	return text, m.grown(text, list, 1, path+"/0")
}
