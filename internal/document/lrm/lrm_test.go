package lrm

import (
	"bytes"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yanzhen/internal/base/fault"
)

func golden(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func parsed(t testing.TB, read func(io.Reader) (*Form, error), b []byte) *Form {
	t.Helper()
	f, err := read(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func written(t testing.TB, write func(io.Writer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gb(t testing.TB, s string) []byte {
	t.Helper()
	b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAnLRMXIsReadWhole(t *testing.T) {
	for _, name := range []string{"林雪雁.lrmx", "old-gbk.lrmx"} {
		t.Run(name, func(t *testing.T) {
			f := parsed(t, ParseXML, golden(t, name))
			for field, want := range map[Field]string{
				Name: "林雪雁", Sex: "女", Born: "199003", PartySince: "201106", Title: "主治医师", Strengths: "心血管内科 & 急救",
				FullLevel: "大学", FullDegree: "医学学士", FullSchool: "南华大学临床医学专业", FullDegreeSchool: "", PartLevel: "研究生",
				Post: "衡阳市蒸湘区人民医院内科副主任", IDNumber: "43040819900304998X", Version: "3.2.1.16", "DaoLingNianYue": "204503",
			} {
				if got := f.Get(field); got != want {
					t.Errorf("%s: %q, want %q", field, got, want)
				}
			}
			if lines := strings.Split(f.Get(Resume), "\n"); len(lines) != 4 || lines[3] != "2019.05--         衡阳市蒸湘区人民医院内科副主任" {
				t.Errorf("resume %q", lines)
			}
			if family := f.Family(); len(family) != 3 || family[0] != (Member{Relation: "丈夫", Name: "周衡生", Born: "198811", Political: "中共党员", Work: "衡阳市蒸湘区第一中学教师"}) {
				t.Errorf("family %+v", family)
			}
			if !bytes.HasPrefix(f.Photo(), []byte("\x89PNG")) {
				t.Errorf("photo of %d bytes", len(f.Photo()))
			}
		})
	}
}

func TestAnLRMIsReadWhole(t *testing.T) {
	f := parsed(t, ParseText, golden(t, "周衡生.lrm"))
	for field, want := range map[Field]string{
		Name: "周衡生", Sex: "男", Born: "198811", NativePlace: "湖南祁东", BirthPlace: "湖南衡阳", Health: "健康", WorkSince: "201107",
		FullLevel: "大学", FullDegree: "文学学士", PartLevel: "研究生", PartDegree: "教育硕士", FullSchool: "湖南师范大学汉语言文学专业",
		PartSchool: "湖南师范大学教育学专业", Post: "衡阳市蒸湘区第一中学教师", FilledBy: "陈远", FilledOn: "20261105", IDNumber: "",
	} {
		if got := f.Get(field); got != want {
			t.Errorf("%s: %q, want %q", field, got, want)
		}
	}
	if family := f.Family(); len(family) != 2 || family[1] != (Member{Relation: "女儿", Name: "周小雁", Born: "201805", Work: "蒸湘区实验幼儿园学生"}) {
		t.Errorf("family %+v", family)
	}
}

func TestAFormNotChangedComesBackByteForByte(t *testing.T) {
	for _, name := range []string{"林雪雁.lrmx", "old-gbk.lrmx"} {
		f := parsed(t, ParseXML, golden(t, name))
		f.Set(Name, f.Get(Name))
		f.SetFamily(f.Family())
		if got := written(t, f.WriteXML); !bytes.Equal(got, golden(t, name)) {
			t.Errorf("%s changed", name)
		}
	}
	f := parsed(t, ParseText, golden(t, "周衡生.lrm"))
	f.SetFamily(f.Family())
	if got := written(t, f.WriteText); !bytes.Equal(got, golden(t, "周衡生.lrm")) {
		t.Error("the .lrm changed")
	}
}

// TestWhatIsNotChangedStaysAsItCame compares the files line by line: only lines of changed fields may differ.
func TestWhatIsNotChangedStaysAsItCame(t *testing.T) {
	for _, name := range []string{"林雪雁.lrmx", "old-gbk.lrmx"} {
		f := parsed(t, ParseXML, golden(t, name))
		f.Set(Post, "衡阳市蒸湘区人民医院<内科>主任")
		f.Set(FullDegreeSchool, "南华大学") // was written as an empty element
		text := func(b []byte) []string {
			b, _, err := decode(b)
			if err != nil {
				t.Fatal(err)
			}
			return strings.Split(string(b), "\n")
		}
		out := written(t, f.WriteXML)
		old, now := text(golden(t, name)), text(out)
		if len(old) != len(now) {
			t.Fatalf("%s: %d lines became %d", name, len(old), len(now))
		}
		var changed []string
		for i := range old {
			if old[i] != now[i] {
				changed = append(changed, strings.TrimSpace(now[i]))
			}
		}
		want := []string{"<QuanRiZhiJiaoYu_XueWei_BiYeYuanXiaoXi>南华大学</QuanRiZhiJiaoYu_XueWei_BiYeYuanXiaoXi>",
			"<XianRenZhiWu>衡阳市蒸湘区人民医院&lt;内科&gt;主任</XianRenZhiWu>"}
		if !slices.Equal(changed, want) {
			t.Errorf("%s: changed lines %q, want %q", name, changed, want)
		}
		if !parsed(t, ParseXML, out).Equal(f) {
			t.Errorf("%s: what was written reads differently", name)
		}
	}
}

func TestAMemberOfTheFamilyKeepsWhatElseIsSaidOfIt(t *testing.T) {
	f := parsed(t, ParseXML, golden(t, "林雪雁.lrmx"))
	family := f.Family()
	family[1].Work = "蒸湘区实验小学学生"
	f.SetFamily(append(family, Member{Relation: "母亲", Name: "何玉兰"}))
	out := written(t, f.WriteXML)
	again := parsed(t, ParseXML, out)
	if got := again.Family(); len(got) != 4 || got[1].Work != "蒸湘区实验小学学生" || got[3].Name != "何玉兰" {
		t.Errorf("family %+v", got)
	}
	if text := string(out); !strings.Contains(text, "<BeiZhu>独生</BeiZhu>") || strings.Count(text, "<Item>") != 10 {
		t.Errorf("the items were not kept: %s", text)
	}
}

func TestAnElementThatWasMissingIsAdded(t *testing.T) {
	f := parsed(t, ParseXML, []byte("<Person>\n  <XingMing>林晓</XingMing>\n</Person>\n"))
	f.Set(Sex, "女")
	if got, want := string(written(t, f.WriteXML)), "<Person>\n  <XingMing>林晓</XingMing>\n  <XingBie>女</XingBie>\n</Person>\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAChangedLRMKeepsUnknownValues(t *testing.T) {
	f := parsed(t, ParseText, golden(t, "周衡生.lrm"))
	f.text.values[13] = "编制内"
	f.values[FullSchool] = "湖南师范大学#汉语言文学@本部"
	f.Set(Post, `衡阳市蒸湘区第一中学"名师工作室"主持人`)
	f.Set(FullDegree, "文学学士（双学位）")
	again := parsed(t, ParseText, written(t, f.WriteText))
	if again.Get(Post) != f.Get(Post) || again.text.values[13] != "编制内" || again.Get(FullDegree) != "文学学士（双学位）" || again.Get(PartLevel) != "研究生" {
		t.Errorf("read back: %q", again.text.values)
	}
}

func TestAFormGoesFromOneFormatToTheOther(t *testing.T) {
	f := parsed(t, ParseXML, golden(t, "林雪雁.lrmx"))
	old := parsed(t, ParseText, written(t, f.WriteText))
	for _, field := range order {
		switch field {
		case IDNumber, photo, Version, family: // an .lrm has no room for them, or they are no text
		default:
			if old.Get(field) != f.Get(field) {
				t.Errorf("%s: %q, want %q", field, old.Get(field), f.Get(field))
			}
		}
	}
	if len(old.Family()) != 3 || old.Family()[0] != f.Family()[0] {
		t.Errorf("family %+v", old.Family())
	}
	if again := parsed(t, ParseXML, written(t, old.WriteXML)); again.Get(Resume) != f.Get(Resume) {
		t.Errorf("resume %q", again.Get(Resume))
	}
}

func TestAFormIsMadeFromNothing(t *testing.T) {
	f := New()
	f.Set(Name, "林晓")
	f.Set(Resume, "2012.07--  甲\r\n乙 & <丙>\x00")
	f.SetPhoto([]byte("\x89PNG…"))
	f.SetFamily([]Member{{Relation: "父亲", Name: "林@国"}})
	again := parsed(t, ParseXML, written(t, f.WriteXML))
	if again.Get(Name) != "林晓" || again.Get(Resume) != "2012.07--  甲\n乙 & <丙>" || string(again.Photo()) != "\x89PNG…" || len(again.Family()) != 1 {
		t.Errorf("read back %+v", again.values)
	}
	if text := parsed(t, ParseText, written(t, f.WriteText)); text.Family()[0].Name != "林＠国" {
		t.Errorf("family %+v", text.Family())
	}
}

func TestDamagedAndHostileFormsAreRefused(t *testing.T) {
	deep := "<Person>" + strings.Repeat("<A>", 40) + strings.Repeat("</A>", 40) + "</Person>"
	bomb := `<?xml version="1.0"?><!DOCTYPE Person [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><Person><XingMing>&b;</XingMing></Person>`
	outside := `<?xml version="1.0"?><!DOCTYPE Person SYSTEM "file:///etc/passwd"><Person/>`
	for name, tc := range map[string]struct {
		content string
		read    func(io.Reader) (*Form, error)
		key     string
	}{
		"an entity bomb":           {bomb, ParseXML, "lrm.unsafe"},
		"an outside entity":        {outside, ParseXML, "lrm.unsafe"},
		"an entity nobody defined": {"<Person><XingMing>&b;</XingMing></Person>", ParseXML, "lrm.damaged"},
		"nested without end":       {deep, ParseXML, "lrm.unsafe"},
		"a million elements":       {"<Person>" + strings.Repeat("<A/>", 30_000) + "</Person>", ParseXML, "lrm.unsafe"},
		"another document":         {"<Sheet><Person/></Sheet>", ParseXML, "lrm.other"},
		"two roots":                {"<Person/><Person/>", ParseXML, "lrm.other"},
		"nothing":                  {"", ParseXML, "lrm.other"},
		"cut off":                  {"<Person>\n\n<XingMing>林", ParseXML, "lrm.damaged"},
		"neither encoding":         {"<Person>\xff\xff\x00</Person>", ParseXML, "lrm.damaged"},
		"too large":                {"<Person>" + strings.Repeat("x", MaxBytes), ParseXML, "lrm.large"},
		"no values":                {"", ParseText, "lrm.other"},
		"a table":                  {"姓名,性别\n林晓,女", ParseText, "lrm.other"},
		"too few values":           {`"林晓","女","199001"`, ParseText, "lrm.other"},
		"a value without end":      {`"林晓","女` + "\n", ParseText, "lrm.damaged"},
		"values without end":       {strings.Repeat(`"",`, 5000), ParseText, "lrm.damaged"},
		"too large a text":         {`"` + strings.Repeat("x", MaxBytes), ParseText, "lrm.large"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := tc.read(strings.NewReader(tc.content))
			if err == nil || fault.Of(err).Key != tc.key {
				t.Errorf("got %v, want %s", err, tc.key)
			}
		})
	}
	var damage *fault.Fault
	_, err := ParseXML(strings.NewReader("<Person>\n\n<XingMing>林"))
	if !errors.As(err, &damage) || damage.Args["line"] != 3 {
		t.Errorf("got %v, want damage at line 3", err)
	}
}

// FuzzXML shows for any file: it is refused or read; what is written over it reads as what was meant, and says the rest as before.
func FuzzXML(f *testing.F) {
	f.Add(golden(f, "林雪雁.lrmx"), "甲 & 乙")
	f.Add(golden(f, "old-gbk.lrmx"), "")
	f.Add([]byte("<Person><XingMing/><XingMing>a</XingMing><JiaTingChengYuan/></Person>"), "x\r\ny")
	f.Fuzz(func(t *testing.T, b []byte, value string) {
		form, err := ParseXML(bytes.NewReader(b))
		if err != nil {
			refused(t, err)
			return
		}
		if got := written(t, form.WriteXML); !bytes.Equal(got, b) {
			t.Fatal("not changed, and written otherwise")
		}
		form.Set(Post, value)
		form.SetFamily(append(form.Family(), Member{Relation: "父", Name: value}))
		again := parsed(t, ParseXML, written(t, form.WriteXML))
		if !again.Equal(form) {
			t.Fatalf("meant %v %v, read %v %v", form.stated(), form.members, again.stated(), again.members)
		}
	})
}

func FuzzText(f *testing.F) {
	f.Add(golden(f, "周衡生.lrm"), "甲")
	f.Add(gb(f, strings.Repeat(`"a""b",`, 30)), `"`)
	f.Fuzz(func(t *testing.T, b []byte, value string) {
		form, err := ParseText(bytes.NewReader(b))
		if err != nil {
			refused(t, err)
			return
		}
		form.Set(Post, value)
		again := parsed(t, ParseText, written(t, form.WriteText))
		if !again.Equal(form) {
			t.Fatalf("meant %q %v, read %q %v", form.stated(), form.members, again.stated(), again.members)
		}
	})
}

func refused(t *testing.T, err error) {
	t.Helper()
	if kind := fault.KindOf(err); kind != fault.Invalid && kind != fault.TooLarge {
		t.Errorf("got %v, want a fault of the sender", err)
	}
}
