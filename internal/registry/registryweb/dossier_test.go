package registryweb_test

import (
	"context"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/registry"
	"yanzhen/internal/store"
	"yanzhen/internal/town"
)

// proof is the smallest document the vault takes.
const proof = "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

// logged gives the details of all audit entries of an action.
func (s *site) logged(action authz.Action) string {
	s.t.Helper()
	var all strings.Builder
	check(s.t, s.door.DB.Snapshot(s.ctx, func(q store.Q) error {
		rows, err := q.Query(context.Background(), `SELECT subject, detail FROM audit_entry WHERE action = $1`, string(action))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var subject, detail string
			if err := rows.Scan(&subject, &detail); err != nil {
				return err
			}
			all.WriteString(subject + " " + detail + "\n")
		}
		return rows.Err()
	}))
	return all.String()
}

func (s *site) version(person string) string {
	return strconv.FormatInt(s.dossier(person).Person.Version, 10)
}

func TestADossierTellsFactsWithTheirSource(t *testing.T) {
	s := open(t, 20)
	lin := "/people/" + s.census.People[town.Lin]
	page := s.see("office", lin, town.Lin, "4304**********", "138****0996", "南华大学", "硕士研究生", "演示数据（虚构）", "（2026-11-24）", "已核实", "华兴街道银光社区居委会", "研发工程师")
	if fullNumber.MatchString(regexp.MustCompile(`91430408\w+`).ReplaceAllString(page, "")) {
		t.Error("a full identity number stands on the page")
	}
	s.see("office", lin+"/timeline", "教育经历", "工作经历 · 开始")
	s.see("office", lin+"?as_of=2020-01-01", "您看到的是过去的档案", "回到现在")
	if past := s.see("office", lin+"?known=2026-11-23"); strings.Contains(past, "南华大学") {
		t.Error("what was learnt later is known already")
	}
	s.see("department", lin, "详情")
	if strings.Contains(s.do("auditor", "GET", lin, nil).Body.String(), "/edit\"") {
		t.Error("the auditor is offered to correct")
	}
}

func TestAFormThatFailsKeepsItsEntriesAndItsFile(t *testing.T) {
	s := open(t, 20)
	person := s.census.People[town.Lin]
	base := "/people/" + person
	entries := url.Values{"_form": {"record"}, "_key": {"k1"}, "kind": {"education"}, "version": {s.version(person)}, "data.level": {"11"}, "data.school": {"湖南<大学>"}, "data.graduated_on": {"去年"}}
	got := s.upload("office", base+"/records/new", entries, "毕业证书.pdf", []byte(proof))
	body := got.Body.String()
	if got.Code != 422 {
		t.Fatalf("status %d: %.2000s", got.Code, plain(body))
	}
	for _, want := range []string{`value="湖南&lt;大学&gt;"`, `value="去年"`, `id="f-record-data.graduated_on-fault"`, "毕业证书.pdf", `<option value="11" selected`, "毕业日期：格式不对", `<details class="more" open>`} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	kept := regexp.MustCompile(`name="evidence" value="([0-9A-Z]+)"`).FindStringSubmatch(body)
	if kept == nil {
		t.Fatal("the file that was sent is forgotten")
	}
	entries.Set("_key", "k2")
	entries.Set("evidence", kept[1])
	entries.Set("data.graduated_on", "２０２６-０６-２０") // as an input method may leave it
	to := s.post("office", base+"/records/new", entries)
	made := to[strings.Index(to, "#r-")+3:]
	for _, r := range s.dossier(person).Records {
		if r.ID == made && (r.Evidence != kept[1] || r.Status != registry.Declared || registry.FieldText(r.Data, "graduated_on") != "2026-06-20") {
			t.Errorf("made %+v", r)
		}
	}
	s.download(kept[1])
}

// download looks at the file as everybody may.
func (s *site) download(id string) {
	s.t.Helper()
	got := s.do("office", "GET", "/files/"+id, nil)
	if got.Code != 200 || got.Body.String() != proof {
		s.t.Errorf("the file comes back as %d, %d bytes", got.Code, got.Body.Len())
	}
	if h := got.Header(); !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Content-Type") != "application/pdf" {
		s.t.Errorf("headers %v", h)
	}
	for as, status := range map[string]int{"unit": 200, "talent": 200, "auditor": 200, "expert": 404, "leader": 404, "public": 303} {
		if got := s.do(as, "GET", "/files/"+id, nil); got.Code != status {
			s.t.Errorf("%s gets the file: %d, want %d", as, got.Code, status)
		}
	}
}

func TestAFileOfAnotherUnitsPersonIsNotThere(t *testing.T) {
	s := open(t, 20)
	person := s.census.People[town.Xiao]
	r := s.recordOf(person, registry.KindTitle)
	got := s.upload("office", "/people/"+person+"/records/"+r.ID+"/evidence", url.Values{"_form": {"attach"}, "_key": {"k"}, "version": {s.version(person)}}, "证书.pdf", []byte(proof))
	if got.Code != 303 {
		t.Fatalf("attach: %d %.1500s", got.Code, plain(got.Body.String()))
	}
	id := s.recordOf(person, registry.KindTitle).Evidence
	if id == "" {
		t.Fatal("no evidence is attached")
	}
	for as, status := range map[string]int{"office": 200, "unit": 404, "talent": 404} {
		if got := s.do(as, "GET", "/files/"+id, nil); got.Code != status {
			t.Errorf("%s gets the file: %d, want %d", as, got.Code, status)
		}
	}
	if got := s.upload("unit", "/people/"+person+"/records/"+r.ID+"/evidence", url.Values{"_key": {"k3"}}, "证书.pdf", []byte(proof)); got.Code != 404 {
		t.Errorf("a foreign unit attaches: %d", got.Code)
	}
	bad := s.upload("office", "/people/"+person+"/records/"+s.recordOf(person, registry.KindTitle).ID+"/evidence", url.Values{"_form": {"attach"}, "_key": {"k4"}}, "x.pdf", []byte("MZ\x90\x00 not a document"))
	if bad.Code != 422 || !strings.Contains(bad.Body.String(), "f-attach-file-fault") {
		t.Errorf("a program is taken as evidence: %d", bad.Code)
	}
}

func TestSomebodyWasFirst(t *testing.T) {
	s := open(t, 20)
	person := s.census.People[town.Lin]
	r := s.recordOf(person, registry.KindTitle)
	edit := "/people/" + person + "/records/" + r.ID + "/edit"
	first := url.Values{"_form": {"record"}, "_key": {"k1"}, "kind": {"title"}, "version": {s.version(person)}, "data.name": {"高级工程师"}, "data.level": {"2"}, "since": {r.Since.String()}, "reason": {"晋升"}}
	second := url.Values{"_form": {"record"}, "_key": {"k2"}, "kind": {"title"}, "version": {s.version(person)}, "data.name": {"工程师（机械）"}, "data.level": {"3"}, "since": {r.Since.String()}, "reason": {"证书"}}
	s.post("office", edit, first)
	got := s.do("unit", "POST", edit, second)
	body := got.Body.String()
	if got.Code != 409 {
		t.Fatalf("status %d: %.1500s", got.Code, plain(body))
	}
	for _, want := range []string{"提交之前，档案已有变化", "高级工程师", `value="工程师（机械）"`} {
		if !strings.Contains(strings.NewReplacer("\u2068", "", "\u2069", "").Replace(body), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	now := regexp.MustCompile(`name="version" value="(\d+)"`).FindStringSubmatch(body)[1]
	action := regexp.MustCompile(`action="(/people/[^"]+/edit)"`).FindStringSubmatch(body)[1]
	second.Set("version", now)
	second.Set("_key", "k3")
	s.post("unit", action, second)
	s.see("office", strings.TrimSuffix(action, "/edit"), "工程师（机械）", "高级工程师", "理由：证书", "单位填报")
	if moved := s.do("office", "GET", edit, nil); moved.Code != 303 {
		t.Errorf("the form of a superseded record: %d", moved.Code)
	}
}

func TestRecordsAreVerifiedAndRefused(t *testing.T) {
	s := open(t, 120)
	person := s.someoneUnchecked()
	r := s.recordOf(person, registry.KindEducation)
	at := "/people/" + person + "/records/" + r.ID
	if to := s.post("department", at+"/verify", url.Values{"_key": {"k1"}, "version": {s.version(person)}}); to != "/people/"+person+"#r-"+r.ID {
		t.Errorf("led to %s", to)
	}
	if s.recordOf(person, registry.KindEducation).Status != registry.Verified {
		t.Error("the record is not verified")
	}
	if byUnit := s.do("unit", "POST", at+"/verify", url.Values{"_key": {"k2"}}); byUnit.Code != 403 && byUnit.Code != 404 {
		t.Errorf("a unit verifies: %d", byUnit.Code)
	}
	refused := s.do("department", "POST", at+"/refuse", url.Values{"_form": {"refuse"}, "_key": {"k3"}, "version": {s.version(person)}})
	if refused.Code != 422 || !strings.Contains(refused.Body.String(), "f-refuse-reason-fault") {
		t.Errorf("without a reason: %d", refused.Code)
	}
	s.post("department", at+"/refuse", url.Values{"_form": {"refuse"}, "_key": {"k4"}, "version": {s.version(person)}, "reason": {"证书编号查无此证"}})
	s.see("office", "/people/"+person, "不予认定：证书编号查无此证", "1 条不予认定")
	s.see("office", "/people?status=refused", "1 条不予认定")
}

// someoneUnchecked is a person of Precision nobody has checked.
func (s *site) someoneUnchecked() string {
	s.t.Helper()
	for _, person := range s.pages("unit", "/people") {
		if s.recordOf(person, registry.KindEmployment).Status == registry.Declared {
			return person
		}
	}
	s.t.Fatal("everyone is checked")
	return ""
}

func TestAUnitConfirmsManyAndTellsWhoLeft(t *testing.T) {
	s := open(t, 120)
	boxes := func() []string {
		var ids []string
		for _, found := range regexp.MustCompile(`name="id" value="([0-9A-Z]{26}/[0-9A-Z]{26})"`).FindAllStringSubmatch(s.do("unit", "GET", "/unit", nil).Body.String(), -1) {
			ids = append(ids, found[1])
		}
		return ids
	}
	waiting := boxes()
	if len(waiting) < 3 {
		t.Fatalf("%d wait", len(waiting))
	}
	none := s.do("unit", "POST", "/unit/confirm", url.Values{"_form": {"confirm-all"}, "_key": {"k0"}})
	if none.Code != 422 || !strings.Contains(none.Body.String(), "请先勾选") {
		t.Errorf("nobody ticked: %d", none.Code)
	}
	s.post("unit", "/unit/confirm", url.Values{"_form": {"confirm-all"}, "_key": {"k1"}, "id": waiting[:2]})
	if left := boxes(); len(left) != len(waiting)-2 {
		t.Errorf("%d wait, want %d", len(left), len(waiting)-2)
	}
	person, record, _ := strings.Cut(waiting[2], "/")
	confirm := "/people/" + person + "/records/" + record + "/confirm"
	undated := s.do("unit", "POST", confirm, url.Values{"_form": {"confirm"}, "_key": {"k2"}, "answer": {"ended"}})
	if undated.Code != 422 || !strings.Contains(undated.Body.String(), "f-confirm-ended_on-fault") {
		t.Errorf("left without a day: %d", undated.Code)
	}
	if foreign := s.do("unit", "POST", "/unit/confirm", url.Values{"_key": {"k3"}, "id": {s.census.People[town.Xiao] + "/" + s.recordOf(s.census.People[town.Xiao], registry.KindEmployment).ID}}); foreign.Code != 403 {
		t.Errorf("somebody of another unit: %d", foreign.Code)
	}
	s.post("unit", confirm, url.Values{"_form": {"confirm"}, "_key": {"k4"}, "answer": {"ended"}, "ended_on": {"2026-10-31"}})
	if s.dossier(person).Main(registry.KindEmployment) != nil {
		t.Error("who left still works there")
	}
}

func TestFullNumbersAreSeenOnceForAReason(t *testing.T) {
	s := open(t, 20)
	person := s.census.People[town.Lin]
	page := "/people/" + person + "/unmask"
	s.see("office", page, "查看理由")
	bare := s.do("office", "POST", page, url.Values{"_form": {"unmask"}, "_key": {"k1"}})
	if bare.Code != 422 || strings.Contains(bare.Body.String(), "13807340996") {
		t.Errorf("without a reason: %d", bare.Code)
	}
	seen := s.do("office", "POST", page, url.Values{"_form": {"unmask"}, "_key": {"k2"}, "reason": {"电话通知参会"}})
	if seen.Code != 200 || !strings.Contains(seen.Body.String(), "13807340996") || !fullNumber.MatchString(seen.Body.String()) || seen.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("with a reason: %d", seen.Code)
	}
	log := s.logged(authz.PersonUnmask)
	if !strings.Contains(log, "person/"+person) || !strings.Contains(log, "电话通知参会") || strings.Contains(log, "13807340996") {
		t.Errorf("the log says %s", log)
	}
	if again := s.see("office", page); strings.Contains(again, "13807340996") {
		t.Error("the values are shown a second time without a reason")
	}
	if own := s.do("talent", "POST", page, url.Values{"_form": {"unmask"}, "_key": {"k3"}, "reason": {"本人查看"}}); own.Code != 200 {
		t.Errorf("a talent looks at their own: %d", own.Code)
	}
	if other := s.do("talent", "GET", "/people/"+s.census.People[town.Zhou]+"/unmask", nil); other.Code != 404 {
		t.Errorf("a talent looks at another's: %d", other.Code)
	}
}

func TestATalentSuppliesWhatIsMissingAndIsNotAskedWhatIsKnown(t *testing.T) {
	s := open(t, 20)
	person := s.census.People[town.Lin]
	s.see("talent", "/me", town.Lin, "南华大学", "添加家庭成员", "个人情况", "138****0996")
	led := s.do("talent", "GET", "/me/records/new?kind=residence&field=hukou", nil)
	to := led.Header().Get("Location")
	if led.Code != 303 || !strings.HasSuffix(to, "/edit?field=hukou") {
		t.Fatalf("%d to %s", led.Code, to)
	}
	body := s.do("talent", "GET", to, nil).Body.String()
	if !strings.Contains(body, `name="data.hukou"`) || strings.Contains(body, `name="data.town"`) || !strings.Contains(body, "data-wanted") {
		t.Error("the form should ask for the one thing that is missing")
	}
	edit, _, _ := strings.Cut(to, "?")
	s.post("talent", edit, url.Values{"_form": {"record"}, "_key": {"k1"}, "kind": {"residence"}, "field": {"hukou"}, "version": {s.version(person)}, "data.hukou": {"430408"}, "reason": {"补充：户籍所在地"}})
	r := s.recordOf(person, registry.KindResidence)
	if registry.FieldText(r.Data, "hukou") != "430408" || registry.FieldText(r.Data, "town") == "" || r.Source.Kind != registry.FromTalent || r.SourceOf("town").Kind != registry.FromOffice {
		t.Errorf("the dossier says %+v", r)
	}
	s.see("talent", "/me", "湖南省衡阳市蒸湘区", "本人填报")
	if household := s.do("talent", "GET", "/me/records/new?kind=household", nil); household.Code != 200 {
		t.Errorf("a member of the family: %d", household.Code)
	}
	s.post("talent", "/me/records/new", url.Values{"_form": {"record"}, "_key": {"k2"}, "kind": {"household"}, "version": {s.version(person)}, "data.relation": {"10"}, "data.name": {"王小明"}})
	if page := s.see("talent", "/me", "配偶", "王**"); strings.Contains(page, "王小明") {
		t.Error("the name of a spouse stands in clear")
	}
}

func TestAPersonIsMadeAndMerged(t *testing.T) {
	s := open(t, 20)
	taken := s.do("unit", "POST", "/people/new", url.Values{"_form": {"person"}, "_key": {"k0"}, "name": {"新人"}, "id_number": {"430408199001019"}})
	if taken.Code != 422 || !strings.Contains(taken.Body.String(), "f-person-id_number-fault") || !strings.Contains(taken.Body.String(), `value="新人"`) {
		t.Errorf("a wrong number: %d", taken.Code)
	}
	lost := s.do("office", "POST", "/people/new", url.Values{"_form": {"person"}, "_key": {"k0b"}, "name": {"新人"}, "id_number": {"430408199001019"}, "employer": {"公司"}})
	if lost.Code != 422 || !strings.Contains(lost.Body.String(), "f-person-employer-fault") {
		t.Errorf("an employer that is not one: %d", lost.Code)
	}
	number := town.People(60, noonDay)[50].IDNumber // nobody of the first twenty
	to := s.post("unit", "/people/new", url.Values{"_form": {"person"}, "_key": {"k1"}, "name": {town.Gu}, "id_number": {number}, "post": {"学徒"}})
	office := s.post("office", "/people/new", url.Values{"_form": {"person"}, "_key": {"k1b"}, "name": {"新人"}, "id_number": {town.People(60, noonDay)[51].IDNumber}, "employer": {town.Hospital}})
	s.see("office", office, "新人", town.Hospital)
	s.see("unit", to, town.Gu, town.Precision, "学徒")
	from := strings.TrimPrefix(to, "/people/")
	gu := s.census.People[town.Gu]
	s.clock.Pass(time.Second)
	s.see("office", "/people/"+gu+"/merge", "学徒")
	s.see("office", "/people/"+gu+"/merge?from="+from, "保留的档案", "并入的档案", "请确认两份档案确属同一人")
	entries := url.Values{"_form": {"merge"}, "_key": {"k2"}, "from": {from}, "version": {s.version(gu)}}
	if bare := s.do("office", "POST", "/people/"+gu+"/merge", entries); bare.Code != 422 || !strings.Contains(bare.Body.String(), "f-merge-reason-fault") {
		t.Errorf("without a reason: %d", bare.Code)
	}
	entries.Set("reason", "同一人两次登记")
	entries.Set("_key", "k3")
	s.post("office", "/people/"+gu+"/merge", entries)
	if led := s.do("office", "GET", "/people/"+from, nil); led.Code != 303 || led.Header().Get("Location") != "/people/"+gu {
		t.Errorf("the merged dossier: %d to %s", led.Code, led.Header().Get("Location"))
	}
}
