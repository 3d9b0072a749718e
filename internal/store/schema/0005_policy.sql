-- Editions of policy packs that a district wrote or changed; the packs that ship with the program
-- are not in here. A row is never rewritten: every edit is a version of its own.

CREATE TABLE policy_pack (
	district TEXT NOT NULL,
	id       TEXT NOT NULL,
	version  TEXT NOT NULL,
	files    TEXT NOT NULL,
	report   TEXT NOT NULL,
	note     TEXT NOT NULL DEFAULT '',
	account  TEXT NOT NULL,
	actor    TEXT NOT NULL,
	at       {{int}} NOT NULL,
	PRIMARY KEY (district, id, version)
) {{strict}};

-- Who put which version into force or out of it. The last move of a pack decides what is in force;
-- a pack without one follows the district's configuration.
CREATE TABLE policy_move (
	district TEXT NOT NULL,
	id       TEXT NOT NULL,
	seq      {{int}} NOT NULL,
	version  TEXT NOT NULL,
	state    TEXT NOT NULL,
	reason   TEXT NOT NULL DEFAULT '',
	account  TEXT NOT NULL,
	actor    TEXT NOT NULL,
	at       {{int}} NOT NULL,
	PRIMARY KEY (district, id, seq)
) {{strict}};
