/**
 * Regrades. A submission may have a row in each of them beside the one that counts, so a row is unique with its run:
 * SQLite changes that only where the table is made anew, and what refers to it.
 */
export const REGRADES = `
CREATE TABLE regrades (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  course TEXT NOT NULL, assignment TEXT NOT NULL,
  assignmentDigest TEXT NOT NULL, graderVersion TEXT NOT NULL,
  checks TEXT CHECK (json_valid(checks)),
  actor TEXT NOT NULL, reason TEXT, startedAt TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'published', 'replaced', 'cancelled'))
) STRICT;
CREATE UNIQUE INDEX oneOpenRegrade ON regrades (course, assignment) WHERE state = 'open';

CREATE TABLE workAnew (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  course TEXT NOT NULL, submissionId TEXT NOT NULL, graderVersion TEXT NOT NULL,
  run TEXT NOT NULL DEFAULT '',
  assignment TEXT NOT NULL, assignmentDigest TEXT NOT NULL,
  checks TEXT CHECK (json_valid(checks)),
  party TEXT NOT NULL, source TEXT NOT NULL,
  workClass TEXT NOT NULL CHECK (workClass IN ('feedback', 'submission', 'regrade', 'batch')),
  lane TEXT NOT NULL CHECK (lane IN ('cpu', 'gpu')),
  gpuWaitSeconds INTEGER CHECK (gpuWaitSeconds >= 0), gpuUntil TEXT,
  createdAt TEXT NOT NULL, admittedAt TEXT NOT NULL, changedAt TEXT NOT NULL,
  platformDues TEXT CHECK (json_valid(platformDues)),
  contentDigest TEXT NOT NULL, notebook TEXT, notebookDigest TEXT, fileName TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN
    ('queued', 'dispatched', 'graded', 'superseded', 'cancelled', 'needsStaff', 'unreadable')),
  turn INTEGER NOT NULL,
  attempt INTEGER NOT NULL DEFAULT 0 CHECK (attempt >= 0),
  cause TEXT CHECK (cause IN ('course', 'platform', 'poison')),
  detail TEXT,
  gradedSeq INTEGER REFERENCES events (seq),
  openSeq INTEGER REFERENCES events (seq),
  heldGrade TEXT CHECK (json_valid(heldGrade)),
  UNIQUE (course, submissionId, graderVersion, run),
  CHECK (state = 'unreadable' OR (notebook IS NOT NULL AND notebookDigest IS NOT NULL)),
  CHECK ((state = 'needsStaff') = (cause IS NOT NULL)),
  CHECK ((state = 'graded') = (gradedSeq IS NOT NULL OR heldGrade IS NOT NULL))
) STRICT;
INSERT INTO workAnew (
  seq, id, course, submissionId, graderVersion, assignment, assignmentDigest, party, source, workClass, lane,
  gpuWaitSeconds, gpuUntil, createdAt, admittedAt, changedAt, platformDues, contentDigest, notebook, notebookDigest,
  fileName, state, turn, attempt, cause, detail, gradedSeq, openSeq, heldGrade
) SELECT
  seq, id, course, submissionId, graderVersion, assignment, assignmentDigest, party, source, workClass, lane,
  gpuWaitSeconds, gpuUntil, createdAt, admittedAt, changedAt, platformDues, contentDigest, notebook, notebookDigest,
  fileName, state, turn, attempt, cause, detail, gradedSeq, openSeq, feedbackGrade
FROM work;
CREATE TABLE decisionsAnew (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  workId TEXT NOT NULL REFERENCES workAnew (id),
  decision TEXT NOT NULL CHECK (decision IN ('force', 'cancel')),
  actor TEXT NOT NULL, reason TEXT NOT NULL, decidedAt TEXT NOT NULL
) STRICT;
INSERT INTO decisionsAnew SELECT seq, workId, decision, actor, reason, decidedAt FROM workDecisions;
DROP TABLE workDecisions;
DROP TABLE work;
ALTER TABLE workAnew RENAME TO work;
ALTER TABLE decisionsAnew RENAME TO workDecisions;
CREATE INDEX workDecisionsByWork ON workDecisions (workId);
CREATE INDEX workByState ON work (state, lane, workClass, turn, seq);
CREATE INDEX workByParty ON work (course, party, state, lane, workClass, turn);
CREATE INDEX workByGpuUntil ON work (gpuUntil) WHERE gpuUntil IS NOT NULL;
CREATE INDEX workByNotebook ON work (notebook);
CREATE INDEX workByRun ON work (run) WHERE run != '';
`;
