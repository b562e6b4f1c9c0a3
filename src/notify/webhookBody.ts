import type { Ledger } from '../ledger/ledger.js';
import { readGradeOf } from '../ledger/grades.js';
import { readPeople } from '../ledger/roster.js';
import type { Store } from '../db/store.js';
import type { CourseWords } from './courseWords.js';
import { studentsOf, type Notice } from './notice.js';
import { summary } from './staffText.js';

interface BodyOptions {
  readonly key: string;
  /** As the course file names it, or `test`. */
  readonly kind: string;
  /** Whether names, addresses, hours and scores go with it. */
  readonly details: boolean;
}

const SCHEMA_VERSION = 1;

/**
 * The JSON that a webhook gets. `text` is one line for chat systems and never has a name in it: names are students' to
 * choose, and a chat system would read its own markup in them.
 */
export function webhookBody(
  store: Store,
  course: CourseWords,
  notices: readonly Notice[],
  { key, kind, details }: BodyOptions,
): string {
  const items = notices.map((notice) => ({
    ...itemOf(notice),
    ...(details ? detailsOf({ store, course: course.id }, notice) : {}),
  }));
  return bodyText({ key, course, kind, text: `${course.title}: ${summary(notices)}`, items });
}

/** The JSON of a message that only tries the channel. */
export function testBody(course: CourseWords, key: string): string {
  const text = `${course.title}: this is a test of Assay’s messages. You need not do anything.`;
  return bodyText({ key, course, kind: 'test', text, items: [] });
}

function bodyText(body: {
  readonly key: string;
  readonly course: CourseWords;
  readonly kind: BodyOptions['kind'];
  readonly text: string;
  readonly items: readonly object[];
}): string {
  const { key, course, kind, text, items } = body;
  return JSON.stringify({ schemaVersion: SCHEMA_VERSION, key, course: course.id, kind, text: escaped(text), items });
}

/** As Slack and those that do as it does want it: no markup and no mention is read out of a title. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function itemOf(notice: Notice): object {
  const { key, createdAt, assignmentIds } = notice;
  const common = { key, at: createdAt, assignments: assignmentIds };
  switch (notice.kind) {
    case 'needsStaff':
      return {
        ...common,
        submissionId: notice.submissionId,
        work: notice.work,
        cause: notice.cause,
        checks: notice.checks,
      };
    case 'resultReady':
      return { ...common, submissionId: notice.submissionId, attempt: notice.attempt };
    case 'chargesChanged':
      return { ...common, student: notice.student };
    case 'regradeResolved':
      return { ...common, student: notice.student, requestId: notice.requestId, outcome: notice.outcome };
    case 'release':
      return common;
  }
}

function detailsOf(ledger: Ledger, notice: Notice): object {
  const { store, course } = ledger;
  // A release concerns everybody, and names nobody.
  if (notice.kind === 'needsStaff' || notice.kind === 'release') return {};
  const people = readPeople(ledger, studentsOf(ledger, notice)).map(({ student, name, email }) => ({
    student,
    name,
    email,
  }));
  if (notice.kind === 'chargesChanged') return { people, hours: notice.hours, changes: notice.assignments };
  if (notice.kind !== 'resultReady') return { people };
  const grade = readGradeOf(store, { course, submissionId: notice.submissionId, attempt: notice.attempt });
  return { people, earnedMicroPoints: grade?.earnedMicroPoints, maxMicroPoints: grade?.maxMicroPoints };
}
