package programme_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"yanzhen/internal/casework/programme"
	"yanzhen/internal/policy/pack"
	"yanzhen/packs"
)

// spoiled gives the pack of local experts with each text replaced by the next in one of its files.
func spoiled(t *testing.T, file string, replace ...string) *programme.Pack {
	t.Helper()
	files := fstest.MapFS{}
	for _, name := range []string{"programme.yaml", "cases.yaml"} {
		text, err := fs.ReadFile(packs.FS, "programmes/local_expert/"+name)
		if err != nil {
			t.Fatal(err)
		}
		if name == file {
			for i := 0; i+1 < len(replace); i += 2 {
				if !strings.Contains(string(text), replace[i]) {
					t.Fatalf("%s has no %q", name, replace[i])
				}
				text = []byte(strings.Replace(string(text), replace[i], replace[i+1], 1))
			}
		}
		files["local_expert/"+name] = &fstest.MapFile{Data: text}
	}
	p, err := programme.LoadOne(files, "local_expert", nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestWhatIsWrongWithAProgrammeIsToldWithItsPlace(t *testing.T) {
	for name, tc := range map[string]struct {
		replace []string
		key     string
	}{
		"another format":         {[]string{"programme@1", "programme@9"}, "programme.problem.format"},
		"another folder":         {[]string{"id: local_expert", "id: expert"}, "programme.problem.folder"},
		"no sample, no document": {[]string{"sample: true\naudience", "audience"}, "programme.problem.document"},
		"who cannot file":        {[]string{"[person, unit, village, peer]", "[person, friend]"}, "programme.problem.filer"},
		"nominated unasked":      {[]string{"consent: true", "consent: false"}, "programme.problem.consent"},
		"a policy that is none":  {[]string{"gates:\n", "policy: nowhere\ngates:\n"}, "programme.problem.no_policy"},
		"a fact that is none":    {[]string{"fact: employer.name", "fact: employer.nmae"}, "programme.problem.no_fact"},
		"proof of nothing":       {[]string{"proves: [skill.level]", "proves: [skill.lvl]"}, "programme.problem.no_fact"},
		"a field twice":          {[]string{"id: title, fact", "id: skill, fact"}, "programme.problem.twice"},
		"a field without a type": {[]string{"id: craft, type: line,", "id: craft,"}, "programme.problem.field_type"},
		"a field without a name": {[]string{"type: line, name: {zh: 非遗项目名称, en: Name of the craft}", "type: line"}, "programme.problem.field_name"},
		"choices of a text":      {[]string{"type: choice", "type: line"}, "programme.problem.choices"},
		"a rule that is none":    {[]string{"when: job.months_here >= 24", "when: job.months_here >= 'many'"}, "pack.problem.rule"},
		"a rule of the form":     {[]string{"least: 3", "least: 3, colour: red"}, "pack.problem.unknown_key"},
		"a seat that is none":    {[]string{"by: [unit]", "by: [mayor]"}, "programme.problem.seat"},
		"a keeper that is none":  {[]string{"keeper: office", "keeper: nobody"}, "programme.problem.seat"},
		"a vote of nobody":       {[]string{"members: 5, quorum: 4", "quorum: 4"}, "programme.problem.members"},
		"a quorum too large":     {[]string{"quorum: 4", "quorum: 6"}, "flow.check.quorum"},
		"a stage twice":          {[]string{"id: unit, name", "id: accept, name"}, "flow.check.id"},
		"a panel without rubric": {[]string{"kind: panel", "kind: check"}, "programme.problem.panel"},
		"one rater":              {[]string{"raters: 5", "raters: 1"}, "programme.problem.raters"},
		"hidden what is none":    {[]string{"hides: [name,", "hides: [shoes,"}, "programme.problem.hides"},
		"levels that fall":       {[]string{"mark: 6", "mark: 16"}, "programme.problem.criterion"},
		"a notice without stage": {[]string{"kind: notice, days: 5, upheld: joint", "kind: confer, by: [office], days: 5"}, "programme.problem.notice"},
		"shown what is none":     {[]string{"shows: [name,", "shows: [phone,"}, "programme.problem.shows"},
		"masked what is hidden":  {[]string{"masks: []", "masks: [craft]"}, "programme.problem.masks"},
		"nothing comes of it":    {[]string{"  title: {name: {zh: 本土专家（示例）, en: Local Expert (sample)}, months: 36, review_months: 12}", "  entitlements: []"}, "programme.problem.outcome"},
		"a paper of no stage":    {[]string{"kind: notice, stage: notice", "kind: notice, stage: never"}, "programme.problem.paper_stage"},
	} {
		t.Run(name, func(t *testing.T) {
			p := spoiled(t, "programme.yaml", tc.replace...)
			i := slices.IndexFunc(p.Problems, func(q pack.Problem) bool { return q.Key == tc.key && q.Grave })
			if i < 0 {
				t.Fatalf("got %v, want %s", p.Problems, tc.key)
			}
			for _, lang := range []string{"zh", "en"} {
				if said := p.Problems[i].Say(lang); said == "" || strings.Contains(said, "{") || strings.Contains(said, tc.key) {
					t.Errorf("said %q", said)
				}
			}
			if p.Problems[i].Line < 1 || p.Usable() {
				t.Errorf("line %d, usable %v", p.Problems[i].Line, p.Usable())
			}
		})
	}
}

func TestACaseThatComesOutOtherwiseIsTold(t *testing.T) {
	for name, tc := range map[string]struct {
		replace []string
		want    string // key, or key and what
	}{
		"a verdict":      {[]string{"expect: {gates: yes, faults: [], asked", "expect: {gates: no, faults: [], asked"}, "gates"},
		"a clause":       {[]string{"clauses: {works_here: no}", "clauses: {works_here: yes}"}, "clauses.works_here"},
		"a fault":        {[]string{"faults: [deeds], not_asked", "faults: [], not_asked"}, "faults"},
		"a field asked":  {[]string{"not_asked: [people_taught, craft]", "asked: [craft]"}, "asked.craft"},
		"a material":     {[]string{"materials: [deeds_proof]}", "materials: []}"}, "materials"},
		"a state":        {[]string{"state: refused", "state: passed"}, "state"},
		"a stage":        {[]string{"stage: unit", "stage: joint"}, "stage"},
		"a turn":         {[]string{"turn: [unit]", "turn: [office]"}, "turn"},
		"a day":          {[]string{"due: 2026-03-09}\n  - name: 一次", "due: 2026-03-10}\n  - name: 一次"}, "due"},
		"not refused":    {[]string{", refused: flow.ask.once", ""}, "refused"},
		"nobody":         {[]string{"person: zhou", "person: zhuo"}, "programme.problem.no_person"},
		"a fact of none": {[]string{"job.months_here: 12", "job.months: 12"}, "programme.problem.case_fact"},
		"a wrong move":   {[]string{"- {do: agree, seat: unit}\n      - {do: against", "- {do: agree, seat: hall}\n      - {do: against"}, "programme.problem.case_move"},
	} {
		t.Run(name, func(t *testing.T) {
			p := spoiled(t, "cases.yaml", tc.replace...)
			found := append(slices.Clone(p.Problems), p.RunCases()...)
			if !slices.ContainsFunc(found, func(q pack.Problem) bool { return q.Key == tc.want || q.Args["what"] == tc.want }) {
				t.Errorf("got %v, want %s", found, tc.want)
			}
		})
	}
}

func TestAPackWithoutCasesIsWrong(t *testing.T) {
	text, _ := fs.ReadFile(packs.FS, "programmes/local_expert/programme.yaml")
	p, err := programme.LoadOne(fstest.MapFS{"local_expert/programme.yaml": &fstest.MapFile{Data: text}}, "local_expert", nil)
	if err != nil || p.Usable() {
		t.Errorf("%v, usable %v", err, p.Usable())
	}
}
