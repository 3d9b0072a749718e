-- Scenarios of policies: which figures of a version somebody moved to see what follows. Whom they meet and what they cost is
-- computed anew each time, never kept. draft is the version that a scenario was turned into.
CREATE TABLE policy_scenario (
	district TEXT NOT NULL,
	policy   TEXT NOT NULL,
	id       TEXT NOT NULL,
	name     TEXT NOT NULL,
	note     TEXT NOT NULL DEFAULT '',
	base     TEXT NOT NULL,
	moves    TEXT NOT NULL,
	budget   {{int}} NOT NULL DEFAULT 0,
	draft    TEXT NOT NULL DEFAULT '',
	account  TEXT NOT NULL,
	actor    TEXT NOT NULL,
	at       {{int}} NOT NULL,
	changed  {{int}} NOT NULL,
	version  {{int}} NOT NULL,
	PRIMARY KEY (district, policy, id),
	UNIQUE (district, policy, name)
) {{strict}};
