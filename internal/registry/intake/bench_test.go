package intake

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"testing"
	"time"

	"yanzhen/internal/base/idcode"
	"yanzhen/internal/store"
	"yanzhen/internal/store/dbtest"
)

// benchRows is how many rows the benchmarks take: YANZHEN_ROWS, or the half million of the promise with YANZHEN_LONG.
func benchRows() int {
	if n, err := strconv.Atoi(os.Getenv("YANZHEN_ROWS")); err == nil {
		return n
	}
	if os.Getenv("YANZHEN_LONG") != "" {
		return 500_000
	}
	return 5_000
}

var benchTitles = []string{"序号", "姓名", "性别", "身份证号码", "出生年月", "民族", "政治面貌", "最高学历", "学位", "毕业院校及专业", "职称（职业资格）", "工作单位",
	"统一社会信用代码", "现任职务", "所属产业", "引进时间", "合同期限", "社保缴纳月数", "年薪（税前）", "手机号", "居住地（镇街/村社）", "获得荣誉", "特长", "电子邮箱", "备注"}

// benchRow makes row i of an invented roster of 25 columns, every row another person.
func benchRow(i int) []string {
	areas := []string{"430408", "430405", "430406", "430407", "430412", "430421", "430422", "430423", "430424", "430426"}
	day := time.Date(1960, 1, 1+i/4%15_000, 0, 0, 0, 0, time.UTC)
	first := areas[i/60_000%len(areas)] + day.Format("20060102") + strconv.Itoa(996+i%4)
	id := first + string(idcode.PersonCheck(first))
	org := i % 5_000
	return []string{strconv.Itoa(i + 1), "林" + string(rune('一'+i%9000)) + string(rune('一'+i/9000)), []string{"女", "男"}[i%2], id, day.Format("2006.01"), "汉族", "群众", "大学本科", "学士",
		"湖南大学/土木工程", "工程师", fmt.Sprintf("湖南雁城第%d数字科技有限公司", org), benchUSCC(org), "项目经理", "数字经济", "2021.03", "3年", "3年2个月", "14.4万元/年",
		"138" + fmt.Sprintf("%08d", i), "联合街道杨柳村委会", "市劳动模范（2021）", "BIM建模", fmt.Sprintf("p%d@example.com", i), "已核"}
}

// benchUSCC makes a credit code whose check character fits.
func benchUSCC(n int) string {
	first := fmt.Sprintf("91430408MA%07d", n)
	return first + string(idcode.OrgCheck(first))
}

// benchWorkbook writes a workbook of n rows with next to no memory, so that the writing does not hide what the reading takes.
func benchWorkbook(b *testing.B, path string, n int) {
	f, err := os.Create(path)
	check(b, err)
	defer f.Close()
	book := zip.NewWriter(f)
	part := func(name, text string) *bufio.Writer {
		w, err := book.Create(name)
		check(b, err)
		out := bufio.NewWriterSize(w, 1<<20)
		_, err = io.WriteString(out, `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`+text)
		check(b, err)
		return out
	}
	for _, p := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="人才" sheetId="1" r:id="r1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`},
	} {
		check(b, part(p[0], p[1]).Flush())
	}
	sheet := part("xl/worksheets/sheet1.xml", `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	row := func(number int, cells []string) {
		fmt.Fprintf(sheet, `<row r="%d">`, number)
		for _, c := range cells {
			sheet.WriteString(`<c t="inlineStr"><is><t>`)
			check(b, xml.EscapeText(sheet, []byte(c)))
			sheet.WriteString(`</t></is></c>`)
		}
		sheet.WriteString("</row>")
	}
	row(1, benchTitles)
	for i := range n {
		row(i+2, benchRow(i))
	}
	sheet.WriteString("</sheetData></worksheet>")
	check(b, sheet.Flush())
	check(b, book.Close())
}

// engines runs a benchmark on both databases.
func engines(b *testing.B, run func(b *testing.B, open func(testing.TB) *store.DB)) {
	b.Run("sqlite", func(b *testing.B) { run(b, dbtest.SQLite) })
	b.Run("postgres", func(b *testing.B) { run(b, dbtest.Postgres) })
}

// BenchmarkImport takes a workbook in, vault, preview of columns and all, and gives rows/s and the highest memory the process had
// from the system meanwhile.
func BenchmarkImport(b *testing.B) {
	n := benchRows()
	path := filepath.Join(b.TempDir(), "large.xlsx")
	benchWorkbook(b, path, n)
	engines(b, func(b *testing.B, open func(testing.TB) *store.DB) {
		for range b.N {
			b.StopTimer()
			d := newDesk(b, open(b))
			forgetPeak()
			b.StartTimer()
			r, err := d.ImportFiles(d.ctx, office, []string{path}, Options{District: zhengxiang})
			check(b, err)
			if r.Created != int64(n) {
				b.Fatalf("%+v", r.Counts)
			}
		}
		report(b, n)
	})
}

// BenchmarkExport gives everyone out as each format.
func BenchmarkExport(b *testing.B) {
	n := benchRows()
	path := filepath.Join(b.TempDir(), "large.xlsx")
	benchWorkbook(b, path, n)
	engines(b, func(b *testing.B, open func(testing.TB) *store.DB) {
		d := newDesk(b, open(b))
		d.take(path)
		for _, f := range []Format{JSONL, CSV, XLSX} {
			b.Run(string(f), func(b *testing.B) {
				forgetPeak()
				for range b.N {
					got, err := d.Export(d.ctx, office, Export{District: zhengxiang, Format: f, Plain: true, Reason: "benchmark"}, io.Discard)
					check(b, err)
					if got != int64(n) {
						b.Fatalf("%d people", got)
					}
				}
				report(b, n)
			})
		}
	})
}

func report(b *testing.B, n int) {
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(peakMB(), "peak-MB")
}

// forgetPeak makes the system count the highest memory anew; only Linux can.
func forgetPeak() {
	runtime.GC()
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0)
}

var highest = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// peakMB is the most memory the process has had resident since forgetPeak: the heap and what SQLite takes outside it.
func peakMB() float64 {
	if text, err := os.ReadFile("/proc/self/status"); err == nil {
		if m := highest.FindSubmatch(text); m != nil {
			kb, _ := strconv.ParseFloat(string(m[1]), 64)
			return kb / 1024
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.Sys) / (1 << 20)
}
