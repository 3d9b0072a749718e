package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"yanzhen/internal/account"
	"yanzhen/internal/app"
	"yanzhen/internal/authz"
	"yanzhen/internal/base/civil"
	"yanzhen/internal/config"
	"yanzhen/internal/door"
	"yanzhen/internal/registry"
	"yanzhen/internal/store/dbtest"
	"yanzhen/internal/town"
)

// TestMain lets the test binary be the program itself, so that a test can kill it.
func TestMain(m *testing.M) {
	if os.Getenv("YANZHEN_TEST_PROGRAM") != "" {
		os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// A house is an installation whose server runs in a process of its own.
type house struct {
	t     *testing.T
	flags []string
	token string
	cmd   *exec.Cmd
	url   string
}

func newHouse(t *testing.T, database string) *house {
	t.Setenv("YANZHEN_LANG", "zh-CN")
	c, err := config.Load(config.Sources{})
	if err != nil {
		t.Fatal(err)
	}
	c.MoveTo(t.TempDir())
	h := &house{t: t, flags: []string{"--data", c.Data, "--log-level", "error"}}
	if database != "" {
		c.Database = database
		h.flags = append(h.flags, "--database", database)
	}
	if _, err := app.Prepare(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	issued, err := door.Do(a.Context(t.Context()), a.Door, authz.System("cli", authz.Admin, c.District), account.CreateToken{
		District: c.District, Name: "test", Grants: []authz.Grant{{Role: authz.Office, District: c.District}}, Expires: civil.Of(a.Clock.Now()).AddDays(2)})
	if err != nil {
		t.Fatal(err)
	}
	h.token = issued.Secret
	return h
}

// start runs the server and waits until it says where it is.
func (h *house) start() {
	h.t.Helper()
	h.cmd = exec.Command(os.Args[0], append([]string{"serve", "--listen", "127.0.0.1:0"}, h.flags...)...)
	h.cmd.Env = append(os.Environ(), "YANZHEN_TEST_PROGRAM=1")
	h.cmd.Stderr = os.Stderr
	out, err := h.cmd.StdoutPipe()
	if err != nil {
		h.t.Fatal(err)
	}
	if err := h.cmd.Start(); err != nil {
		h.t.Fatal(err)
	}
	said, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		h.t.Fatalf("the server said %q, %v", said, err)
	}
	h.url = strings.TrimSpace(said[strings.Index(said, "http://"):])
}

// kill ends the server as a power cut of the process would: without a word.
func (h *house) kill() {
	h.t.Helper()
	if err := h.cmd.Process.Kill(); err != nil {
		h.t.Fatal(err)
	}
	_ = h.cmd.Wait()
}

// create asks for a person under a key of its own and reports whether the server acknowledged it.
func (h *house) create(name, number, key string) bool {
	body, _ := json.Marshal(map[string]string{"district": "430408", "name": name, "id_number": number})
	r, err := http.NewRequest(http.MethodPost, h.url+"/api/v1/people", bytes.NewReader(body))
	if err != nil {
		return false
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+h.token)
	r.Header.Set("Idempotency-Key", key)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode >= 400 && answer.StatusCode != http.StatusServiceUnavailable && answer.StatusCode != http.StatusTooManyRequests {
		h.t.Errorf("%s: %d %s", number, answer.StatusCode, text)
	}
	return err == nil && answer.StatusCode < 300
}

// numbers gives how often each identity number is in the house.
func (h *house) numbers() map[string]int {
	h.t.Helper()
	var out, errs bytes.Buffer
	if code := run(h.t.Context(), append([]string{"export", "people"}, h.flags...), nil, &out, &errs); code != 0 {
		h.t.Fatalf("export: %s", errs.String())
	}
	seen := map[string]int{}
	for text := range strings.Lines(out.String()) {
		var one struct {
			Number string `json:"id_number"`
		}
		if err := json.Unmarshal([]byte(text), &one); err != nil {
			h.t.Fatal(err)
		}
		seen[one.Number]++
	}
	return seen
}

// The server is killed while four senders write. What it acknowledged is there, once; a request whose answer was lost is settled
// by sending it again under its key; and the house is sound.
func TestAKilledServerLosesNothingItAcknowledged(t *testing.T) {
	rounds := 1
	if os.Getenv("YANZHEN_LONG") != "" {
		rounds = 25
	}
	t.Run("sqlite", func(t *testing.T) { killRounds(t, newHouse(t, ""), rounds) })
	t.Run("postgres", func(t *testing.T) { killRounds(t, newHouse(t, dbtest.PostgresURL(t)), rounds) })
}

func killRounds(t *testing.T, h *house, rounds int) {
	const senders = 4
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	people := town.People(20_000, civil.MustParse("2026-11-25"))
	next := 0
	acknowledged, open := map[string]bool{}, map[string]int{}
	for range rounds {
		h.start()
		settle(t, h, people, open, acknowledged)
		var mu sync.Mutex
		var wait sync.WaitGroup
		stop := make(chan struct{})
		for range senders {
			wait.Go(func() {
				for {
					mu.Lock()
					i := next
					next++
					mu.Unlock()
					one := people[i]
					ok := h.create(one.Name, one.IDNumber, fmt.Sprint("k", i))
					mu.Lock()
					if ok {
						acknowledged[one.IDNumber] = true
					} else {
						open[one.IDNumber] = i
					}
					mu.Unlock()
					select {
					case <-stop:
						return
					case <-time.After(40 * time.Millisecond): // one address may send twenty a second
					}
				}
			})
		}
		time.Sleep(time.Duration(200+random.IntN(900)) * time.Millisecond)
		h.kill()
		close(stop)
		wait.Wait()
	}
	h.start()
	settle(t, h, people, open, acknowledged)
	h.kill()
	seen := h.numbers()
	for number := range acknowledged {
		if seen[number] != 1 {
			t.Errorf("an acknowledged person is there %d times", seen[number])
		}
	}
	if len(seen) != len(acknowledged) {
		t.Errorf("%d people are there, %d were acknowledged", len(seen), len(acknowledged))
	}
	t.Logf("%d kills, %d people acknowledged", rounds+1, len(acknowledged))
	if len(acknowledged) < rounds {
		t.Errorf("only %d people were acknowledged: the test shows nothing", len(acknowledged))
	}
	for _, check := range []string{"verify", "invariants"} {
		var out bytes.Buffer
		if code := run(t.Context(), append([]string{check}, h.flags...), nil, &out, &out); code != 0 {
			t.Errorf("%s: %s", check, out.String())
		}
	}
}

// settle sends again what nobody answered, under the same keys, until all of it is.
func settle(t *testing.T, h *house, people []registry.Arrival, open map[string]int, acknowledged map[string]bool) {
	t.Helper()
	for range 100 {
		for _, number := range slices.Sorted(maps.Keys(open)) {
			if i := open[number]; h.create(people[i].Name, number, fmt.Sprint("k", i)) {
				acknowledged[number] = true
				delete(open, number)
			}
		}
		if len(open) == 0 {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("%d requests cannot be settled", len(open))
}
