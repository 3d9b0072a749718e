package app

import (
	"context"
	"fmt"
	"time"

	"yanzhen/internal/account"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/door"
	"yanzhen/internal/policy"
	"yanzhen/internal/policy/outreach"
)

// The policies that the demonstration tells people of: one that waits for a fact, and the sample that goes without an application.
const (
	demoNotice = "hengyang_living_2022"
	demoAward  = "sample_skill_award"
)

// reach has the demonstration's officers put the sample policy into force, tell those who lack one fact, and look for people who need
// not apply. The jobs of the first start send and propose.
func (a *App) reach(ctx context.Context) error {
	first, err := a.officer(ctx, "office")
	if err != nil {
		return err
	}
	second, err := a.officer(ctx, "office2")
	if err != nil {
		return err
	}
	if err := a.sampleIntoForce(ctx, first, second); err != nil {
		return err
	}
	a.Book.People.Start(ctx, a.Config.District)
	wait, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	if err := a.Book.People.Wait(wait, a.Config.District); err != nil {
		return err
	}
	near := outreach.Choice{Book: a.Book, District: a.Config.District, Policy: demoNotice, Verdict: policy.Unknown}
	_, err = door.Do(ctx, a.Door, first, outreach.Send{Selection: outreach.Selection{Choice: near, All: true, Note: "可到区政务中心三楼人才窗口咨询。"}})
	if err != nil && fault.KindOf(err) != fault.Conflict && fault.KindOf(err) != fault.Invalid { // of a small town nobody can be told
		return fmt.Errorf("tell people of %s: %w", demoNotice, err)
	}
	_, err = door.Do(ctx, a.Door, first, outreach.Propose{Book: a.Book, District: a.Config.District, Policy: demoAward})
	return err
}

// sampleIntoForce has a second officer approve what the first submits.
func (a *App) sampleIntoForce(ctx context.Context, first, second authz.Actor) error {
	page, err := door.Ask(ctx, a.Door, first, policy.PolicyPage{Book: a.Book, District: a.Config.District, ID: demoAward})
	if err != nil {
		return err
	}
	turn := policy.Turn{Book: a.Book, District: a.Config.District, ID: demoAward, Version: page.Digest, Reason: "演示免申即享"}
	if _, err := door.Do(ctx, a.Door, first, policy.SubmitPack{Turn: turn}); err != nil {
		return err
	}
	_, err = door.Do(ctx, a.Door, second, policy.ApprovePack{Turn: turn})
	return err
}

// officer gives an account of the demonstration as it acts.
func (a *App) officer(ctx context.Context, login string) (authz.Actor, error) {
	found, err := door.Ask(ctx, a.Door, authz.System("cli", authz.Admin, a.Config.District), account.Accounts{Limit: 200})
	if err != nil {
		return authz.Actor{}, err
	}
	for _, one := range found.Rows {
		if one.Login == login {
			return one.Actor("cli"), nil
		}
	}
	return authz.Actor{}, fault.Missing.New("account.missing")
}
