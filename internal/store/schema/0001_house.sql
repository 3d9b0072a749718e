-- What every slice shares: idempotency keys, the audit log, visible job runs.

CREATE TABLE door_key (
	actor   TEXT NOT NULL,
	key     TEXT NOT NULL,
	action  TEXT NOT NULL,
	digest  TEXT NOT NULL,
	result  TEXT NOT NULL,
	at      {{int}} NOT NULL,
	PRIMARY KEY (actor, key)
) {{clustered}};

CREATE TABLE audit_entry (
	seq      {{serial}},
	at       {{int}} NOT NULL,
	district TEXT NOT NULL,
	account  TEXT NOT NULL,
	actor    TEXT NOT NULL,
	via      TEXT NOT NULL,
	action   TEXT NOT NULL,
	outcome  TEXT NOT NULL,
	subject  TEXT NOT NULL,
	detail   TEXT NOT NULL,
	digest   TEXT NOT NULL
) {{strict}};
CREATE INDEX audit_entry_by_subject ON audit_entry (district, subject, seq);
CREATE INDEX audit_entry_by_account ON audit_entry (district, account, seq);
CREATE INDEX audit_entry_by_outcome ON audit_entry (district, outcome, at);

CREATE TABLE job_run (
	district    TEXT NOT NULL,
	id          TEXT NOT NULL,
	kind        TEXT NOT NULL,
	args        TEXT NOT NULL,
	account     TEXT NOT NULL,
	actor       TEXT NOT NULL,
	state       TEXT NOT NULL,
	done        {{int}} NOT NULL,
	total       {{int}} NOT NULL,
	note        TEXT NOT NULL,
	result      TEXT NOT NULL,
	fault       TEXT NOT NULL,
	cancel_at   {{int}} NOT NULL,
	enqueued_at {{int}} NOT NULL,
	started_at  {{int}} NOT NULL,
	ended_at    {{int}} NOT NULL,
	PRIMARY KEY (district, id)
) {{strict}};
CREATE INDEX job_run_by_kind ON job_run (district, kind, id);
