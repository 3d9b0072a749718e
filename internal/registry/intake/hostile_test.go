package intake

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/store/dbtest"
)

// workbook makes an archive with one sheet.
func workbook(t testing.TB, sheet io.Reader) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, part := range []struct {
		name    string
		content io.Reader
	}{
		{"[Content_Types].xml", strings.NewReader(`<Types/>`)},
		{"xl/workbook.xml", strings.NewReader(`<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>`)},
		{"xl/_rels/workbook.xml.rels", strings.NewReader(`<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>`)},
		{"xl/worksheets/sheet1.xml", sheet},
	} {
		f, err := w.Create(part.name)
		check(t, err)
		_, err = io.Copy(f, part.content)
		check(t, err)
	}
	check(t, w.Close())
	return b.Bytes()
}

// repeated gives a text n times without holding it.
type repeated struct {
	text string
	n    int
	rest string
}

func (r *repeated) Read(b []byte) (int, error) {
	if r.rest == "" {
		if r.n == 0 {
			return 0, io.EOF
		}
		r.n--
		r.rest = r.text
	}
	n := copy(b, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

func sheetOf(rows ...string) string {
	return "<worksheet><sheetData>" + strings.Join(rows, "") + "</sheetData></worksheet>"
}

func cells(texts ...string) string {
	var b strings.Builder
	for _, t := range texts {
		b.WriteString(`<c t="inlineStr"><is><t>` + t + `</t></is></c>`)
	}
	return "<row>" + b.String() + "</row>"
}

func TestHostileFilesAreRefusedClearlyAndWithLittleMemory(t *testing.T) {
	d := newDesk(t, dbtest.New(t))
	titles := cells("姓名", "身份证号码", "特长")
	person := cells("林小满", number("19900304", 1), "油茶种植")
	cut := workbook(t, strings.NewReader(sheetOf(titles, person)))
	for name, content := range map[string][]byte{
		"an archive that unfolds a thousandfold": workbook(t, io.MultiReader(strings.NewReader("<worksheet><sheetData>"), &repeated{text: strings.Repeat(" ", 1<<20), n: 600})),
		"an archive cut off":                     cut[:len(cut)/2],
		"a sheet cut off":                        workbook(t, strings.NewReader(sheetOf(titles, person)[:150])),
		"a sheet of tags that do not fit":        workbook(t, strings.NewReader("<worksheet><sheetData><row><c></row></c></sheetData></worksheet>")),
		"a sheet of nothing but titles":          workbook(t, strings.NewReader(sheetOf(cells("标题")))),
		"a picture":                              []byte("\x89PNG\r\n\x1a\nnope"),
		"a web page":                             []byte("<html><table><tr><td>姓名</td></tr></table></html>"),
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			r, err := d.ImportFiles(d.ctx, office, []string{d.write("x.xlsx", content)}, Options{District: zhengxiang})
			check(t, err)
			runtime.ReadMemStats(&after)
			if f := r.Files[0].Fault; f == nil || f.Kind != fault.Invalid && f.Kind != fault.TooLarge {
				t.Errorf("%+v", r.Files[0])
			}
			if grown := int64(after.HeapInuse) - int64(before.HeapInuse); grown > 64<<20 {
				t.Errorf("%d MiB of heap", grown>>20)
			}
		})
	}
	if n := len(d.people()); n != 0 {
		t.Errorf("%d people came out of it", n)
	}
}

func TestARowOfAMillionColumnsIsReadAsFarAsItMakesSense(t *testing.T) {
	d := newDesk(t, dbtest.New(t))
	var wide strings.Builder
	wide.WriteString(`<row><c t="inlineStr"><is><t>林小满</t></is></c><c t="inlineStr"><is><t>` + number("19900304", 1) + `</t></is></c>`)
	for n := range 1_000_000 {
		fmt.Fprintf(&wide, `<c><v>%d</v></c>`, n*n) // unlike each other, so that the archive does not unfold beyond measure
	}
	wide.WriteString("</row>")
	r := d.take(d.write("wide.xlsx", workbook(t, strings.NewReader(sheetOf(cells("姓名", "身份证号码"), wide.String())))))
	if r.Created != 1 {
		t.Errorf("%+v", r)
	}
}

func TestFormulasAreNotRun(t *testing.T) {
	d := newDesk(t, dbtest.New(t))
	row := `<row><c t="inlineStr"><is><t>林小满</t></is></c><c t="inlineStr"><is><t>` + number("19900304", 1) + `</t></is></c>` +
		`<c t="str"><f>HYPERLINK("http://127.0.0.1/"&amp;B2)</f><v>油茶种植</v></c></row>`
	d.take(d.write("f.xlsx", workbook(t, strings.NewReader(sheetOf(cells("姓名", "身份证号码", "特长"), row)))))
	if got := d.only()["speciality"]; got != "油茶种植" {
		t.Errorf("speciality %q, want the value that stood in the cell", got)
	}
}
