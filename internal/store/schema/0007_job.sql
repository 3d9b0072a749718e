-- A sign of life of the worker of a run: it grows while the run is at work. Where it stands still the worker is gone.

ALTER TABLE job_run ADD COLUMN beat {{int}} NOT NULL DEFAULT 0;
CREATE INDEX job_run_at_work ON job_run (district, id) WHERE state = 'running';
