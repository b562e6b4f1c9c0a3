/**
 * Who somebody is. Of links, sessions, codes and tokens only the SHA-256 is kept: whoever reads the file, or a backup of
 * it, cannot be anybody. An account is a student's or a staff member's; what may be done follows from the roster and
 * the staff at each request, and is not kept here.
 */
export const ACCESS = `
CREATE TABLE accounts (
  accountId TEXT PRIMARY KEY,
  course TEXT NOT NULL,
  student TEXT, staff TEXT,
  createdAt TEXT NOT NULL,
  UNIQUE (course, student), UNIQUE (course, staff),
  CHECK ((student IS NULL) <> (staff IS NULL)),
  FOREIGN KEY (course, student) REFERENCES students (course, student)
) STRICT, WITHOUT ROWID;

CREATE TABLE identities (
  issuer TEXT NOT NULL, subject TEXT NOT NULL,
  accountId TEXT NOT NULL REFERENCES accounts (accountId),
  boundAt TEXT NOT NULL,
  PRIMARY KEY (issuer, subject, accountId)
) STRICT, WITHOUT ROWID;
CREATE INDEX identitiesByAccount ON identities (accountId);

CREATE TABLE sessions (
  hash TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE,
  accountId TEXT NOT NULL REFERENCES accounts (accountId),
  method TEXT NOT NULL CHECK (method IN ('demo', 'link', 'campus')),
  createdAt TEXT NOT NULL, usedAt TEXT NOT NULL, endsAt TEXT NOT NULL,
  revokedAt TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX sessionsByAccount ON sessions (accountId);

CREATE TABLE feedbackTokens (
  hash TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE,
  accountId TEXT NOT NULL REFERENCES accounts (accountId),
  client TEXT NOT NULL CHECK (client IN ('cell', 'terminal')),
  createdAt TEXT NOT NULL, usedAt TEXT, endsAt TEXT NOT NULL,
  revokedAt TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX feedbackTokensByAccount ON feedbackTokens (accountId);

CREATE TABLE signInLinks (
  hash TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE,
  accountId TEXT NOT NULL REFERENCES accounts (accountId),
  issuedBy TEXT NOT NULL,
  createdAt TEXT NOT NULL, endsAt TEXT NOT NULL,
  usedAt TEXT, revokedAt TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX signInLinksByAccount ON signInLinks (accountId);

CREATE TABLE deviceCodes (
  hash TEXT PRIMARY KEY,
  userCodeHash TEXT NOT NULL UNIQUE,
  client TEXT NOT NULL CHECK (client IN ('cell', 'terminal')),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'denied', 'used')),
  accountId TEXT REFERENCES accounts (accountId),
  createdAt TEXT NOT NULL, endsAt TEXT NOT NULL,
  polledAt TEXT, intervalSeconds INTEGER NOT NULL CHECK (intervalSeconds > 0),
  CHECK (state IN ('waiting', 'denied') OR accountId IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX deviceCodesByEnd ON deviceCodes (endsAt);

CREATE TABLE accessLog (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL, course TEXT NOT NULL,
  kind TEXT NOT NULL,
  accountId TEXT REFERENCES accounts (accountId),
  actor TEXT NOT NULL, student TEXT, detail TEXT
) STRICT;
CREATE INDEX accessLogByAccount ON accessLog (accountId, kind, at);
CREATE TRIGGER accessLogIsNotChanged BEFORE UPDATE ON accessLog
BEGIN SELECT RAISE(ABORT, 'what was noted is not changed'); END;
`;
