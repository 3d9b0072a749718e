// Package intakeweb holds the pages of taking rosters in: the list of imports, the wizard that leads a file from the upload
// to its outcome, and the screens on which a person decides where sources disagree.
package intakeweb

import (
	_ "embed"
	"time"

	"yanzhen/internal/authz"
	"yanzhen/internal/district"
	"yanzhen/internal/door"
	"yanzhen/internal/i18n"
	"yanzhen/internal/registry/intake"
	"yanzhen/internal/web"
)

//go:embed words.yaml
var wordsYAML []byte

// Words are the words of these pages.
var Words = i18n.MustLoad(wordsYAML)

// Pages serves the pages of imports and conflicts. Every field must be given.
type Pages struct {
	Door     *door.Door
	Desk     *intake.Desk
	District *district.District
}

// maxFiles is how many files one upload may bring; together they may weigh as much as four of the largest the vault takes.
const maxFiles, maxWeight = 20, 4

// columnsBody is how much the form of the columns may send: a wide table has some hundred of them.
const columnsBody = 1 << 20

// reading is how long a page that reads the file anew may take.
const reading = 2 * time.Minute

// Register adds the pages to s.
func (p *Pages) Register(s *web.Server) {
	s.Handle("GET /imports", authz.ImportRead, p.getImports)
	s.Handle("GET /imports/new", authz.ImportRun, p.getNew)
	s.Handle("POST /imports/new", authz.ImportRun, p.postNew, web.Body(maxWeight*p.Desk.Vault.Max()), web.Within(10*time.Minute))
	s.Handle("GET /imports/{import}", authz.ImportRead, p.getImport)
	s.Handle("GET /imports/{import}/columns", authz.ImportRun, p.getColumns, web.Within(reading))
	s.Handle("POST /imports/{import}/columns", authz.ImportRun, p.postColumns, web.Body(columnsBody), web.Within(reading))
	s.Handle("POST /imports/{import}/sheet", authz.ImportRun, p.postSheet, web.Within(reading))
	s.Handle("GET /imports/{import}/preview", authz.ImportRun, p.getPreview, web.Within(reading))
	s.Handle("POST /imports/{import}/run", authz.ImportRun, p.postRun)
	s.Handle("POST /imports/{import}/cancel", authz.ImportRun, p.postCancel)
	s.Handle("GET /imports/{import}/progress", authz.ImportRead, p.getProgress)
	s.Handle("GET /imports/{import}/rejects", authz.ImportRun, p.getRejects, web.Within(reading))
	s.Handle("GET /imports/{import}/rows/{row}", authz.ImportRead, p.getRow, web.Within(reading))

	s.Handle("GET /conflicts", authz.ConflictDecide, p.getConflicts)
	s.Handle("POST /conflicts", authz.ConflictDecide, p.postConflicts)
	s.Handle("GET /conflicts/{conflict}", authz.ConflictDecide, p.getConflict)
	s.Handle("POST /conflicts/{conflict}", authz.ConflictDecide, p.postConflict)
}
