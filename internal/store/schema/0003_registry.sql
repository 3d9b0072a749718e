-- Dossiers: a person is a small identity row plus records; profile is a projection of them for lists.
-- Organisations, and the filters people keep.

CREATE TABLE person (
	district    TEXT NOT NULL,
	id          TEXT NOT NULL,
	name        TEXT NOT NULL,
	gender      TEXT NOT NULL DEFAULT '',
	birth_date  TEXT NOT NULL DEFAULT '',
	id_sealed   TEXT NOT NULL,
	id_index    TEXT NOT NULL,
	id_mask     TEXT NOT NULL,
	merged_into TEXT NOT NULL DEFAULT '',
	created_at  {{int}} NOT NULL,
	changed_at  {{int}} NOT NULL,
	version     {{int}} NOT NULL,
	PRIMARY KEY (district, id)
) {{strict}};
CREATE UNIQUE INDEX person_by_number ON person (district, id_index);
CREATE INDEX person_by_change ON person (district, changed_at, id);
CREATE INDEX person_merged ON person (district, merged_into) WHERE merged_into <> '';

-- since and until say when it was true, learnt_at and superseded_at when we held it to be true.
CREATE TABLE record (
	district      TEXT NOT NULL,
	person        TEXT NOT NULL,
	id            TEXT NOT NULL,
	kind          TEXT NOT NULL,
	slot          TEXT NOT NULL,
	data          TEXT NOT NULL,
	origins       TEXT NOT NULL DEFAULT '',
	since         TEXT NOT NULL DEFAULT '',
	until         TEXT NOT NULL DEFAULT '',
	learnt_at     {{int}} NOT NULL,
	by_account    TEXT NOT NULL,
	source_kind   TEXT NOT NULL,
	source_ref    TEXT NOT NULL DEFAULT '',
	source_name   TEXT NOT NULL DEFAULT '',
	source_date   TEXT NOT NULL DEFAULT '',
	status        TEXT NOT NULL,
	status_at     {{int}} NOT NULL DEFAULT 0,
	status_by     TEXT NOT NULL DEFAULT '',
	reason        TEXT NOT NULL DEFAULT '',
	evidence      TEXT NOT NULL DEFAULT '',
	supersedes    TEXT NOT NULL DEFAULT '',
	superseded_by TEXT NOT NULL DEFAULT '',
	superseded_at {{int}} NOT NULL DEFAULT 0,
	PRIMARY KEY (district, person, id)
) {{clustered}};

CREATE TABLE profile (
	doc           {{serial}},
	district      TEXT NOT NULL,
	person        TEXT NOT NULL,
	name          TEXT NOT NULL,
	pinyin        TEXT NOT NULL,
	id_mask       TEXT NOT NULL,
	gender        TEXT NOT NULL,
	birth_date    TEXT NOT NULL,
	ethnicity     TEXT NOT NULL,
	political     TEXT NOT NULL,
	education     TEXT NOT NULL,
	edu_rank      {{int}} NOT NULL,
	degree        TEXT NOT NULL,
	school        TEXT NOT NULL,
	major         TEXT NOT NULL,
	title         TEXT NOT NULL,
	title_level   TEXT NOT NULL,
	skill         TEXT NOT NULL,
	skill_level   TEXT NOT NULL,
	org           TEXT NOT NULL,
	org_name      TEXT NOT NULL,
	post          TEXT NOT NULL,
	field         TEXT NOT NULL,
	town          TEXT NOT NULL,
	village       TEXT NOT NULL,
	introduced_on TEXT NOT NULL,
	talent_class  TEXT NOT NULL,
	honours       {{int}} NOT NULL,
	records       {{int}} NOT NULL,
	verified      {{int}} NOT NULL,
	refused       {{int}} NOT NULL,
	evidence      {{int}} NOT NULL,
	changed_at    {{int}} NOT NULL,
	search        TEXT NOT NULL,
	words         TEXT NOT NULL,
	UNIQUE (district, person)
) {{strict}};
CREATE INDEX profile_by_name ON profile (district, pinyin, person);
CREATE INDEX profile_by_change ON profile (district, changed_at, person);
CREATE INDEX profile_by_birth ON profile (district, birth_date, person);
CREATE INDEX profile_by_introduced ON profile (district, introduced_on, person);
CREATE INDEX profile_by_education ON profile (district, edu_rank, person);
CREATE INDEX profile_by_org ON profile (district, org, person);
-- Everything a filter or a count asks, so that neither reads the wide rows.
CREATE INDEX profile_by_codes ON profile (district, gender, town, education, field, title_level, skill_level, degree, talent_class, political,
	ethnicity, village, birth_date, introduced_on, honours, records, verified, refused, evidence, org, person);

-- Which lines hold all of some words: words are pairs of characters as the registry writes them into profile.words. On both
-- engines SELECT rowid FROM profile_words('w1 w2') gives the docs. PostgreSQL is told to use the index, since it does not know what
-- taking words apart costs.
{{sqlite}} CREATE VIRTUAL TABLE profile_words USING fts5 (words, content = 'profile', content_rowid = 'doc', tokenize = 'ascii', detail = none, columnsize = 0);
{{sqlite}} CREATE TRIGGER profile_words_in AFTER INSERT ON profile BEGIN INSERT INTO profile_words (rowid, words) VALUES (new.doc, new.words); END;
{{sqlite}} CREATE TRIGGER profile_words_out AFTER DELETE ON profile BEGIN INSERT INTO profile_words (profile_words, rowid, words) VALUES ('delete', old.doc, old.words); END;
{{sqlite}} CREATE TRIGGER profile_words_new AFTER UPDATE OF words ON profile WHEN old.words <> new.words BEGIN INSERT INTO profile_words (profile_words, rowid, words) VALUES ('delete', old.doc, old.words); INSERT INTO profile_words (rowid, words) VALUES (new.doc, new.words); END;
{{postgres}} CREATE INDEX profile_by_words ON profile USING gin (string_to_array(words, ' '));
{{postgres}} CREATE FUNCTION profile_words(wanted TEXT) RETURNS TABLE (rowid BIGINT) LANGUAGE sql STABLE SET enable_seqscan = off SET enable_indexscan = off AS $$ SELECT doc FROM profile WHERE string_to_array(words, ' ') @> string_to_array(wanted, ' ') $$;

CREATE TABLE org (
	district   TEXT NOT NULL,
	id         TEXT NOT NULL,
	uscc       TEXT NOT NULL DEFAULT '',
	name       TEXT NOT NULL,
	name_key   TEXT NOT NULL,
	pinyin     TEXT NOT NULL,
	ownership  TEXT NOT NULL DEFAULT '',
	industry   TEXT NOT NULL DEFAULT '',
	scale      TEXT NOT NULL DEFAULT '',
	town       TEXT NOT NULL DEFAULT '',
	village    TEXT NOT NULL DEFAULT '',
	address    TEXT NOT NULL DEFAULT '',
	contact    TEXT NOT NULL DEFAULT '',
	more       TEXT NOT NULL DEFAULT '{}',
	search     TEXT NOT NULL,
	created_at {{int}} NOT NULL,
	changed_at {{int}} NOT NULL,
	version    {{int}} NOT NULL,
	PRIMARY KEY (district, id)
) {{strict}};
CREATE UNIQUE INDEX org_by_uscc ON org (district, uscc) WHERE uscc <> '';
CREATE INDEX org_by_name ON org (district, name_key, id);
CREATE INDEX org_by_pinyin ON org (district, pinyin, id);
CREATE INDEX org_by_change ON org (district, changed_at, id);

CREATE TABLE saved_filter (
	district   TEXT NOT NULL,
	id         TEXT NOT NULL,
	account    TEXT NOT NULL,
	name       TEXT NOT NULL,
	filter     TEXT NOT NULL,
	columns    TEXT NOT NULL,
	shared     {{int}} NOT NULL,
	created_at {{int}} NOT NULL,
	PRIMARY KEY (district, id)
) {{strict}};
CREATE UNIQUE INDEX saved_filter_by_name ON saved_filter (district, account, name);
