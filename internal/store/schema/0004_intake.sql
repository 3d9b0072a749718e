-- Rosters on their way in: uploads, what became of every row, and questions where two sources disagree.

CREATE TABLE import (
	district    TEXT NOT NULL,
	id          TEXT NOT NULL,
	org         TEXT NOT NULL DEFAULT '',        -- the unit whose people these are; '' for the office
	name        TEXT NOT NULL,                   -- file name as sent
	format      TEXT NOT NULL,                   -- roster, lrmx, lrm
	file        TEXT NOT NULL,                   -- the file in the vault
	sha256      TEXT NOT NULL,
	sheet       TEXT NOT NULL DEFAULT '',
	source      TEXT NOT NULL DEFAULT '',        -- what dossiers name as the origin
	source_date TEXT NOT NULL DEFAULT '',        -- the day the file speaks of
	mapping     {{json}} NOT NULL DEFAULT '{}',
	state       TEXT NOT NULL,                   -- uploaded, mapped, running, done, cancelled, failed
	total       {{int}} NOT NULL DEFAULT 0,
	reached     {{int}} NOT NULL DEFAULT 0,      -- last worksheet row or line whose outcome is kept
	created     {{int}} NOT NULL DEFAULT 0,
	updated     {{int}} NOT NULL DEFAULT 0,
	unchanged   {{int}} NOT NULL DEFAULT 0,
	duplicate   {{int}} NOT NULL DEFAULT 0,
	rejected    {{int}} NOT NULL DEFAULT 0,
	conflicts   {{int}} NOT NULL DEFAULT 0,
	reasons     {{json}} NOT NULL DEFAULT '{}',  -- column and code of a reason -> number of rows
	run         TEXT NOT NULL DEFAULT '',
	fault       TEXT NOT NULL DEFAULT '',
	account     TEXT NOT NULL,
	at          {{int}} NOT NULL,
	ended_at    {{int}} NOT NULL DEFAULT 0,
	PRIMARY KEY (district, id)
) {{strict}};

CREATE TABLE import_row (
	district  TEXT NOT NULL,
	import    TEXT NOT NULL,
	number    {{int}} NOT NULL,                  -- worksheet row or line, as the reader of the file counts
	outcome   TEXT NOT NULL,                     -- created, updated, unchanged, duplicate, rejected
	person    TEXT NOT NULL DEFAULT '',
	reasons   {{json}} NOT NULL DEFAULT '[]',
	conflicts {{int}} NOT NULL DEFAULT 0,
	PRIMARY KEY (district, import, number)
) {{clustered}};
CREATE INDEX import_row_by_person ON import_row (district, import, person);
CREATE INDEX import_row_by_outcome ON import_row (district, import, outcome, number);

CREATE TABLE column_memory (
	district TEXT NOT NULL,
	title    TEXT NOT NULL,                      -- normalised
	field    TEXT NOT NULL,
	account  TEXT NOT NULL,
	at       {{int}} NOT NULL,
	PRIMARY KEY (district, title)
) {{clustered}};

CREATE TABLE conflict (
	district      TEXT NOT NULL,
	id            TEXT NOT NULL,
	person        TEXT NOT NULL,
	org           TEXT NOT NULL DEFAULT '',      -- unit that handed in the file; '' for the office
	kind          TEXT NOT NULL,                 -- kind of the record
	slot          TEXT NOT NULL,
	field         TEXT NOT NULL,
	ours          TEXT NOT NULL,                 -- as the registry shows it; sensitive values masked
	ours_source   TEXT NOT NULL,
	ours_date     TEXT NOT NULL,
	theirs        TEXT NOT NULL,
	theirs_source TEXT NOT NULL,
	theirs_date   TEXT NOT NULL,
	difference    {{json}} NOT NULL,             -- the registry's own account of it; sensitive values sealed
	mark          TEXT NOT NULL,                 -- the same for the same question, so that it is asked once
	proposed      TEXT NOT NULL,                 -- ours or theirs
	state         TEXT NOT NULL,                 -- open, ours, theirs, both, edited, lapsed
	import        TEXT NOT NULL,
	number        {{int}} NOT NULL,
	reason        TEXT NOT NULL DEFAULT '',
	account       TEXT NOT NULL DEFAULT '',
	at            {{int}} NOT NULL,
	decided_at    {{int}} NOT NULL DEFAULT 0,
	PRIMARY KEY (district, id)
) {{strict}};
CREATE UNIQUE INDEX conflict_once ON conflict (district, person, mark);
CREATE INDEX conflict_by_state ON conflict (district, state, id);
