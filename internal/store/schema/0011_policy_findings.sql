-- What an officer said about a finding of the policy check-up: that it is set aside, or taken up again, and why. A
-- finding is named after what is wrong and the texts it is wrong in, so another text is another finding. Rows stay; the
-- last one counts.
CREATE TABLE policy_finding_step (
	district TEXT NOT NULL,
	finding  TEXT NOT NULL,
	seq      {{int}} NOT NULL,
	step     TEXT NOT NULL,
	kind     TEXT NOT NULL,
	policy   TEXT NOT NULL,
	reason   TEXT NOT NULL,
	account  TEXT NOT NULL,
	actor    TEXT NOT NULL,
	at       {{int}} NOT NULL,
	PRIMARY KEY (district, finding, seq)
) {{strict}};
