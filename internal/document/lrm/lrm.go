// Package lrm reads and writes the cadre appointment form (干部任免审批表) as the programs of organisation departments keep
// it: .lrmx, an XML document in UTF-8, and the older .lrm, a line of quoted values in GBK.
//
// A form that was read and not changed is written back byte for byte. One that was changed keeps everything else as it came:
// elements nobody here knows, their order, blanks and attributes, the photo.
//
// Source: there is no published standard; the elements and their order are those that several independent readers of these
// files agree on (version 3.2.1.16 of the form).
package lrm

import (
	_ "embed"
	"encoding/base64"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/i18n"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the words of this package: what is wrong with a file.
var Words = i18n.MustLoad(wordsYAML)

// A Field is one blank of the form, by the name of its element in .lrmx.
type Field string

// The fields, in the order of the form. Months are YYYYMM, days YYYYMMDD.
const (
	Name             Field = "XingMing"
	Sex              Field = "XingBie"
	Born             Field = "ChuShengNianYue"
	Ethnicity        Field = "MinZu"
	NativePlace      Field = "JiGuan"
	BirthPlace       Field = "ChuShengDi"
	PartySince       Field = "RuDangShiJian" // a month; or the name of another party
	WorkSince        Field = "CanJiaGongZuoShiJian"
	Health           Field = "JianKangZhuangKuang"
	Title            Field = "ZhuanYeJiShuZhiWu"
	Strengths        Field = "ShuXiZhuanYeYouHeZhuanChang"
	FullLevel        Field = "QuanRiZhiJiaoYu_XueLi" // full-time education
	FullDegree       Field = "QuanRiZhiJiaoYu_XueWei"
	FullSchool       Field = "QuanRiZhiJiaoYu_XueLi_BiYeYuanXiaoXi" // school, faculty and major of the level
	FullDegreeSchool Field = "QuanRiZhiJiaoYu_XueWei_BiYeYuanXiaoXi"
	PartLevel        Field = "ZaiZhiJiaoYu_XueLi" // in-service education
	PartDegree       Field = "ZaiZhiJiaoYu_XueWei"
	PartSchool       Field = "ZaiZhiJiaoYu_XueLi_BiYeYuanXiaoXi"
	PartDegreeSchool Field = "ZaiZhiJiaoYu_XueWei_BiYeYuanXiaoXi"
	Post             Field = "XianRenZhiWu" // unit and post held
	ProposedPost     Field = "NiRenZhiWu"
	RemovedPost      Field = "NiMianZhiWu"
	Resume           Field = "JianLi" // lines "YYYY.MM--YYYY.MM  unit and post"
	Rewards          Field = "JiangChengQingKuang"
	Assessment       Field = "NianDuKaoHeJieGuo"
	Reason           Field = "RenMianLiYou"
	Submitter        Field = "ChengBaoDanWei"
	AgeOn            Field = "JiSuanNianLingShiJian"
	FilledOn         Field = "TianBiaoShiJian"
	FilledBy         Field = "TianBiaoRen"
	IDNumber         Field = "ShenFenZheng" // not in .lrm
	Version          Field = "Version"      // of the form
)

// Parts of the form that are no plain text.
const (
	family Field = "JiaTingChengYuan"
	photo  Field = "ZhaoPian" // base64; not in .lrm
)

// order is that of the elements in .lrmx.
var order = []Field{Name, Sex, Born, Ethnicity, NativePlace, BirthPlace, PartySince, WorkSince, Health, Title, Strengths,
	FullLevel, FullDegree, FullSchool, FullDegreeSchool, PartLevel, PartDegree, PartSchool, PartDegreeSchool, Post, ProposedPost,
	RemovedPost, Resume, Rewards, Assessment, Reason, family, Submitter, AgeOn, FilledOn, FilledBy, IDNumber, photo, Version}

// MaxBytes bounds a form; with a photo it has some 100 KB.
const MaxBytes = 16 << 20

// A Form is one filled form.
type Form struct {
	values  map[Field]string
	members []Member
	changed map[Field]bool
	xml     *xmlSource  // as it was read from .lrmx; nil otherwise
	text    *textSource // as it was read from .lrm; nil otherwise
}

// A Member is one member of the family or close relation.
type Member struct {
	Relation, Name, Born, Political, Work string // Born is a month

	rest string // further elements of the item, as they came
}

func (m Member) blank() bool { return m.Relation+m.Name+m.Born+m.Political+m.Work+m.rest == "" }

// New gives a blank form.
func New() *Form {
	return &Form{values: map[Field]string{Version: "3.2.1.16"}, changed: map[Field]bool{}}
}

// Get gives what stands in a field, without blanks around it; lines end in \n.
func (f *Form) Get(field Field) string { return strings.TrimSpace(f.values[field]) }

// Set writes a field.
func (f *Form) Set(field Field, value string) {
	value = clean(value)
	if f.Get(field) != strings.TrimSpace(value) {
		f.values[field], f.changed[field] = value, true
	}
}

// clean leaves out what neither format can hold, and ends lines with \n.
func clean(value string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' || r == 0xFFFE || r == 0xFFFF || r == utf8.RuneError {
			return -1
		}
		return r
	}, value)
}

// Family gives the members of the family, without blank lines of the form.
func (f *Form) Family() []Member { return slices.Clone(f.members) }

// SetFamily writes the members of the family. One that Family gave keeps what else the file says about it.
func (f *Form) SetFamily(members []Member) {
	members = slices.DeleteFunc(slices.Clone(members), Member.blank)
	for i := range members {
		for _, text := range members[i].columns() {
			*text = strings.TrimSpace(clean(*text))
		}
	}
	if !slices.Equal(members, f.members) {
		f.members, f.changed[family] = members, true
	}
}

// Photo gives the picture, nil if there is none or if it is damaged.
func (f *Form) Photo() []byte {
	picture, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(f.values[photo]), ""))
	if err != nil || len(picture) == 0 {
		return nil
	}
	return picture
}

// SetPhoto puts a picture, JPEG or PNG, on the form.
func (f *Form) SetPhoto(picture []byte) { f.Set(photo, base64.StdEncoding.EncodeToString(picture)) }

// Equal reports whether two forms say the same, in whichever format they came.
func (f *Form) Equal(g *Form) bool {
	return maps.Equal(f.stated(), g.stated()) && slices.Equal(f.members, g.members)
}

func (f *Form) stated() map[Field]string {
	stated := map[Field]string{}
	for _, field := range order {
		if v := f.Get(field); v != "" {
			stated[field] = v
		}
	}
	return stated
}

func damaged(line int, err error) error {
	return fault.Invalid.New("lrm.damaged").With("line", line).From(err)
}

func tooLarge() error { return fault.TooLarge.New("lrm.large").With("mib", MaxBytes>>20) }
