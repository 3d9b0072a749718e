package outreachweb_test

import (
	"net/http/httptest"
	"testing"

	"yanzhen/internal/town"
	"yanzhen/internal/web/webtest"
)

// write types into an empty text area.
func write(p *webtest.Page, name, text string) {
	webtest.Eval[bool](p, `(() => { const a = document.querySelector("textarea[name=`+name+`]"); a.focus(); return document.execCommand("insertText", false, "`+text+`") })()`)
}

// An officer tells those who lack one fact; a talent reads it and answers; an officer confirms two awards; the talent refuses hers.
func TestAnOfficerTellsATalentAnswersAndRefuses(t *testing.T) {
	browser := webtest.New(t)
	s := open(t, 12)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	p := browser.Page(t, server.URL)
	look := func(name string) {
		p.Check()
		p.Shot("", name)
	}
	p.Open("/as/office")
	p.Open(living + "?verdict=unknown")
	p.See(town.Lin)
	p.Choose("id", s.census.People[town.Lin])
	p.ClickText("预览：通知勾选的人")
	p.See("发送给 1 人")
	write(p, "note", "窗口在区政务中心三楼。")
	look("outreach-preview")
	p.ClickText("发送给 1 人")
	s.idle()
	p.See("通知批次：")

	p.Open("/as/talent")
	p.Open("/me/messages")
	p.See("1 条未读")
	p.ClickText("只差一项就能判定")
	p.See("窗口在区政务中心三楼。")
	look("message")
	p.Choose("answer", "will_claim")
	p.ClickText("提交答复")
	p.See("已答复：我要办理")

	p.Open("/as/second")
	p.Open("/outreach/batches")
	p.Click("#batches tbody a")
	p.See("我要办理")
	p.Open("/awards")
	p.ClickText("现在查找")
	s.idle()
	p.Open("/awards")
	p.See(town.Gu)
	look("awards")
	p.Click("[data-check-all=awards]")
	p.ClickText("确认勾选的")
	p.See("已确认")

	p.Open("/as/talent")
	p.Open("/me/messages?kind=case")
	p.ClickText("免申即享：")
	p.ClickText("查看详情")
	p.See("放弃享受")
	write(p, "reason", "已在外地享受")
	p.ClickText("放弃享受")
	p.See("本人放弃")
	p.Open("/as/office")
	p.Open("/awards?state=refused")
	p.ClickText("查看")
	p.See("已在外地享受")
}

// Every page in both languages at the three widths.
func TestEveryPageLooksRight(t *testing.T) {
	webtest.Everywhere(t)
	browser := webtest.New(t)
	s := open(t, 40)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	batch, award, message := s.settled()
	p := browser.Page(t, server.URL)
	for _, lang := range []string{"zh", "en"} {
		p.Open("/lang?to=" + lang)
		p.Open("/as/office")
		for name, path := range map[string]string{"outreach": "/outreach", "outreach-list": living + "?verdict=unknown", "outreach-yes": "/policies/" + sample + "/outreach", "outreach-batches": "/outreach/batches",
			"outreach-batch": batch, "awards": "/awards", "award": "/awards/" + award, "office-messages": "/messages"} {
			p.Look(t, path, name+"-"+lang)
		}
		p.Open("/as/talent")
		for name, path := range map[string]string{"messages": "/me/messages", "message": message, "message-choices": "/me/messages/choices", "my-awards": "/me/awards", "my-award": "/me/awards/" + award} {
			p.Look(t, path, name+"-"+lang)
		}
	}
}
