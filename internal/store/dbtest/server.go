package dbtest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// server is a PostgreSQL that tests may make databases on.
type server struct{ base string } // address without database, "postgres://…/%s?…"

func (s *server) url(database string) string { return fmt.Sprintf(s.base, database) }

var once struct {
	sync.Once
	server  *server
	because string
	err     error
}

// startServer starts the server of this process at its first use.
func startServer() (*server, string, error) {
	once.Do(func() { once.server, once.because, once.err = start() })
	return once.server, once.because, once.err
}

// start finds the server of YANZHEN_TEST_POSTGRES or starts a private one; because says why there is none.
func start() (*server, string, error) {
	s := &server{base: os.Getenv("YANZHEN_TEST_POSTGRES")}
	if s.base == "" {
		bin := binaries()
		if bin == "" {
			return nil, "PostgreSQL is not installed", nil
		}
		var err error
		if s, err = startPrivate(bin); err != nil {
			return nil, "", err
		}
	} else if !strings.Contains(s.base, "%s") {
		return nil, "", fmt.Errorf("YANZHEN_TEST_POSTGRES needs %%s in the place of the database name")
	}
	template := fmt.Sprintf("yz_%d_template", os.Getpid())
	if err := s.admin(context.Background(), "CREATE DATABASE "+template); err != nil {
		return nil, "", err
	}
	return s, "", migrated(context.Background(), s.url(template))
}

func (s *server) create(ctx context.Context, name string) error {
	return s.admin(ctx, fmt.Sprintf("CREATE DATABASE %s TEMPLATE yz_%d_template", name, os.Getpid()))
}

func (s *server) drop(ctx context.Context, name string) error {
	return s.admin(ctx, fmt.Sprintf("DROP DATABASE IF EXISTS %s WITH (FORCE)", name))
}

func (s *server) admin(ctx context.Context, statement string) error {
	conn, err := pgx.Connect(ctx, s.url("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, statement)
	return err
}

// binaries finds the folder of initdb and postgres: Debian's, newest version first, else PATH.
func binaries() string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) > 0 {
		return filepath.Dir(slices.Max(found))
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path)
	}
	return ""
}

// startPrivate makes a cluster in a temporary folder and starts it on a socket in there; it ends
// with this process.
func startPrivate(bin string) (*server, error) {
	dir, err := os.MkdirTemp("", fmt.Sprintf("yanzhen-pg-%d-", os.Getpid()))
	if err != nil {
		return nil, err
	}
	sweep(dir)
	owner, err := serverUser(dir)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
	initdb.SysProcAttr, initdb.Dir = attributes(owner), dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	if err := run(bin, dir, data, owner); err != nil {
		return nil, err
	}
	s := &server{base: "postgres://postgres@/%s?host=" + dir}
	return s, s.wait()
}

func run(bin, dir, data string, owner *account) error {
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return err
	}
	cmd := exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-k", dir, "-c", "listen_addresses=", "-c", "fsync=off",
		"-c", "max_connections=200", "-c", "shared_buffers=64MB", "-c", "log_min_messages=fatal")
	cmd.SysProcAttr, cmd.Dir, cmd.Stdout, cmd.Stderr = attributes(owner), dir, log, log
	started := make(chan error)
	go func() { // the server ends with the thread that started it, so this thread stays
		runtime.LockOSThread()
		started <- cmd.Start()
		_ = cmd.Wait()
	}()
	return <-started
}

func (s *server) wait() error {
	var err error
	for range 200 {
		if err = s.admin(context.Background(), "SELECT 1"); err == nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("the private server does not answer: %w", err)
}

// account is the user the server runs as, since PostgreSQL refuses to run as root.
type account struct{ uid, gid uint32 }

func serverUser(dir string) (*account, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		return &account{uint32(uid), uint32(gid)}, os.Chown(dir, uid, gid)
	}
	return nil, fmt.Errorf("root may not run PostgreSQL, and there is no user postgres or nobody")
}

// sweep removes what servers of dead test processes left behind.
func sweep(mine string) {
	left, _ := filepath.Glob(filepath.Join(os.TempDir(), "yanzhen-pg-*"))
	for _, dir := range left {
		part := strings.Split(filepath.Base(dir), "-")
		if dir == mine || len(part) < 4 {
			continue
		}
		if pid, err := strconv.Atoi(part[2]); err == nil && !alive(pid) {
			_ = os.RemoveAll(dir)
		}
	}
}
