package intake

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"yanzhen/internal/audit"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/document/lrm"
	"yanzhen/internal/door"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
)

const forms = "../../document/lrm/testdata/"

// dossiers gives everyone, by name.
func (d desk) dossiers() map[string]registry.Dossier {
	d.t.Helper()
	all := map[string]registry.Dossier{}
	check(d.t, d.Door.DB.Snapshot(d.ctx, func(q store.Q) error {
		return registry.Stream(d.ctx, q, office, authz.PersonRead, civil.Of(today), registry.Filter{District: zhengxiang}, func(p registry.Dossier) error {
			all[p.Person.Name] = p
			return nil
		})
	}))
	return all
}

func (d desk) form(person string, f Format) []byte {
	d.t.Helper()
	var b bytes.Buffer
	_, err := d.ExportForm(d.ctx, office, FormExport{zhengxiang, person, f, "for the commission"}, &b)
	check(d.t, err)
	return b.Bytes()
}

// write puts content into a file of its own folder and gives its path.
func (d desk) write(name string, content []byte) string {
	d.t.Helper()
	path := filepath.Join(d.t.TempDir(), name)
	check(d.t, os.WriteFile(path, content, 0o600))
	return path
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	check(t, err)
	return b
}

func TestAFormGoesInAndOutWithoutChangingAnything(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		path := forms + "林雪雁.lrmx"
		if r := d.take(path); r.Created != 1 || r.Rejected != 0 || len(r.Files[0].Reasons) != 0 {
			t.Fatalf("%+v", r)
		}
		p := d.only()
		for field, want := range map[string]any{"name": "林雪雁", "id_number": "43040819900304998X", "birth_date": "1990-03-04", "political_status": "中共党员",
			"education_level": "硕士研究生", "degree": "硕士", "school": "中南大学", "major": "内科学", "title": "主治医师", "title_level": "中级",
			"employer": "衡阳市蒸湘区人民医院", "post": "内科副主任", "speciality": "心血管内科 & 急救"} {
			if p[field] != want {
				t.Errorf("%s: %v, want %v", field, p[field], want)
			}
		}
		before := d.dossiers()["林雪雁"]
		out := d.form(before.Person.ID, LRMX)
		if !bytes.Equal(out, read(t, path)) {
			t.Error("the form came out changed")
		}
		if r := d.take(d.write("again.lrmx", out)); r.Unchanged != 1 || r.Conflicts != 0 {
			t.Errorf("taken in again: %+v", r)
		}
		after := d.dossiers()["林雪雁"]
		if after.Person.Version != before.Person.Version || len(after.Records) != len(before.Records) {
			t.Errorf("%d records became %d", len(before.Records), len(after.Records))
		}
	})
}

func TestTheFamilyOfAFormIsSealed(t *testing.T) {
	d := newDesk(t, dbtest.New(t))
	d.take(forms + "林雪雁.lrmx")
	var relations []string
	for _, r := range d.dossiers()["林雪雁"].Records {
		if h, ok := r.Data.(*registry.Household); ok {
			relations = append(relations, h.Relation)
			open, err := registry.OpenSecrets(d.ctx, r)
			check(t, err)
			if h.Relation == "11" && (open["name"] != "周衡生" || open["birth_date"] != "1988-11" || h.Political != "01" || open["work"] != "衡阳市蒸湘区第一中学教师") {
				t.Errorf("husband %v %+v", open, h)
			}
			if text := fmt.Sprintf("%+v", r.Data); strings.Contains(text, "衡生") || strings.Contains(text, "第一中学") || strings.Contains(text, "林建国") {
				t.Errorf("a name stands in clear: %s", text)
			}
		}
	}
	if slices.Sort(relations); !slices.Equal(relations, []string{"11", "30", "51"}) {
		t.Errorf("relations %v", relations)
	}
}

// TestADecisionIsWrittenOverTheForm takes a newer post from a roster; the form that goes out says it, and everything else, photo and
// elements nobody here knows included, as it came.
func TestADecisionIsWrittenOverTheForm(t *testing.T) {
	d := newDesk(t, dbtest.New(t))
	d.take(forms + "林雪雁.lrmx")
	r := d.take(d.sheet("new.csv", header, "林雪雁,43040819900304998X,汉族,13800001111,衡阳市蒸湘区人民医院,内科主任,90000"))
	if r.Conflicts != 1 || d.decideAll(Theirs) != 1 {
		t.Fatalf("%+v", r)
	}
	person := d.dossiers()["林雪雁"].Person.ID
	out := d.form(person, LRMX)
	want := bytes.Replace(read(t, forms+"林雪雁.lrmx"), []byte("<XianRenZhiWu>衡阳市蒸湘区人民医院内科副主任<"), []byte("<XianRenZhiWu>衡阳市蒸湘区人民医院内科主任<"), 1)
	if !bytes.Equal(out, want) {
		t.Errorf("the form is\n%s\nwant\n%s", out, want)
	}
	if again := d.take(d.write("again.lrmx", out)); again.Unchanged != 1 || again.Conflicts != 0 {
		t.Errorf("taken in again: %+v", again)
	}
}

func TestAFormThatSaysSomethingElseIsAConflict(t *testing.T) {
	d := newDesk(t, dbtest.New(t))
	d.take(forms + "林雪雁.lrmx")
	other := bytes.Replace(read(t, forms+"林雪雁.lrmx"), []byte("副主任</XianRenZhiWu>"), []byte("主任</XianRenZhiWu>"), 1)
	if r := d.take(d.write("other.lrmx", other)); r.Conflicts != 1 || r.Updated != 1 { // updated: another form is kept
		t.Errorf("%+v", r)
	}
	if p := d.only(); p["post"] != "内科副主任" {
		t.Errorf("the post was overwritten: %v", p["post"])
	}
}

func TestAnOlderFormFindsItsPerson(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		path := forms + "周衡生.lrm"
		r := d.take(path)
		if r.Rejected != 1 || r.Files[0].Rejects[0].Reasons[0].Code != formWithoutID {
			t.Fatalf("nobody is known yet: %+v", r)
		}
		named := d.write("周衡生"+number("19881107", 1)+".lrm", read(t, path))
		if r := d.take(named); r.Created != 1 {
			t.Fatalf("the name of the file carries the number: %+v", r)
		}
		person := d.dossiers()["周衡生"]
		out := d.form(person.Person.ID, LRM)
		if !bytes.Equal(out, read(t, path)) {
			t.Error("the form came out changed")
		}
		if r := d.take(path); r.Unchanged != 1 || r.Conflicts != 0 {
			t.Errorf("found by name, gender and month: %+v", r)
		}
		if after := d.dossiers()["周衡生"]; after.Person.Version != person.Person.Version {
			t.Error("the dossier changed")
		}
		d.take(d.sheet("namesake.csv", header, "周衡生,"+number("19881120", 1)+",汉族,,甲公司,工人,"))
		if r := d.take(path); r.Rejected != 1 {
			t.Errorf("a namesake born the same month leaves it open: %+v", r)
		}
	})
}

// The name of a form carries the identity number of its person; nothing that is kept of the form does, in clear.
func TestTheNumberInTheNameOfAFormIsSealed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		number := number("19881107", 1)
		if r := d.take(d.write("周衡生"+number+".lrm", read(t, forms+"周衡生.lrm"))); r.Created != 1 {
			t.Fatalf("the name carries the number: %+v", r)
		}
		var names int
		check(t, db.Snapshot(d.ctx, func(q store.Q) error {
			for _, from := range []string{`SELECT name || source || CAST(mapping AS TEXT) FROM import`, `SELECT name FROM file`,
				`SELECT source_name || source_ref || origins FROM record`, `SELECT detail FROM audit_entry`} {
				rows, err := q.Query(d.ctx, from)
				if err != nil {
					return err
				}
				defer rows.Close()
				for rows.Next() {
					var text string
					check(t, rows.Scan(&text))
					if strings.Contains(text, number) {
						t.Errorf("%s gives %s", from, text)
					}
					if strings.Contains(text, "周衡生"+number[:4]) {
						names++
					}
				}
				check(t, rows.Err())
				rows.Close()
			}
			return nil
		}))
		if names < 3 {
			t.Errorf("the masked name stands in %d places, so the search above saw nothing", names)
		}
	})
}

// TestEveryDossierPrintsAFormThatSaysNothingNew makes forms of people from the rosters, who never had one.
func TestEveryDossierPrintsAFormThatSaysNothingNew(t *testing.T) {
	d := newDesk(t, dbtest.New(t))
	d.take(rosters+"企业人才登记表.xlsx", rosters+"在衡高校人才.csv")
	var paths []string
	for _, p := range d.dossiers() {
		if len(paths) == 60 {
			break
		}
		for _, f := range []Format{LRMX, LRM} {
			name := "form." + string(f)
			if f == LRM {
				number, err := registry.OpenNumber(d.ctx, p.Person)
				check(t, err)
				name = number + name
			}
			paths = append(paths, d.write(name, d.form(p.Person.ID, f)))
		}
	}
	before := d.exported(JSONL)
	if r := d.take(paths...); r.Unchanged != int64(len(paths)) || r.Conflicts != 0 {
		t.Errorf("%+v, %d conflicts", r.Counts, r.Conflicts)
	}
	if !bytes.Equal(d.exported(JSONL), before) {
		t.Error("the dossiers changed")
	}
}

func TestAFormMadeHereSaysWhatTheDossierSays(t *testing.T) {
	d := newDesk(t, dbtest.New(t))
	d.take(d.sheet("a.csv", "姓名,身份证号码,民族,政治面貌,入党时间,工作单位,现任职务,全日制教育学历,全日制教育学位,全日制教育毕业院校,全日制教育专业,专业技术职务",
		"林小满,"+number("19900304", 1)+",土家族,中共党员,2011.06,衡阳市蒸湘区人民医院,护士长,大学,医学学士,南华大学,护理学,主管护师"))
	form, err := lrm.ParseXML(bytes.NewReader(d.form(d.dossiers()["林小满"].Person.ID, LRMX)))
	check(t, err)
	for field, want := range map[lrm.Field]string{lrm.Name: "林小满", lrm.Sex: "男", lrm.Born: "199003", lrm.Ethnicity: "土家族", lrm.PartySince: "201106",
		lrm.FullLevel: "大学本科", lrm.FullDegree: "学士", lrm.FullSchool: "南华大学护理学专业", lrm.Title: "主管护师", lrm.Post: "衡阳市蒸湘区人民医院护士长",
		lrm.IDNumber: number("19900304", 1)} {
		if got := form.Get(field); got != want {
			t.Errorf("%s: %q, want %q", field, got, want)
		}
	}
}

func TestWhoMayTakeAForm(t *testing.T) {
	d := newDesk(t, dbtest.New(t))
	d.take(forms + "林雪雁.lrmx")
	person := d.dossiers()["林雪雁"].Person.ID
	unit := authz.Actor{Account: "u", Via: "web", Grants: []authz.Grant{{Role: authz.Unit, District: zhengxiang, Org: "another"}}}
	for name, tc := range map[string]struct {
		by   authz.Actor
		ask  FormExport
		want fault.Kind
	}{
		"nobody without a reason":   {office, FormExport{zhengxiang, person, LRMX, " "}, fault.Invalid},
		"no other format":           {office, FormExport{zhengxiang, person, XLSX, "r"}, fault.Invalid},
		"nobody who is not there":   {office, FormExport{zhengxiang, "01", LRMX, "r"}, fault.Missing},
		"no unit of another":        {unit, FormExport{zhengxiang, person, LRMX, "r"}, fault.Missing},
		"no auditor: it unmasks":    {authz.System("cli", authz.Auditor, zhengxiang), FormExport{zhengxiang, person, LRMX, "r"}, fault.Denied},
		"no department: not a list": {authz.System("cli", authz.Department, zhengxiang), FormExport{zhengxiang, person, LRMX, "r"}, fault.Denied},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			if _, err := d.ExportForm(d.ctx, tc.by, tc.ask, &out); !errors.Is(err, tc.want) || out.Len() > 0 {
				t.Errorf("got %v and %d bytes, want %s", err, out.Len(), tc.want)
			}
		})
	}
	d.form(person, LRMX)
	auditor := authz.System("cli", authz.Auditor, zhengxiang)
	var entries []audit.Entry
	check(t, d.Door.DB.Snapshot(d.ctx, func(q store.Q) (err error) {
		entries, err = audit.List(d.ctx, q, auditor, audit.Query{Subject: "person/" + person})
		return err
	}))
	if !slices.ContainsFunc(entries, func(e audit.Entry) bool {
		return e.Outcome == audit.Done && e.Detail["form"] == "lrmx" && e.Detail["reason"] == "for the commission"
	}) {
		t.Errorf("the log does not tell: %+v", entries)
	}
}

func TestADamagedFormIsToldAndKeepsNothing(t *testing.T) {
	d := newDesk(t, dbtest.New(t))
	whole := read(t, forms+"林雪雁.lrmx")
	bomb := `<?xml version="1.0"?><!DOCTYPE Person [<!ENTITY a "aaaaaaaaaa">]><Person><XingMing>&a;</XingMing></Person>`
	for name, content := range map[string][]byte{"cut off": whole[:len(whole)/2], "bomb": []byte(bomb), "deep": []byte("<Person>" + strings.Repeat("<a>", 50) + strings.Repeat("</a>", 50) + "</Person>")} {
		r, err := d.ImportFiles(d.ctx, office, []string{d.write("x.lrmx", content)}, Options{District: zhengxiang})
		check(t, err)
		if f := r.Files[0].Fault; f == nil || f.Kind != fault.Invalid || r.Files[0].State != Failed {
			t.Errorf("%s: %+v", name, r.Files[0])
		}
	}
	if n := len(d.people()); n != 0 {
		t.Errorf("%d people", n)
	}
	imports, err := door.Ask(d.ctx, d.Door, office, ListImports{})
	check(t, err)
	if len(imports) != 0 {
		t.Errorf("%d imports were kept", len(imports))
	}
}
