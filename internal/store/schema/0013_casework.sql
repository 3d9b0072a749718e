-- The texts of programmes under which rounds were opened. A text is named by its digest and never changes.
CREATE TABLE casework_programme (
	district  TEXT NOT NULL,
	digest    TEXT NOT NULL,
	programme TEXT NOT NULL,                    -- id of the pack
	text      TEXT NOT NULL,                    -- programme.yaml
	cases     TEXT NOT NULL,                    -- cases.yaml
	at        {{int}} NOT NULL,
	PRIMARY KEY (district, digest)
) {{strict}};

-- A round takes applications for a programme from a day to a day. The moves tell what was changed; none is rewritten.
CREATE TABLE casework_round (
	district  TEXT NOT NULL,
	id        TEXT NOT NULL,
	programme TEXT NOT NULL,
	digest    TEXT NOT NULL,                    -- of the programme's text
	version   TEXT NOT NULL,                    -- of the programme
	name      TEXT NOT NULL,
	number    {{int}} NOT NULL,                 -- the how manieth of its year
	year      {{int}} NOT NULL,
	opens     TEXT NOT NULL,
	closes    TEXT NOT NULL,
	account   TEXT NOT NULL,
	actor     TEXT NOT NULL,
	at        {{int}} NOT NULL,
	PRIMARY KEY (district, id),
	UNIQUE (district, year, number)
) {{strict}};

CREATE TABLE casework_round_move (
	district TEXT NOT NULL,
	round    TEXT NOT NULL,
	seq      {{int}} NOT NULL,
	step     TEXT NOT NULL,                     -- extended, paused, resumed, closed, admitted
	day      TEXT NOT NULL DEFAULT '',          -- of an extension: the new last day
	case_id  TEXT NOT NULL DEFAULT '',          -- of an admission after the last day
	reason   TEXT NOT NULL,
	account  TEXT NOT NULL,
	actor    TEXT NOT NULL,
	at       {{int}} NOT NULL,
	PRIMARY KEY (district, round, seq)
) {{clustered}};

-- Who sits on a seat that belongs to no office: members of a committee.
CREATE TABLE casework_seat (
	district TEXT NOT NULL,
	round    TEXT NOT NULL,
	stage    TEXT NOT NULL,
	seat     TEXT NOT NULL,                     -- member:1
	account  TEXT NOT NULL,
	name     TEXT NOT NULL,
	PRIMARY KEY (district, round, stage, seat)
) {{clustered}};

-- A case is what its moves make of it; state, stage, lap and due stand here so that lists need not replay.
CREATE TABLE casework_case (
	district  TEXT NOT NULL,
	id        TEXT NOT NULL,
	round     TEXT NOT NULL,
	programme TEXT NOT NULL,
	number    {{int}} NOT NULL DEFAULT 0,       -- within its round, given at the first submission
	person    TEXT NOT NULL,
	org       TEXT NOT NULL DEFAULT '',         -- the present employer, which confirms
	filer     TEXT NOT NULL,                    -- person, unit, village, peer, leader
	account   TEXT NOT NULL,                    -- who began it
	state     TEXT NOT NULL,
	stage     TEXT NOT NULL DEFAULT '',
	consent   TEXT NOT NULL DEFAULT '',         -- of a nominee: yes or no; '' not yet, or not needed
	moves     {{int}} NOT NULL DEFAULT 0,
	at        {{int}} NOT NULL,
	submitted {{int}} NOT NULL DEFAULT 0,
	closed    {{int}} NOT NULL DEFAULT 0,
	PRIMARY KEY (district, id)
) {{strict}};
CREATE UNIQUE INDEX casework_case_once ON casework_case (district, round, person) WHERE state <> 'withdrawn';
CREATE INDEX casework_case_by_round ON casework_case (district, round, state, id);
CREATE INDEX casework_case_by_person ON casework_case (district, person, id);
CREATE INDEX casework_case_by_org ON casework_case (district, org, id) WHERE org <> '';
CREATE INDEX casework_case_by_state ON casework_case (district, state, id);

-- Whose turn it is. Written anew with every move, so that a queue is one index.
CREATE TABLE casework_turn (
	district  TEXT NOT NULL,
	seat      TEXT NOT NULL,
	due       TEXT NOT NULL,                    -- 9999-12-31 without a limit
	case_id   TEXT NOT NULL,
	round     TEXT NOT NULL,
	stage     TEXT NOT NULL,
	holder    TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (district, seat, due, case_id)
) {{clustered}};
CREATE INDEX casework_turn_by_case ON casework_turn (district, case_id);
CREATE INDEX casework_turn_by_due ON casework_turn (district, due);

CREATE TABLE casework_move (
	district TEXT NOT NULL,
	case_id  TEXT NOT NULL,
	seq      {{int}} NOT NULL,
	act      TEXT NOT NULL,
	day      TEXT NOT NULL,
	seat     TEXT NOT NULL DEFAULT '',
	target   TEXT NOT NULL DEFAULT '',
	days     {{int}} NOT NULL DEFAULT 0,
	items    TEXT NOT NULL DEFAULT '',          -- JSON
	cites    TEXT NOT NULL DEFAULT '',          -- JSON
	reason   TEXT NOT NULL DEFAULT '',
	stage    TEXT NOT NULL,                     -- in which it was made
	account  TEXT NOT NULL,
	actor    TEXT NOT NULL,
	at       {{int}} NOT NULL,
	PRIMARY KEY (district, case_id, seq)
) {{clustered}};

-- What was filled in, sealed. Sheet 0 is the draft; each submission freezes the next, with the facts it rested on.
CREATE TABLE casework_sheet (
	district TEXT NOT NULL,
	case_id  TEXT NOT NULL,
	sheet    {{int}} NOT NULL,
	answers  TEXT NOT NULL,
	facts    TEXT NOT NULL DEFAULT '',
	digest   TEXT NOT NULL DEFAULT '',          -- of those facts
	verdict  TEXT NOT NULL DEFAULT '',          -- of the gates
	account  TEXT NOT NULL,
	at       {{int}} NOT NULL,
	PRIMARY KEY (district, case_id, sheet)
) {{clustered}};

CREATE TABLE casework_paper (
	district TEXT NOT NULL,
	case_id  TEXT NOT NULL,
	material TEXT NOT NULL,
	file     TEXT NOT NULL,
	account  TEXT NOT NULL,
	actor    TEXT NOT NULL,
	at       {{int}} NOT NULL,
	gone     {{int}} NOT NULL DEFAULT 0,        -- taken out before submission
	PRIMARY KEY (district, case_id, material, file)
) {{clustered}};
