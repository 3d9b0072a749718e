package app

import (
	"context"
	"errors"
	"net"

	"yanzhen/internal/base/fault"
	"yanzhen/internal/web"
)

// Server gives the site: every slice's pages, the API and the answers for machines.
func (a *App) Server() *web.Server {
	s := web.NewServer(web.Config{
		Clock: a.Clock, Identities: a.Accounts, District: a.Config.District, Frame: a.frame, Base: a.Context,
		Secure: a.Config.Secure, Trusted: a.Config.Origins, Proxies: a.Config.Proxies,
	})
	a.health(s)
	a.home(s)
	a.pages(s)
	a.api(s)
	return s
}

// Serve answers on the configured address, works on jobs and follows changes until ctx ends. It calls ready with
// the site's address once it can be reached.
func (a *App) Serve(ctx context.Context, ready func(url string)) error {
	ctx, cancel := context.WithCancel(a.Context(ctx))
	defer cancel()
	ln, err := net.Listen("tcp", a.Config.Listen)
	if err != nil {
		return fault.Invalid.New("app.cannot_listen").On("listen").With("address", a.Config.Listen).From(err)
	}
	stop, err := a.Work(ctx)
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	ready("http://" + ln.Addr().String())
	err = a.Server().Serve(ctx, ln)
	return errors.Join(err, stop())
}
