-- A version of a pack is submitted, approved by a second person from a day on, and in force when the day has come.
-- Moves written before had effect at once: their day is empty, which is before every day.
ALTER TABLE policy_move ADD COLUMN effect TEXT NOT NULL DEFAULT '';

UPDATE policy_move SET state = 'approved' WHERE state = 'active';
