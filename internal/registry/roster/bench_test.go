package roster_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/registry/roster"
)

const benchRows, benchColumns = 500_000, 25

var benchTitles = []string{"序号", "姓名", "性别", "身份证号码", "出生年月", "民族", "政治面貌", "最高学历", "学位", "毕业院校及专业", "职称（职业资格）", "工作单位",
	"统一社会信用代码", "现任职务", "所属产业", "引进时间", "合同期限", "社保缴纳月数", "年薪（税前）", "手机号", "居住地（镇街/村社）", "获得荣誉", "特长", "电子邮箱", "备注"}

// benchRow makes row i of an invented roster, every row another person.
func benchRow(i int) []string {
	birth := civil.On(1960, 1, 1).AddDays(i % 15000)
	id := number(birth.String()[:4]+birth.String()[5:7]+birth.String()[8:], strconv.Itoa(996+i%4))
	return []string{strconv.Itoa(i), "林" + string(rune('一'+i%9000)) + string(rune('一'+i/9000)), map[bool]string{true: "男", false: "女"}[i%2 == 1], id, birth.String(),
		"汉族", "群众", "大学本科", "学士", "湖南大学/土木工程", "工程师", "湖南雁城数字科技有限公司", "91430408MA00000019", "项目经理", "数字经济", "2021.03", "3年", "3年2个月",
		"14.4万元/年", "138" + fmt.Sprintf("%08d", i), "红湘街道太平小区社区居委会", "市劳动模范（2021）", "BIM建模", fmt.Sprintf("p%d@example.com", i), "已核"}
}

// BenchmarkRead reads 500,000 rows of 25 columns and reports rows/s and the highest memory the process took from the system.
func BenchmarkRead(b *testing.B) {
	dir := b.TempDir()
	for _, file := range []struct {
		name  string
		write func(b *testing.B, path string)
	}{{"large.csv", writeBenchCSV}, {"large.xlsx", writeBenchXLSX}} {
		b.Run(filepath.Ext(file.name)[1:], func(b *testing.B) {
			path := filepath.Join(dir, file.name)
			if _, err := os.Stat(path); err != nil {
				file.write(b, path)
				runtime.GC()
			}
			b.ResetTimer()
			for range b.N {
				stop, peak := watchHeap()
				s, err := roster.Open(path)
				if err != nil {
					b.Fatal(err)
				}
				table, err := s.Detect()
				if err != nil {
					b.Fatal(err)
				}
				n := 0
				for _, err := range table.Rows() {
					if err != nil {
						b.Fatal(err)
					}
					n++
				}
				s.Close()
				close(stop)
				if n != benchRows || len(table.Columns) != benchColumns {
					b.Fatalf("%d rows of %d columns", n, len(table.Columns))
				}
				b.ReportMetric(float64(<-peak)/(1<<20), "peak-MB")
			}
			b.ReportMetric(benchRows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// watchHeap notes the greatest heap in use until stop is closed.
func watchHeap() (stop chan struct{}, peak chan uint64) {
	stop, peak = make(chan struct{}), make(chan uint64, 1)
	go func() {
		var most uint64
		var m runtime.MemStats
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for {
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapInuse+m.StackInuse)
			select {
			case <-stop:
				peak <- most
				return
			case <-tick.C:
			}
		}
	}()
	return stop, peak
}

func writeBenchCSV(b *testing.B, path string) {
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	w := bufio.NewWriter(f)
	write := func(cells []string) {
		for i, c := range cells {
			if i > 0 {
				w.WriteByte(',')
			}
			w.WriteString(c)
		}
		w.WriteByte('\n')
	}
	write(benchTitles)
	for i := range benchRows {
		write(benchRow(i))
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
}

func writeBenchXLSX(b *testing.B, path string) {
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	set := func(n int, cells []string) {
		row := make([]any, len(cells))
		for i, c := range cells {
			row[i] = c
		}
		if err := w.SetRow("A"+strconv.Itoa(n), row); err != nil {
			b.Fatal(err)
		}
	}
	set(1, benchTitles)
	for i := range benchRows {
		set(i+2, benchRow(i))
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.SaveAs(path); err != nil {
		b.Fatal(err)
	}
}
