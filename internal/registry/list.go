package registry

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/registry/code"
	"yanzhen/internal/store"
)

// profileLand names the columns that say where a profile lies.
var profileLand = authz.Columns{District: "district", Org: "org", Person: "person"}

// where gives the predicate of a filter on profile and of what the actor may do with its people. Days are written so that no index
// by day is taken: profile_by_codes holds everything asked, and a part of it is read faster than wide rows one by one.
func (f Filter) where(actor authz.Actor, action authz.Action, today civil.Date, args *[]any) string {
	parts := []string{authz.Where(actor, action, profileLand, args)}
	bind := func(condition string, value any) {
		*args = append(*args, value)
		parts = append(parts, strings.ReplaceAll(condition, "?", "$"+strconv.Itoa(len(*args))))
	}
	if f.District != "" {
		bind("district = ?", f.District)
	}
	for _, c := range coded {
		if values := c.asked(&f); len(values) > 0 {
			parts = append(parts, in(c.column, values, args))
		}
	}
	if employers := f.employers(args); employers != "" {
		parts = append(parts, "org IN ("+employers+")")
	}
	earliest, latest := ageBounds(f.AgeFrom, f.AgeTo, today)
	for _, by := range []struct {
		condition string
		day       civil.Date
	}{
		{"birth_date || '' >= ?", earliest}, {"birth_date <> '' AND birth_date || '' <= ?", latest},
		{"introduced_on || '' >= ?", f.Introduced.From}, {"introduced_on <> '' AND introduced_on || '' <= ?", f.Introduced.To},
	} {
		if !by.day.IsZero() {
			bind(by.condition, by.day.String())
		}
	}
	parts = append(parts, f.claims()...)
	for _, word := range store.SearchWords(f.Words) {
		bind(`search LIKE ? ESCAPE '\'`, "%"+likeEscape.Replace(word)+"%")
	}
	return strings.Join(parts, " AND ")
}

// source gives what to select from when all lines of the filter are wanted, and a condition to add: the index of pairs leads to those
// that hold the words, as where then makes sure.
func (f Filter) source(args *[]any) (from, where string) {
	var known []string
	for _, word := range store.SearchWords(f.Words) {
		known = append(known, pairsOf(word)...)
	}
	if len(known) == 0 {
		return "profile", ""
	}
	*args = append(*args, strings.Join(known, " "))
	return "profile_words($" + last(*args) + ") AS held CROSS JOIN profile", " AND doc = held.rowid"
}

var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// coded are the columns of codes in a list: what a filter asks of each, and what a line has.
var coded = [...]struct {
	column string
	asked  func(f *Filter) []string
	value  func(p *Profile) string
}{
	{"gender", func(f *Filter) []string { return f.Gender }, func(p *Profile) string { return p.Gender }},
	{"ethnicity", func(f *Filter) []string { return f.Ethnicity }, func(p *Profile) string { return p.Ethnicity }},
	{"political", func(f *Filter) []string { return f.Political }, func(p *Profile) string { return p.Political }},
	{"education", func(f *Filter) []string { return f.Education }, func(p *Profile) string { return p.Education }},
	{"degree", func(f *Filter) []string { return f.Degree }, func(p *Profile) string { return p.Degree }},
	{"title_level", func(f *Filter) []string { return f.TitleLevel }, func(p *Profile) string { return p.TitleLevel }},
	{"skill_level", func(f *Filter) []string { return f.SkillLevel }, func(p *Profile) string { return p.SkillLevel }},
	{"field", func(f *Filter) []string { return f.Field }, func(p *Profile) string { return p.Field }},
	{"town", func(f *Filter) []string { return f.Town }, func(p *Profile) string { return p.Town }},
	{"village", func(f *Filter) []string { return f.Village }, func(p *Profile) string { return p.Village }},
	{"org", func(f *Filter) []string { return f.Org }, func(p *Profile) string { return p.Org }},
	{"talent_class", func(f *Filter) []string { return f.TalentClass }, func(p *Profile) string { return p.TalentClass }},
}

// employers selects the organisations of the ownership and industry asked for, "" when none is; a parent code includes its children.
func (f Filter) employers(args *[]any) string {
	var parts []string
	if len(f.Ownership) > 0 {
		parts = append(parts, in("ownership", withChildren(code.Ownership, f.Ownership), args))
	}
	if len(f.Industry) > 0 {
		parts = append(parts, in("industry", withChildren(code.Industry, f.Industry), args))
	}
	if len(parts) == 0 {
		return ""
	}
	return "SELECT id FROM org WHERE " + strings.Join(parts, " AND ")
}

func withChildren(t *code.Table, codes []string) []string {
	var found []string
	for _, c := range codes {
		found = append(found, c)
		for _, child := range t.Children(c) {
			found = append(found, withChildren(t, []string{child.Code})...)
		}
	}
	return found
}

// claims are the conditions without values.
func (f Filter) claims() []string {
	conditions := map[string]string{
		"honoured=yes": "honours > 0", "honoured=no": "honours = 0", "evidence=yes": "evidence > 0", "evidence=no": "evidence = 0",
		"status=verified": "records > 0 AND verified = records", "status=declared": "verified < records", "status=refused": "refused > 0",
	}
	var parts []string
	for _, asked := range []string{"honoured=" + f.Honoured, "evidence=" + f.Evidence, "status=" + f.Status} {
		if c, ok := conditions[asked]; ok {
			parts = append(parts, c)
		}
	}
	return parts
}

// A sorting is an order of a list: the column, its direction, and its value in a row.
type sorting struct {
	column string
	down   bool
	value  func(*Profile) any
}

var sortings = map[Sort]sorting{
	ByName:       {"pinyin", false, func(p *Profile) any { return p.pinyin }},
	ByChange:     {"changed_at", true, func(p *Profile) any { return p.ChangedAt }},
	ByIntroduced: {"introduced_on", true, func(p *Profile) any { return p.IntroducedOn.String() }},
	ByEducation:  {"edu_rank", true, func(p *Profile) any { return p.eduRank }},
	ByBirth:      {"birth_date", false, func(p *Profile) any { return p.BirthDate.String() }},
}

// sorting gives the order of a sort, turned round if it says so.
func (s Sort) sorting() (sorting, bool) {
	name, turned := strings.CutPrefix(string(s), "-")
	by, ok := sortings[Sort(name)]
	by.down = by.down != turned
	return by, ok
}

// A cursor is the place after a row: its value in the order and its id.
type cursor struct {
	Sort  Sort   `json:"s"`
	Text  string `json:"t,omitempty"`
	Int   int64  `json:"n,omitempty"`
	After string `json:"a"`
}

func (c cursor) encode() string {
	b, _ := json.Marshal(c) // of strings and a number: never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

func decodeCursor(s string, sort Sort) (cursor, error) {
	var c cursor
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if err != nil || c.Sort != sort {
		return c, fault.Invalid.New("registry.list.cursor").On("after").From(err)
	}
	return c, nil
}

// Action of the question.
func (ListPeople) Action() authz.Action { return authz.PersonRead }

// Answer gives the page.
func (l ListPeople) Answer(ctx context.Context, q *door.Snapshot) (*People, error) {
	if l.Sort == "" {
		l.Sort = ByName
	}
	by, ok := l.Sort.sorting()
	if !ok {
		return nil, fault.Invalid.New("registry.list.sort").On("sort")
	}
	if l.Before != "" {
		by.down = !by.down // the nearest first
	}
	total, where, args, known, err := l.byRoll(ctx, q, by)
	if err == nil && !known {
		total, where, args, err = l.found(ctx, q)
	}
	if err != nil || total == 0 {
		return &People{}, err
	}
	page := &People{Total: total}
	place, err := l.place(by, &args)
	if err != nil {
		return nil, err
	}
	limit := limitOf(l.Limit, 50, 200)
	args = append(args, limit+1)
	direction := map[bool]string{true: " DESC", false: ""}[by.down]
	rows, err := all(ctx, q, scanProfile, `
		SELECT `+profileColumns+`
		FROM profile
		WHERE `+where+place+`
		ORDER BY `+by.column+direction+`, person`+direction+`
		LIMIT $`+last(args), args...)
	if err != nil {
		return nil, err
	}
	more := len(rows) > limit
	rows = rows[:min(limit, len(rows))]
	if l.Before != "" {
		slices.Reverse(rows)
	}
	page.Prev, page.Next = l.around(by, rows, more)
	for _, r := range rows {
		page.Rows = append(page.Rows, *r)
	}
	return page, nil
}

// few is up to how many lines are named one by one; see found.
const few = 1000

// found tells how many lines the filter leaves, and a condition with its values that gives them. A few are named by their docs, which the
// narrow indexes tell; of many it is the filter itself, and the page is read in the order asked, where the first ones come soon.
func (l ListPeople) found(ctx context.Context, q *door.Snapshot) (total int64, where string, args []any, err error) {
	where = l.where(q.Actor(), authz.PersonRead, civil.Of(q.Now()), &args)
	all := slices.Clone(args)
	from, held := l.source(&all)
	docs, err := docsWhere(ctx, q, from, where+held, all)
	if err != nil {
		return 0, "", nil, err
	}
	if len(docs) > few {
		err = q.QueryRow(ctx, `SELECT COUNT(*) FROM `+from+` WHERE `+where+held, all...).Scan(&total)
		return total, where, args, err
	}
	where, args = named(docs)
	return int64(len(docs)), where, args, nil
}

// docsWhere gives the docs of a few lines, and one more if they are many.
func docsWhere(ctx context.Context, q store.Q, from, where string, args []any) ([]int64, error) {
	return all(ctx, q, scanInt, `SELECT doc FROM `+from+` WHERE `+where+` LIMIT `+strconv.Itoa(few+1), args...)
}

// named gives a condition for some docs. It is filled up with a doc that never is, so that the statements are only two.
func named(docs []int64) (string, []any) {
	size := 60
	if len(docs) > size {
		size = few
	}
	args := make([]any, size)
	for i := range args {
		args[i] = int64(0)
		if i < len(docs) {
			args[i] = docs[i]
		}
	}
	return "doc IN " + tuples(1, size), args
}

// around gives the cursors of the pages before and after rows; more says that the way they were read goes on.
func (l ListPeople) around(by sorting, rows []*Profile, more bool) (prev, next string) {
	if len(rows) == 0 {
		return "", ""
	}
	back := l.Before != ""
	if back && more || !back && l.After != "" {
		prev = l.cursorAt(by, rows[0]).encode()
	}
	if back || more {
		next = l.cursorAt(by, rows[len(rows)-1]).encode()
	}
	return prev, next
}

func (l ListPeople) cursorAt(by sorting, row *Profile) cursor {
	c := cursor{Sort: l.Sort, After: row.Person}
	switch v := by.value(row).(type) {
	case string:
		c.Text = v
	case int64:
		c.Int = v
	}
	return c
}

// place gives the condition that a row comes after the cursor in the order read.
func (l ListPeople) place(by sorting, args *[]any) (string, error) {
	at := cmp.Or(l.Before, l.After)
	if at == "" {
		return "", nil
	}
	c, err := decodeCursor(at, l.Sort)
	if err != nil {
		return "", err
	}
	var value any = c.Text
	if _, isInt := by.value(&Profile{}).(int64); isInt {
		value = c.Int
	}
	*args = append(*args, value, c.After)
	n := len(*args)
	return fmt.Sprintf(" AND (%s, person) %s ($%d, $%d)", by.column, map[bool]string{true: "<", false: ">"}[by.down], n-1, n), nil
}

func limitOf(asked, usual, most int) int {
	if asked <= 0 {
		return usual
	}
	return min(asked, most)
}

func stream(ctx context.Context, q store.Q, actor authz.Actor, action authz.Action, today civil.Date, filter Filter, yield func(Dossier) error) error {
	type key struct{ district, person string }
	var last key
	for {
		var args []any
		where := filter.where(actor, action, today, &args)
		args = append(args, last.district, last.person)
		page, err := all(ctx, q, func(row store.Row) (key, error) {
			var k key
			err := row.Scan(&k.district, &k.person)
			return k, err
		}, fmt.Sprintf(`SELECT district, person FROM profile WHERE %s AND (district, person) > ($%d, $%d) ORDER BY district, person LIMIT 500`,
			where, len(args)-1, len(args)), args...)
		if err != nil || len(page) == 0 {
			return err
		}
		last = page[len(page)-1]
		for group := range slices.Values(byDistrict(page, func(k key) (string, string) { return k.district, k.person })) {
			dossiers, err := Dossiers(ctx, q, group.district, group.people)
			if err != nil {
				return err
			}
			for _, d := range dossiers {
				if err := yield(d); err != nil {
					return err
				}
			}
		}
	}
}

type districtGroup struct {
	district string
	people   []string
}

func byDistrict[K any](keys []K, parts func(K) (string, string)) []districtGroup {
	var groups []districtGroup
	for _, k := range keys {
		district, person := parts(k)
		if n := len(groups); n == 0 || groups[n-1].district != district {
			groups = append(groups, districtGroup{district: district})
		}
		g := &groups[len(groups)-1]
		g.people = append(g.people, person)
	}
	return groups
}
