package app

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"yanzhen/internal/authz"
	"yanzhen/internal/base/fault"
	"yanzhen/internal/web"
)

// health registers the answers for machines: /healthz (the process lives), /readyz (database reachable, schema
// current, population in memory) and /metrics (for the host and its private network only).
func (a *App) health(s *web.Server) {
	s.Handle("GET /healthz", authz.PublicRead, func(w http.ResponseWriter, r *http.Request) error {
		return web.JSON(w, r, http.StatusOK, map[string]string{"status": "ok"})
	})
	s.Handle("GET /readyz", authz.PublicRead, func(w http.ResponseWriter, r *http.Request) error {
		ready, status := a.ready(r.Context()), http.StatusOK
		if !ready.Database || !ready.Schema || !ready.Columns {
			status = http.StatusServiceUnavailable
		}
		return web.JSON(w, r, status, ready)
	})
	metrics := promhttp.HandlerFor(a.registerMetrics(), promhttp.HandlerOpts{})
	s.Handle("GET /metrics", authz.PublicRead, func(w http.ResponseWriter, r *http.Request) error {
		if !near(r) {
			return fault.Missing.New("web.no_page")
		}
		metrics.ServeHTTP(w, r)
		return nil
	})
}

// readiness is what /readyz tells.
type readiness struct {
	Database bool `json:"database"`
	Schema   bool `json:"schema"`
	Columns  bool `json:"columns"`
}

func (a *App) ready(ctx context.Context) readiness {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	r := readiness{Columns: a.Book.People.Ready(a.Config.District)}
	if r.Database = a.DB.Ping(ctx) == nil; r.Database {
		state, err := a.DB.Schema(ctx)
		r.Schema = err == nil && state.Current()
	}
	return r
}

// near reports whether r comes from this machine or its private network, not through a proxy.
func near(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	ip := net.ParseIP(host)
	return err == nil && ip != nil && (ip.IsLoopback() || ip.IsPrivate()) &&
		r.Header.Get("X-Forwarded-For") == "" && r.Header.Get("Forwarded") == ""
}

func (a *App) registerMetrics() *prometheus.Registry {
	reg := prometheus.NewRegistry()
	reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	reg.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "yanzhen_database_up", Help: "1 if the database answers"}, func() float64 {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if a.DB.Ping(ctx) != nil {
			return 0
		}
		return 1
	}))
	return reg
}
