-- Who signs in: accounts with their grants, sessions of browsers, tokens of integrations, failed attempts.

CREATE TABLE account (
	district     TEXT NOT NULL,
	id           TEXT NOT NULL,
	login        TEXT NOT NULL,                  -- lower case
	name         TEXT NOT NULL,
	password     TEXT NOT NULL,                  -- argon2id
	must_change  {{int}} NOT NULL DEFAULT 0,     -- the password was given by someone else
	totp         TEXT NOT NULL DEFAULT '',       -- sealed secret; '' for none
	totp_pending TEXT NOT NULL DEFAULT '',       -- sealed, shown but not yet confirmed
	totp_step    {{int}} NOT NULL DEFAULT 0,     -- the last step of time whose code was used
	demo         {{int}} NOT NULL DEFAULT 0,     -- offered for one-click sign-in in a demonstration
	disabled     {{int}} NOT NULL DEFAULT 0,
	created_at   {{int}} NOT NULL,
	signed_in_at {{int}} NOT NULL DEFAULT 0,
	PRIMARY KEY (district, id)
) {{strict}};
CREATE UNIQUE INDEX account_by_login ON account (login);

CREATE TABLE account_grant (
	district    TEXT NOT NULL,
	holder      TEXT NOT NULL,                   -- an account, or a token
	number      {{int}} NOT NULL,
	role        TEXT NOT NULL,
	at_district TEXT NOT NULL,
	dept        TEXT NOT NULL DEFAULT '',
	org         TEXT NOT NULL DEFAULT '',
	person      TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (district, holder, number)
) {{clustered}};
CREATE INDEX account_grant_by_role ON account_grant (district, role, holder);
CREATE INDEX account_grant_by_holder ON account_grant (holder, number);

CREATE TABLE account_session (
	hash       TEXT NOT NULL PRIMARY KEY,        -- SHA-256 of the token
	id         TEXT NOT NULL,
	district   TEXT NOT NULL,
	account    TEXT NOT NULL,
	via        TEXT NOT NULL,                    -- password, code, demo
	waits      TEXT NOT NULL DEFAULT '',         -- what is still asked before it opens the house: code, password; '' for nothing
	agent      TEXT NOT NULL,                    -- what kind of browser, for its owner to recognise
	created_at {{int}} NOT NULL,
	seen_at    {{int}} NOT NULL,
	expires_at {{int}} NOT NULL
) {{clustered}};
CREATE INDEX account_session_by_account ON account_session (district, account, id);
CREATE INDEX account_session_by_end ON account_session (expires_at);

CREATE TABLE account_token (
	district   TEXT NOT NULL,
	id         TEXT NOT NULL,
	hash       TEXT NOT NULL,
	name       TEXT NOT NULL,
	created_by TEXT NOT NULL,
	created_at {{int}} NOT NULL,
	expires_at {{int}} NOT NULL,
	used_at    {{int}} NOT NULL DEFAULT 0,
	revoked_at {{int}} NOT NULL DEFAULT 0,
	PRIMARY KEY (district, id)
) {{strict}};
CREATE UNIQUE INDEX account_token_by_hash ON account_token (hash);

-- By the blind index of what was typed as a login, whether such an account is there or not.
CREATE TABLE account_attempt (
	login     TEXT NOT NULL PRIMARY KEY,
	failed    {{int}} NOT NULL,
	last_at   {{int}} NOT NULL,
	locked_to {{int}} NOT NULL
) {{clustered}};
CREATE INDEX account_attempt_by_time ON account_attempt (last_at);
