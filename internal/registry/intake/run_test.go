package intake

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"yanzhen/internal/audit"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/job"
	"yanzhen/internal/registry/roster"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
)

// crowd writes a file of n people, every tenth without an identity number.
func (d desk) crowd(n int) string {
	rows := []string{"姓名,身份证号码,工作单位,手机号"}
	for i := range n {
		day := time.Date(1960, 1, 1+i/4, 0, 0, 0, 0, time.UTC).Format("20060102")
		id := number(day, i)
		if i%10 == 9 {
			id = ""
		}
		rows = append(rows, fmt.Sprintf("人%c%c,%s,衡阳市第%d家公司,138%08d", '一'+i%500, '丁'+i%300, id, i%7, i))
	}
	return d.sheet("crowd.csv", rows...)
}

func TestCancellingLeavesWholeChunksAndTheRestCanFollow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		i := d.start(office, d.crowd(2300))
		i, err := door.Do(d.ctx, d.Door, office, begin{zhengxiang, i.ID})
		check(t, err)
		_, err = d.takeIn(d.ctx, office, i, func(done, total int64) error {
			if total != 2300 {
				t.Errorf("total %d, want 2300", total)
			}
			if done >= 2*chunkRows {
				return job.ErrCancelled
			}
			return nil
		})
		if !errors.Is(err, job.ErrCancelled) {
			t.Fatalf("got %v, want ErrCancelled", err)
		}
		i = d.page(i, "").Import
		if i.State != Cancelled || i.Rows() != 2*chunkRows || len(d.lines(i.ID)) != 2*chunkRows || len(d.people()) != int(i.Created) {
			t.Fatalf("after the stop: %s, %+v, %d lines, %d people", i.State, i.Counts, len(d.lines(i.ID)), len(d.people()))
		}
		d.finishLater(i, 2300)
	})
}

func TestACrashIsResumedAtTheChunk(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		i := d.start(office, d.crowd(1700))
		i, err := door.Do(d.ctx, d.Door, office, begin{zhengxiang, i.ID})
		check(t, err)
		crash := errors.New("power cut")
		_, err = d.takeIn(d.ctx, office, i, func(done, _ int64) error {
			if done >= chunkRows {
				return crash
			}
			return nil
		})
		if !errors.Is(err, crash) {
			t.Fatalf("got %v, want the crash", err)
		}
		if i = d.page(i, "").Import; i.State != Running || i.Rows() != chunkRows {
			t.Fatalf("after the crash: %s, %+v", i.State, i.Counts)
		}
		if _, err := door.Do(d.ctx, d.Door, office, absorb{desk: d.Desk, district: zhengxiang, id: i.ID, from: 0, rows: []roster.Row{{Number: 2}}}); !errors.Is(err, fault.Conflict) {
			t.Errorf("a chunk that is done was taken again: %v", err)
		}
		d.finishLater(i, 1700)
	})
}

// finishLater runs an import on as a job and checks that every row of n has one outcome.
func (d desk) finishLater(i *Import, n int64) {
	d.t.Helper()
	d.work()
	i, err := door.Do(d.ctx, d.Door, office, Run{zhengxiang, i.ID})
	check(d.t, err)
	p := d.wait(i)
	if p.Import.State != Finished || p.Import.Rows() != n || p.Import.Rejected != n/10 || int64(len(d.lines(i.ID))) != n {
		d.t.Errorf("in the end: %s, %+v, %d lines", p.Import.State, p.Import.Counts, len(d.lines(i.ID)))
	}
	if got := int64(len(d.people())); got != p.Import.Created || got != n-n/10 {
		d.t.Errorf("%d people, want %d", got, n-n/10)
	}
	if p.Run.State != job.Succeeded || p.Run.Percent() != 100 {
		d.t.Errorf("run %+v", p.Run)
	}
	bars := p.Import.Reasons
	if len(bars) == 0 || bars[0].Code != roster.MissingID || bars[0].Rows != n/10 || !bars[0].Rejects {
		d.t.Errorf("reasons %+v", bars)
	}
}

// work starts a worker.
func (d desk) work() {
	d.t.Helper()
	w := job.NewWorkers(d.Door.DB, d.now)
	w.Handle(JobKind, d.Work)
	stop, err := w.Start(d.ctx, 1)
	check(d.t, err)
	d.t.Cleanup(func() { _ = stop(d.ctx) })
}

func (d desk) wait(i *Import) *PageOfImport {
	d.t.Helper()
	for range 1200 {
		if p := d.page(i, ""); p.Run.Over() {
			return p
		}
		time.Sleep(25 * time.Millisecond)
	}
	d.t.Fatal("the run did not end")
	return nil
}

func TestAnImportThatWaitsIsCancelledAtOnceAndIsNotRunTwice(t *testing.T) {
	d := newDesk(t, dbtest.New(t))
	i := d.start(office, d.crowd(20))
	_, err := door.Do(d.ctx, d.Door, office, Run{zhengxiang, i.ID})
	check(t, err)
	if _, err := door.Do(d.ctx, d.Door, office, Run{zhengxiang, i.ID}); !errors.Is(err, fault.Conflict) {
		t.Errorf("asked to run twice: got %v, want Conflict", err)
	}
	if i, err = door.Do(d.ctx, d.Door, office, Cancel{zhengxiang, i.ID}); err != nil || i.State != Cancelled {
		t.Fatalf("got %v, %v", i, err)
	}
	d.finishLater(i, 20)
	if _, err := door.Do(d.ctx, d.Door, office, Run{zhengxiang, i.ID}); !errors.Is(err, fault.Conflict) {
		t.Errorf("a finished import ran again: got %v, want Conflict", err)
	}
}

func TestADryRunKeepsNothing(t *testing.T) {
	d := newDesk(t, dbtest.New(t))
	path := d.crowd(700)
	dry, err := d.ImportFiles(d.ctx, office, []string{path}, Options{District: zhengxiang, DryRun: true})
	check(t, err)
	if len(d.people()) != 0 || dry.Created != 630 || dry.Rejected != 70 {
		t.Errorf("%d people after a dry run of %+v", len(d.people()), dry.Counts)
	}
	if wet := d.take(path); wet.Counts != dry.Counts {
		t.Errorf("foretold %+v, became %+v", dry.Counts, wet.Counts)
	}
}

func TestAPreviewShowsValuesMaskedAndOutcomes(t *testing.T) {
	d := newDesk(t, dbtest.New(t))
	i := d.start(office, d.crowd(900))
	p, err := d.Preview(d.ctx, office, zhengxiang, i.ID, 600, 20)
	check(t, err)
	if !p.Partly || p.Counts.Rows() != 600 || len(p.Rows) != 20 || len(d.people()) != 0 {
		t.Fatalf("preview %+v of %d rows", p.Counts, len(p.Rows))
	}
	if v := p.Rows[0].Values; v[roster.Phone] != "138****0000" || strings.Contains(fmt.Sprint(p.Rows), "430408196001019") {
		t.Errorf("values %v", v)
	}
	if r := p.Rows[9]; r.Outcome != OutRejected || r.Reasons[0].Code != roster.MissingID {
		t.Errorf("the row without a number: %+v", r)
	}
}

func TestACorrectedColumnIsRememberedForTheDistrict(t *testing.T) {
	d := newDesk(t, dbtest.New(t))
	rows := []string{"姓名,身份证号码,拿手活儿", "林小满," + number("19900304", 1) + ",油茶种植"}
	i := d.start(office, d.sheet("a.csv", rows...))
	if f := i.Plan.Columns[2].Field; f == roster.Speciality {
		t.Fatalf("the reader knows the column by itself, so this test shows nothing")
	}
	for name, columns := range map[string]map[string]roster.Field{
		"unknown field": {"拿手活儿": "no_such"}, "unknown title": {"没有": roster.Speciality},
	} {
		if _, err := d.Map(d.ctx, office, Map{District: zhengxiang, Import: i.ID, Columns: columns}); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want Invalid", name, err)
		}
	}
	i, err := d.Map(d.ctx, office, Map{District: zhengxiang, Import: i.ID, Columns: map[string]roster.Field{"拿手活儿": roster.Speciality}})
	check(t, err)
	if i.State != Mapped || i.Plan.Columns[2].Field != roster.Speciality {
		t.Errorf("mapped: %+v", i)
	}
	report := d.take(d.sheet("b.csv", rows...))
	if report.Files[0].Columns[2].Field != roster.Speciality || d.only()["speciality"] != "油茶种植" {
		t.Errorf("the correction was forgotten: %+v, %v", report.Files[0].Columns, d.only())
	}
	if _, err := d.Map(d.ctx, office, Map{District: zhengxiang, Import: report.Files[0].Import}); !errors.Is(err, fault.Conflict) {
		t.Errorf("a finished import was mapped anew: %v", err)
	}
}

func TestRejectedRowsComeBackWithReasonsInTheReadersLanguage(t *testing.T) {
	d := newDesk(t, dbtest.New(t))
	report := d.take(rosters + "企业人才登记表.xlsx")
	for lang, word := range map[i18n.Lang]string{i18n.Zh: "身份证", i18n.En: "dentity number"} {
		var out bytes.Buffer
		n, err := d.Rejects(i18n.WithLang(d.ctx, lang), office, zhengxiang, report.Files[0].Import, &out)
		check(t, err)
		book, err := excelize.OpenReader(&out)
		check(t, err)
		rows, err := book.GetRows(book.GetSheetName(0))
		check(t, err)
		if n != report.Rejected || int64(len(rows)) != n+1 {
			t.Fatalf("%s: %d rows, %d said, want %d", lang, len(rows)-1, n, report.Rejected)
		}
		told := 0
		for _, r := range rows[1:] {
			last := r[len(rows[0])-1]
			if last == "" || strings.Contains(last, "⟦") {
				t.Errorf("%s: reason %q", lang, last)
			}
			if strings.Contains(last, word) {
				told++
			}
		}
		if told < 20 {
			t.Errorf("%s: %d reasons speak of %q", lang, told, word)
		}
	}
}

func TestARejectsFileIsARosterToMend(t *testing.T) {
	d := newDesk(t, dbtest.New(t))
	report := d.take(rosters + "企业人才登记表.xlsx")
	var out bytes.Buffer
	_, err := d.Rejects(d.ctx, office, zhengxiang, report.Files[0].Import, &out)
	check(t, err)
	src, err := roster.Read("rejects.xlsx", bytes.NewReader(out.Bytes()), int64(out.Len()))
	check(t, err)
	table, err := src.Detect()
	check(t, err)
	var fields []roster.Field
	for _, c := range table.Columns {
		fields = append(fields, c.Field)
	}
	for _, f := range []roster.Field{roster.Name, roster.IDNumber, roster.SchoolMajor, roster.TitleOrSkill, roster.TownVillage} {
		if !slices.Contains(fields, f) {
			t.Errorf("%s is not recognised in %v", f, table.Columns)
		}
	}
	rejected := int64(0)
	for row, err := range table.Rows() {
		check(t, err)
		if row.Outcome == roster.Rejected {
			rejected++
		}
	}
	if rejected != report.Rejected {
		t.Errorf("%d rows read back, want %d", rejected, report.Rejected)
	}
}

func TestEveryChunkLeavesAnEntryInTheLog(t *testing.T) {
	d := newDesk(t, dbtest.New(t))
	report := d.take(d.crowd(1200))
	auditor := authz.System("cli", authz.Auditor, zhengxiang)
	var entries []audit.Entry
	check(t, d.Door.DB.Snapshot(d.ctx, func(q store.Q) (err error) {
		entries, err = audit.List(d.ctx, q, auditor, audit.Query{Subject: "import/" + report.Files[0].Import})
		return err
	}))
	if len(entries) != 1+1+3+1 { // kept, begun, chunks, ended
		t.Errorf("%d entries, want 6", len(entries))
	}
	for _, e := range entries {
		if strings.Contains(fmt.Sprint(e.Detail), "430408196") {
			t.Errorf("a number stands in the log: %v", e.Detail)
		}
	}
}
