-- Files of the vault: what each is, whose it is, and why it is here. Contents lie on disk by their SHA-256.

CREATE TABLE file (
	district    TEXT NOT NULL,
	id          TEXT NOT NULL,
	sha256      TEXT NOT NULL,
	size        {{int}} NOT NULL,
	type        TEXT NOT NULL,               -- pdf, png, jpeg, xlsx, docx, xls, text, lrmx, lrm
	name        TEXT NOT NULL,               -- as sent, cleaned
	purpose     TEXT NOT NULL,               -- evidence, import
	person      TEXT NOT NULL DEFAULT '',
	org         TEXT NOT NULL DEFAULT '',
	uploaded_by TEXT NOT NULL,
	at          {{int}} NOT NULL,
	PRIMARY KEY (district, id)
) {{strict}};
CREATE INDEX file_by_content ON file (sha256);
CREATE INDEX file_by_person ON file (district, person, id);
