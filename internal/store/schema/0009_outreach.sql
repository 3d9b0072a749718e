-- Messages to people and to those who work here, what each person allows, and what goes out by mail. A message goes to a person,
-- and so to whoever acts for them, or to an account.
CREATE TABLE notify_message (
	district    TEXT NOT NULL,
	id          TEXT NOT NULL,
	mark        TEXT NOT NULL,                  -- the same for the same message, however often it is asked for
	person      TEXT NOT NULL DEFAULT '',
	account     TEXT NOT NULL DEFAULT '',
	kind        TEXT NOT NULL,
	template    TEXT NOT NULL,
	args        TEXT NOT NULL DEFAULT '',
	ask         TEXT NOT NULL DEFAULT '',       -- what may be answered and where the answer goes; '' for nothing
	link        TEXT NOT NULL DEFAULT '',
	at          {{int}} NOT NULL,
	read_at     {{int}} NOT NULL DEFAULT 0,
	answer      TEXT NOT NULL DEFAULT '',
	answered_at {{int}} NOT NULL DEFAULT 0,
	PRIMARY KEY (district, id)
) {{strict}};
CREATE UNIQUE INDEX notify_message_once ON notify_message (district, mark);
CREATE INDEX notify_message_by_person ON notify_message (district, person, id) WHERE person <> '';
CREATE INDEX notify_message_by_account ON notify_message (district, account, id) WHERE account <> '';
CREATE INDEX notify_message_unread ON notify_message (district, person, account) WHERE read_at = 0;

-- What a person allows, by kind of message and channel. Never rewritten: the last row holds, the others are its history.
CREATE TABLE notify_choice (
	district TEXT NOT NULL,
	person   TEXT NOT NULL,
	kind     TEXT NOT NULL,
	channel  TEXT NOT NULL,
	seq      {{int}} NOT NULL,
	allowed  {{int}} NOT NULL,
	account  TEXT NOT NULL,
	actor    TEXT NOT NULL,
	at       {{int}} NOT NULL,
	PRIMARY KEY (district, person, kind, channel, seq)
) {{clustered}};

CREATE TABLE notify_delivery (
	district TEXT NOT NULL,
	message  TEXT NOT NULL,
	channel  TEXT NOT NULL,
	state    TEXT NOT NULL,                     -- waiting, sent, failed
	tries    {{int}} NOT NULL DEFAULT 0,
	fault    TEXT NOT NULL DEFAULT '',
	at       {{int}} NOT NULL,
	PRIMARY KEY (district, message, channel)
) {{clustered}};

-- A batch tells many people about one policy; a notice is one of them.
CREATE TABLE outreach_batch (
	district TEXT NOT NULL,
	id       TEXT NOT NULL,
	policy   TEXT NOT NULL,
	digest   TEXT NOT NULL,                     -- of the pack's files
	verdict  TEXT NOT NULL,                     -- yes: who qualifies; unknown: who lacks one fact
	note     TEXT NOT NULL DEFAULT '',
	quiet    {{int}} NOT NULL,                  -- whom another batch told within so many days is left alone
	run      TEXT NOT NULL,
	account  TEXT NOT NULL,
	actor    TEXT NOT NULL,
	at       {{int}} NOT NULL,
	PRIMARY KEY (district, id)
) {{strict}};
CREATE INDEX outreach_batch_by_policy ON outreach_batch (district, policy, id);

CREATE TABLE outreach_notice (
	district  TEXT NOT NULL,
	batch     TEXT NOT NULL,
	person    TEXT NOT NULL,
	policy    TEXT NOT NULL,
	verdict   TEXT NOT NULL,
	missing   TEXT NOT NULL DEFAULT '',
	fen       {{int}} NOT NULL DEFAULT 0,
	state     TEXT NOT NULL,                    -- due, sent, held
	held      TEXT NOT NULL DEFAULT '',         -- why it was held back
	message   TEXT NOT NULL DEFAULT '',
	sent_at   {{int}} NOT NULL DEFAULT 0,
	PRIMARY KEY (district, batch, person)
) {{clustered}};
CREATE INDEX outreach_notice_by_person ON outreach_notice (district, policy, person, sent_at);

-- What people answered. The last one holds.
CREATE TABLE outreach_answer (
	district TEXT NOT NULL,
	batch    TEXT NOT NULL,
	person   TEXT NOT NULL,
	seq      {{int}} NOT NULL,
	policy   TEXT NOT NULL,
	answer   TEXT NOT NULL,
	note     TEXT NOT NULL DEFAULT '',
	account  TEXT NOT NULL,
	at       {{int}} NOT NULL,
	PRIMARY KEY (district, batch, person, seq)
) {{clustered}};
CREATE INDEX outreach_answer_by_policy ON outreach_answer (district, policy, person, at);

-- Awards proposed without an application, and what became of each: the moves tell, none is rewritten. turn counts the proposals for
-- one person, policy and period, so that two at once cannot both be written.
CREATE TABLE award (
	district TEXT NOT NULL,
	id       TEXT NOT NULL,
	policy   TEXT NOT NULL,
	person   TEXT NOT NULL,
	period   TEXT NOT NULL,                     -- a year, or 'once'
	turn     {{int}} NOT NULL,
	org      TEXT NOT NULL DEFAULT '',
	fen      {{int}} NOT NULL,
	version  TEXT NOT NULL,                     -- of the policy
	digest   TEXT NOT NULL,                     -- of the pack's files
	facts    TEXT NOT NULL,                     -- digest of the facts it rests on
	grounds  TEXT NOT NULL,                     -- those facts with source and record
	second   {{int}} NOT NULL DEFAULT 0,        -- two people must confirm
	days     {{int}} NOT NULL,                  -- in which the person may refuse
	at       {{int}} NOT NULL,
	PRIMARY KEY (district, id)
) {{strict}};
CREATE UNIQUE INDEX award_once ON award (district, policy, person, period, turn);
CREATE INDEX award_by_person ON award (district, person, id);

CREATE TABLE award_move (
	district TEXT NOT NULL,
	award    TEXT NOT NULL,
	seq      {{int}} NOT NULL,
	step     TEXT NOT NULL,
	reason   TEXT NOT NULL DEFAULT '',
	account  TEXT NOT NULL,
	actor    TEXT NOT NULL,
	at       {{int}} NOT NULL,
	until    TEXT NOT NULL DEFAULT '',          -- of a confirmation: the last day to refuse
	PRIMARY KEY (district, award, seq)
) {{clustered}};
