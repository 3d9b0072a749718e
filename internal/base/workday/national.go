package workday

import (
	"fmt"
	"strings"
	"sync"

	"yanzhen/internal/base/civil"
)

// announced are the notices of the General Office of the State Council, by calendar year: the days off
// as they were announced, and the weekend days worked. A notice may reach into the December before it,
// so that the last days of a year are certain only when the next year's notice is out.
var announced = []struct {
	year              int
	source, off, work string
}{
	{2017, "国办发明电〔2016〕17号", "01-01..01-02 01-27..02-02 04-02..04-04 04-29..05-01 05-28..05-30 10-01..10-08 12-30..12-31", "01-22 02-04 04-01 05-27 09-30"},
	{2018, "国办发明电〔2017〕12号", "01-01 02-15..02-21 04-05..04-07 04-29..05-01 06-16..06-18 09-22..09-24 10-01..10-07 12-30..12-31", "02-11 02-24 04-08 04-28 09-29 09-30 12-29"},
	{2019, "国办发明电〔2018〕15号、〔2019〕3号", "01-01 02-04..02-10 04-05..04-07 05-01..05-04 06-07..06-09 09-13..09-15 10-01..10-07", "02-02 02-03 04-28 05-05 09-29 10-12"},
	{2020, "国办发明电〔2019〕16号、〔2020〕1号", "01-01 01-24..02-02 04-04..04-06 05-01..05-05 06-25..06-27 10-01..10-08", "01-19 04-26 05-09 06-28 09-27 10-10"},
	{2021, "国办发明电〔2020〕27号", "01-01..01-03 02-11..02-17 04-03..04-05 05-01..05-05 06-12..06-14 09-19..09-21 10-01..10-07", "02-07 02-20 04-25 05-08 09-18 09-26 10-09"},
	{2022, "国办发明电〔2021〕11号", "01-01..01-03 01-31..02-06 04-03..04-05 04-30..05-04 06-03..06-05 09-10..09-12 10-01..10-07 12-31", "01-29 01-30 04-02 04-24 05-07 10-08 10-09"},
	{2023, "国办发明电〔2022〕16号", "01-01..01-02 01-21..01-27 04-05 04-29..05-03 06-22..06-24 09-29..10-06 12-30..12-31", "01-28 01-29 04-23 05-06 06-25 10-07 10-08"},
	{2024, "国办发明电〔2023〕7号", "01-01 02-10..02-17 04-04..04-06 05-01..05-05 06-08..06-10 09-15..09-17 10-01..10-07", "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12"},
	{2025, "国办发明电〔2024〕12号", "01-01 01-28..02-04 04-04..04-06 05-01..05-05 05-31..06-02 10-01..10-08", "01-26 02-08 04-27 09-28 10-11"},
	{2026, "国办发明电〔2025〕7号", "01-01..01-03 02-15..02-23 04-04..04-06 05-01..05-05 06-19..06-21 09-25..09-27 10-01..10-07", "01-04 02-14 02-28 05-09 09-20 10-10"},
}

// National is the calendar as announced for the whole country, 2017 to 2026.
var National = sync.OnceValue(func() *Calendar {
	var years []Year
	for _, a := range announced {
		years = append(years, Year{Year: a.year, Source: a.source, Off: spans(a.year, a.off), Work: spans(a.year, a.work)})
	}
	c, err := New(years...)
	if err != nil {
		panic(err) // the table above contradicts itself
	}
	return c
})

// spans reads MM-DD and MM-DD..MM-DD of a year.
func spans(year int, text string) (days []civil.Date) {
	for part := range strings.FieldsSeq(text) {
		from, to, ranged := strings.Cut(part, "..")
		if !ranged {
			to = from
		}
		last := civil.MustParse(fmt.Sprintf("%d-%s", year, to))
		for d := civil.MustParse(fmt.Sprintf("%d-%s", year, from)); !d.After(last); d = d.AddDays(1) {
			days = append(days, d)
		}
	}
	return days
}
