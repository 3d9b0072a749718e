package web

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"yanzhen/internal/base/civil"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/base/money"
)

type place struct {
	Town string `json:"town"`
	Code *int   `json:"code"`
}

type row struct {
	Name string     `json:"name"`
	From civil.Date `json:"from"`
}

type bound struct {
	Name   string            `json:"name"`
	Pin    string            `json:"pin" web:"raw"`
	Age    int               `json:"age"`
	Share  float64           `json:"share"`
	Paid   money.Fen         `json:"paid"`
	Born   civil.Date        `json:"born"`
	Agreed bool              `json:"agreed"`
	Tags   []string          `json:"tags"`
	Skills []string          `json:"skills" web:"split"`
	Home   place             `json:"home"`
	Rows   []row             `json:"rows"`
	Facts  map[string]string `json:"facts"`
	Any    any               `json:"any"`
	Hidden string            `json:"-"`
	Level  *string           `json:"level"`
}

var code = 430408

func TestFormsFillACommand(t *testing.T) {
	form := url.Values{
		"name": {"  李敏 \r\n次行 "}, "pin": {" 12 "}, "age": {"３２"}, "share": {"0.5"}, "paid": {"1,200.50"}, "born": {"1990-05-01"},
		"agreed": {"off", "on"}, "tags": {"a", "", "b"}, "skills": {"焊工、电工, 钳工"}, "home.town": {"呆鹰岭镇"}, "home.code": {"430408"},
		"rows.0.name": {"第一"}, "rows.10.name": {"第三"}, "rows.2.name": {"第二"}, "rows.2.from": {"2020-01-02"},
		"facts.degree": {"phd"}, "any": {"x"}, "Hidden": {"no"}, "-": {"no"}, "level": {""}, "_key": {"k"}, "button": {"save"},
	}
	r := httptest.NewRequest("POST", "/", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", formType)
	var got bound
	if err := Bind(r, &got); err != nil {
		t.Fatal(err)
	}
	want := bound{
		Name: "李敏 \n次行", Pin: " 12 ", Age: 32, Share: 0.5, Paid: 120050, Born: civil.MustParse("1990-05-01"), Agreed: true,
		Tags: []string{"a", "b"}, Skills: []string{"焊工", "电工", "钳工"}, Home: place{"呆鹰岭镇", &code},
		Rows:  []row{{Name: "第一"}, {Name: "第二", From: civil.MustParse("2020-01-02")}, {Name: "第三"}},
		Facts: map[string]string{"degree": "phd"}, Any: "x",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestJSONFillsTheSameCommand(t *testing.T) {
	body := `{"name":" 李敏 ","age":32,"share":0.5,"paid":120050,"born":"1990-05-01","agreed":true,"tags":["a","b"],
		"home":{"town":"呆鹰岭镇","code":430408},"rows":[{"name":"第一"},{"from":"2020-01-02"}],"facts":{"degree":"phd"},"any":[1],"level":"A"}`
	r := httptest.NewRequest("POST", "/", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	var got bound
	if err := Bind(r, &got); err != nil {
		t.Fatal(err)
	}
	level := "A"
	want := bound{Name: " 李敏 ", Age: 32, Share: 0.5, Paid: 120050, Born: civil.MustParse("1990-05-01"), Agreed: true, Tags: []string{"a", "b"},
		Home: place{"呆鹰岭镇", &code}, Rows: []row{{Name: "第一"}, {From: civil.MustParse("2020-01-02")}},
		Facts: map[string]string{"degree": "phd"}, Any: []any{json.Number("1")}, Level: &level}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestOnlyNumbersAreNumbers(t *testing.T) {
	for _, share := range []string{"NaN", "Inf", "-Infinity", "1e999", "ＮａＮ"} {
		r := httptest.NewRequest("POST", "/", strings.NewReader(url.Values{"share": {share}}.Encode()))
		r.Header.Set("Content-Type", formType)
		var got bound
		if err := Bind(r, &got); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s is taken for %v: %v", share, got.Share, err)
		}
	}
}

func TestTheQueryFillsARead(t *testing.T) {
	var got struct {
		Q    string   `json:"q"`
		Town []string `json:"town"`
	}
	if err := Bind(httptest.NewRequest("GET", "/people?q=%E7%84%8A%E5%B7%A5&town=a&town=b&other=1", nil), &got); err != nil {
		t.Fatal(err)
	}
	if got.Q != "焊工" || strings.Join(got.Town, ",") != "a,b" {
		t.Errorf("got %+v", got)
	}
}

func TestEveryWrongFieldIsNamedInOrder(t *testing.T) {
	for name, tc := range map[string]struct{ kind, body, want string }{
		"a form":                    {formType, "born=1990-02-30&age=many&paid=1.234&agreed=perhaps&home.code=x&rows.0.from=1", "age:web.bind.number paid:web.bind.money born:web.bind.date agreed:web.bind.value home.code:web.bind.number rows.0.from:web.bind.date"},
		"JSON":                      {"application/json", `{"born":"1990-02-30","age":"32","rows":[{},{"from":5}],"name":7,"nick":1,"home":{"zip":1}}`, "name:web.bind.value age:web.bind.value born:web.bind.date home.zip:web.bind.unknown rows.1.from:web.bind.date nick:web.bind.unknown"},
		"a whole number with parts": {"application/json", `{"age":1.5}`, "age:web.bind.number"},
		"a number too large":        {"application/json", `{"age":99999999999999999999}`, "age:web.bind.number"},
		"money with parts of a fen": {"application/json", `{"paid":1.5}`, "paid:web.bind.number"},
		"JSON that breaks off":      {"application/json", `{"age":`, ":web.bind.json"},
		"two JSON values":           {"application/json", `{} {}`, ":web.bind.json"},
		"a list for a command":      {"application/json", `[]`, ":web.bind.object"},
		"another kind of body":      {"text/plain", `age=1`, ":web.bind.content_type"},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest("POST", "/", strings.NewReader(tc.body))
			r.Header.Set("Content-Type", tc.kind)
			var cmd bound
			err := Bind(r, &cmd)
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("got %v", err)
			}
			var got []string
			for _, f := range fault.Of(err).All() {
				got = append(got, f.Field+":"+f.Key)
			}
			if strings.Join(got, " ") != tc.want {
				t.Errorf("got  %s\nwant %s", strings.Join(got, " "), tc.want)
			}
		})
	}
}

func FuzzFormsNeverPanic(f *testing.F) {
	f.Add("rows.0.name=a&rows.x.name=b&rows=c&home=1&home.town.x=2&facts.a.b=c&.=x&..=y")
	f.Fuzz(func(t *testing.T, body string) {
		r := httptest.NewRequest("POST", "/", strings.NewReader(body))
		r.Header.Set("Content-Type", formType)
		var cmd bound
		_ = Bind(r, &cmd)
	})
}
