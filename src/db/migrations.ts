import { ACCESS } from './accessSchema.js';
import { REGRADES } from './regradesSchema.js';

/** One step of the schema, as SQL. A step that has been released never changes: a later one mends it. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

const LOG = `
CREATE TABLE students (
  course TEXT NOT NULL, student TEXT NOT NULL,
  name TEXT, email TEXT, sid TEXT, section TEXT,
  PRIMARY KEY (course, student), UNIQUE (course, email), UNIQUE (course, sid)
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
  seq INTEGER PRIMARY KEY CHECK (seq > 0),
  eventId TEXT NOT NULL UNIQUE,
  course TEXT NOT NULL, key TEXT NOT NULL,
  type TEXT NOT NULL, schemaVersion INTEGER NOT NULL,
  occurredAt TEXT NOT NULL, recordedAt TEXT NOT NULL,
  actor TEXT NOT NULL, reason TEXT, evidenceRef TEXT,
  payload TEXT NOT NULL CHECK (json_valid(payload)),
  prevHash TEXT NOT NULL, hash TEXT NOT NULL UNIQUE,
  UNIQUE (course, key)
) STRICT;
CREATE INDEX eventsByType ON events (course, type);

CREATE TABLE eventStudents (
  seq INTEGER NOT NULL REFERENCES events (seq),
  course TEXT NOT NULL, student TEXT NOT NULL,
  PRIMARY KEY (course, student, seq),
  FOREIGN KEY (course, student) REFERENCES students (course, student)
) STRICT, WITHOUT ROWID;
CREATE INDEX eventStudentsBySeq ON eventStudents (seq);

CREATE TRIGGER eventsAreNotChanged BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are never changed; record a later one that corrects it'); END;
CREATE TRIGGER eventsAreNotDeleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are never deleted; record a later one that corrects it'); END;
-- REPLACE deletes without asking the trigger above.
CREATE TRIGGER eventsAreNotReplaced BEFORE INSERT ON events
WHEN EXISTS (SELECT 1 FROM events WHERE seq = NEW.seq OR eventId = NEW.eventId OR hash = NEW.hash
             OR (course = NEW.course AND key = NEW.key))
BEGIN SELECT RAISE(ABORT, 'events are never replaced; record a later one that corrects it'); END;
CREATE TRIGGER eventsContinueTheChain BEFORE INSERT ON events
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM events)
  OR (NEW.seq > 1 AND NEW.prevHash IS NOT (SELECT hash FROM events ORDER BY seq DESC LIMIT 1))
BEGIN SELECT RAISE(ABORT, 'an event continues the chain of those before it'); END;
`;

// submission_received events of an older ledger get their rows too.
const WORK = `
CREATE TABLE submissions (
  course TEXT NOT NULL, submissionId TEXT NOT NULL,
  assignment TEXT NOT NULL, createdAt TEXT NOT NULL, contentHash TEXT,
  receivedSeq INTEGER NOT NULL UNIQUE REFERENCES events (seq),
  PRIMARY KEY (course, submissionId)
) STRICT, WITHOUT ROWID;
INSERT INTO submissions
SELECT course, json_extract(payload, '$.submissionId'), json_extract(payload, '$.assignment'),
  json_extract(payload, '$.createdAt'), json_extract(payload, '$.contentHash'), seq
FROM events WHERE type = 'submission_received';

CREATE TABLE attempts (
  course TEXT NOT NULL, submissionId TEXT NOT NULL, attempt INTEGER NOT NULL CHECK (attempt > 0),
  state TEXT NOT NULL CHECK (state IN ('open', 'committed', 'superseded')),
  openedAt TEXT NOT NULL,
  PRIMARY KEY (course, submissionId, attempt),
  FOREIGN KEY (course, submissionId) REFERENCES submissions (course, submissionId)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX oneOpenAttempt ON attempts (course, submissionId) WHERE state = 'open';

CREATE TABLE grades (
  course TEXT NOT NULL, submissionId TEXT NOT NULL, attempt INTEGER NOT NULL,
  body TEXT NOT NULL CHECK (json_valid(body)),
  gradedSeq INTEGER NOT NULL UNIQUE REFERENCES events (seq),
  committedAt TEXT NOT NULL,
  PRIMARY KEY (course, submissionId, attempt),
  FOREIGN KEY (course, submissionId, attempt) REFERENCES attempts (course, submissionId, attempt)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  course TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL,
  body TEXT NOT NULL CHECK (json_valid(body)),
  createdAt TEXT NOT NULL, sentAt TEXT,
  UNIQUE (course, key)
) STRICT;
CREATE INDEX outboxUnsent ON outbox (id) WHERE sentAt IS NULL;
`;

const CHARGES = `
CREATE TABLE charges (
  course TEXT NOT NULL, student TEXT NOT NULL,
  asOfSeq INTEGER NOT NULL, policySeq INTEGER NOT NULL,
  body TEXT NOT NULL CHECK (json_valid(body)),
  PRIMARY KEY (course, student),
  FOREIGN KEY (course, student) REFERENCES students (course, student)
) STRICT, WITHOUT ROWID;
`;

const QUEUED_WORK = `
CREATE TABLE work (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  course TEXT NOT NULL, submissionId TEXT NOT NULL, graderVersion TEXT NOT NULL,
  assignment TEXT NOT NULL, assignmentDigest TEXT NOT NULL,
  party TEXT NOT NULL, source TEXT NOT NULL,
  workClass TEXT NOT NULL CHECK (workClass IN ('feedback', 'submission', 'regrade', 'batch')),
  lane TEXT NOT NULL CHECK (lane IN ('cpu', 'gpu')),
  createdAt TEXT NOT NULL, admittedAt TEXT NOT NULL, changedAt TEXT NOT NULL,
  contentDigest TEXT NOT NULL, notebook TEXT, notebookDigest TEXT, fileName TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN
    ('queued', 'dispatched', 'graded', 'superseded', 'cancelled', 'needsStaff', 'unreadable')),
  turn INTEGER NOT NULL,
  attempt INTEGER NOT NULL DEFAULT 0 CHECK (attempt >= 0),
  cause TEXT CHECK (cause IN ('course', 'platform', 'poison')),
  detail TEXT,
  gradedSeq INTEGER REFERENCES events (seq),
  feedbackGrade TEXT CHECK (json_valid(feedbackGrade)),
  UNIQUE (course, submissionId, graderVersion),
  CHECK (state = 'unreadable' OR (notebook IS NOT NULL AND notebookDigest IS NOT NULL)),
  CHECK ((state = 'needsStaff') = (cause IS NOT NULL)),
  CHECK ((state = 'graded') = (gradedSeq IS NOT NULL OR feedbackGrade IS NOT NULL))
) STRICT;
CREATE INDEX workByState ON work (state, lane, workClass, turn, seq);
CREATE INDEX workByParty ON work (course, party, state, lane, workClass, turn);

CREATE TABLE workDecisions (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  workId TEXT NOT NULL REFERENCES work (id),
  decision TEXT NOT NULL CHECK (decision IN ('force', 'cancel')),
  actor TEXT NOT NULL, reason TEXT NOT NULL, decidedAt TEXT NOT NULL
) STRICT;
CREATE INDEX workDecisionsByWork ON workDecisions (workId);
`;

const PLATFORM_DUES = 'ALTER TABLE work ADD COLUMN platformDues TEXT CHECK (json_valid(platformDues));';

// The index holds only what may still move, which is never much.
const GPU_WAIT = `
ALTER TABLE work ADD COLUMN gpuWaitSeconds INTEGER CHECK (gpuWaitSeconds >= 0);
ALTER TABLE work ADD COLUMN gpuUntil TEXT;
CREATE INDEX workByGpuUntil ON work (gpuUntil) WHERE gpuUntil IS NOT NULL;
`;

// Until now nobody could join a submission, or leave it.
const MEMBERS = `
CREATE TABLE members (
  course TEXT NOT NULL, submissionId TEXT NOT NULL, student TEXT NOT NULL,
  PRIMARY KEY (course, submissionId, student),
  FOREIGN KEY (course, submissionId) REFERENCES submissions (course, submissionId),
  FOREIGN KEY (course, student) REFERENCES students (course, student)
) STRICT, WITHOUT ROWID;
INSERT INTO members
SELECT submissions.course, submissions.submissionId, eventStudents.student
FROM submissions JOIN eventStudents ON eventStudents.seq = submissions.receivedSeq;
`;

const OPEN_GRADE = 'ALTER TABLE work ADD COLUMN openSeq INTEGER REFERENCES events (seq);';

// To find out whether anything refers to a blob.
const BLOB_REFERENCES = `
CREATE INDEX workByNotebook ON work (notebook);
CREATE INDEX submissionsByContent ON submissions (contentHash);
`;

// What an older version has put in was for nobody: who is told now of results of weeks ago learns nothing.
const DELIVERIES = `
ALTER TABLE outbox ADD COLUMN plannedAt TEXT;
UPDATE outbox SET plannedAt = createdAt, sentAt = coalesce(sentAt, createdAt);
DROP INDEX outboxUnsent;
CREATE INDEX outboxUnplanned ON outbox (course, id) WHERE plannedAt IS NULL;
CREATE INDEX outboxSent ON outbox (sentAt) WHERE sentAt IS NOT NULL;

CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  course TEXT NOT NULL, kind TEXT NOT NULL, channel TEXT NOT NULL, recipient TEXT NOT NULL,
  key TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'dropped', 'dead')),
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  nextAttemptAt TEXT NOT NULL,
  lastError TEXT,
  createdAt TEXT NOT NULL, endedAt TEXT,
  CHECK ((state = 'waiting') = (endedAt IS NULL))
) STRICT;
CREATE INDEX deliveriesDue ON deliveries (course, channel, nextAttemptAt) WHERE state = 'waiting';
CREATE INDEX deliveriesEnded ON deliveries (endedAt) WHERE endedAt IS NOT NULL;

CREATE TABLE deliveryItems (
  deliveryId INTEGER NOT NULL REFERENCES deliveries (id) ON DELETE CASCADE,
  outboxId INTEGER NOT NULL REFERENCES outbox (id),
  PRIMARY KEY (deliveryId, outboxId)
) STRICT, WITHOUT ROWID;
CREATE INDEX deliveryItemsByOutbox ON deliveryItems (outboxId);
`;

// An assignment that is withdrawn has no version. The newest row of an assignment counts.
const VERSIONS = `
CREATE TABLE versions (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  course TEXT NOT NULL, assignment TEXT NOT NULL,
  digest TEXT CHECK (digest GLOB 'sha256:*'),
  publishedAt TEXT NOT NULL
) STRICT;
CREATE INDEX versionsByAssignment ON versions (course, assignment, seq);
`;

const EXECUTED = 'ALTER TABLE work ADD COLUMN executed TEXT;';

const WRITTEN = `
ALTER TABLE work ADD COLUMN written TEXT;
CREATE INDEX workByWritten ON work (written) WHERE written IS NOT NULL;
`;

/** In order; a ledger's `user_version` is how many of them it has had. */
export const MIGRATIONS: readonly Migration[] = [
  { name: 'log', sql: LOG },
  { name: 'submissions, attempts, grades and outbox', sql: WORK },
  { name: 'charges', sql: CHARGES },
  { name: 'queued work', sql: QUEUED_WORK },
  { name: 'due times as the platform says them', sql: PLATFORM_DUES },
  { name: 'how long work waits for a GPU', sql: GPU_WAIT },
  { name: 'who hands in a submission now', sql: MEMBERS },
  { name: 'grades with open points', sql: OPEN_GRADE },
  { name: 'what refers to a blob', sql: BLOB_REFERENCES },
  { name: 'deliveries of messages', sql: DELIVERIES },
  { name: 'published versions of assignments', sql: VERSIONS },
  { name: 'who somebody is', sql: ACCESS },
  { name: 'regrades', sql: REGRADES },
  { name: 'executed notebooks of feedback', sql: EXECUTED },
  { name: 'answers to what people grade', sql: WRITTEN },
];
