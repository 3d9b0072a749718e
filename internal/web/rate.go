package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"yanzhen/internal/base/clock"
)

// A limiter gives each address a bucket of tokens that fills by monotonic time, so that a change of the
// wall clock neither locks anyone out nor lets anyone flood.
type limiter struct {
	clock     clock.Clock
	perSecond float64
	burst     float64

	mu      sync.Mutex
	buckets map[string]bucket
}

type bucket struct {
	tokens float64
	at     time.Duration
}

const maxBuckets = 50_000

func newLimiter(c clock.Clock, perSecond, burst float64) *limiter {
	return &limiter{clock: c, perSecond: perSecond, burst: burst, buckets: map[string]bucket{}}
}

func (l *limiter) allow(address string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.clock.Mono()
	b, known := l.buckets[address]
	if !known {
		l.room(now)
		b = bucket{tokens: l.burst, at: now}
	}
	b.tokens = min(l.burst, b.tokens+(now-b.at).Seconds()*l.perSecond)
	b.at = now
	allowed := b.tokens >= 1
	if allowed {
		b.tokens--
	}
	l.buckets[address] = b
	return allowed
}

// room forgets the addresses whose buckets are full again; if none is, it forgets all.
func (l *limiter) room(now time.Duration) {
	if len(l.buckets) < maxBuckets {
		return
	}
	for address, b := range l.buckets {
		if b.tokens+(now-b.at).Seconds()*l.perSecond >= l.burst {
			delete(l.buckets, address)
		}
	}
	if len(l.buckets) >= maxBuckets {
		clear(l.buckets)
	}
}

// addressOf is the address a request came from, as the outermost trusted proxy saw it. An IPv6 address
// counts by its /64, the smallest network a provider gives out.
func addressOf(r *http.Request, proxies int) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	if proxies > 0 {
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		host = strings.TrimSpace(hops[max(0, len(hops)-proxies)])
	}
	ip, err := netip.ParseAddr(host)
	if err != nil || ip.Unmap().Is4() {
		return host
	}
	network, err := ip.WithZone("").Prefix(64)
	if err != nil {
		return host
	}
	return network.String()
}
