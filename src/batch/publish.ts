import type { Ledger } from '../ledger/ledger.js';
import { isDeepStrictEqual } from 'node:util';
import { isOpen } from '../grade/openPoints.js';
import { personOf } from '../intake/gradescopeMetadata.js';
import type { EventDraft } from '../ledger/append.js';
import { readGrade, readNewestAttempt } from '../ledger/grades.js';
import { membersOf } from '../ledger/subjects.js';
import { receiveSubmission } from '../work/receive.js';
import { publishGrade } from '../work/storeGrade.js';
import type { BatchRow } from './gradeTables.js';
import type { BatchItem } from './items.js';
import type { RunRecord } from './runFolder.js';

/** What was put into the ledger, and what was left out of it, with the reason. */
export interface Published {
  readonly published: readonly string[];
  /** Recorded too, but not settled: checks of them could not be completed. */
  readonly open: readonly string[];
  /** Their grade is the ledger's already. */
  readonly unchanged: readonly string[];
  readonly leftOut: readonly { readonly key: string; readonly why: string }[];
}

export interface Publication {
  readonly run: Pick<RunRecord, 'assignment'>;
  readonly rows: readonly BatchRow[];
  /** When a submission's grade was made, where that is known: then one that it has got since stays. */
  readonly gradedAt?: (item: BatchItem) => string | undefined;
  /** Told of each grade that is stored, by which event and as which attempt. */
  readonly onPublished?: (item: BatchItem, stored: ReturnType<typeof publishGrade>) => void;
}

/**
 * Commits the grades of a run. To be called in a transaction. A submission that the ledger does not know is recorded
 * first, where the source says who handed it in and when; lateness is never changed by a run.
 *
 * Nothing without a grade is touched. A grade that left points open is recorded as open, and takes no earlier score
 * away: a check that broke never does.
 */
export function publishRows(
  ledger: Ledger,
  { run, rows, gradedAt, onPublished }: Publication,
  by: Pick<EventDraft, 'actor' | 'reason'>,
): Published {
  const { store, course } = ledger;
  const published: string[] = [];
  const open: string[] = [];
  const unchanged: string[] = [];
  const leftOut: { key: string; why: string }[] = [];
  for (const [item, end] of rows) {
    const why = reasonAgainst(ledger, item, end) ?? newerGrade(ledger, item, gradedAt?.(item));
    if (why !== undefined || end.kind !== 'graded') leftOut.push({ key: item.key, why: why ?? 'it has no grade' });
    else if (isDeepStrictEqual(readGrade(ledger, item.submissionId), end.grade)) unchanged.push(item.key);
    else {
      if (!isKnown(ledger, item)) receive(ledger, run, item);
      const stored = publishGrade(store, { course, submissionId: item.submissionId }, end.grade, by);
      onPublished?.(item, stored);
      (isOpen(end.grade) ? open : published).push(item.key);
    }
  }
  return { published, open, unchanged, leftOut };
}

function reasonAgainst(ledger: Ledger, item: BatchItem, end: BatchRow[1]): string | undefined {
  if (end.kind !== 'graded') return end.kind === 'open' ? 'it was not run' : end.message;
  if (end.grade.blame === 'platform') return 'the platform failed';
  if (isKnown(ledger, item)) return undefined;
  if (item.createdAt === null || item.people.every(({ email, sid }) => email === null && sid === null)) {
    return 'the ledger does not know it, and the source does not say who handed it in, and when';
  }
  return undefined;
}

/** A grade that came in meanwhile is not replaced by one from before it, unless points of it are open. */
function newerGrade(ledger: Ledger, { submissionId }: BatchItem, gradedAt: string | undefined) {
  const newest = gradedAt === undefined ? undefined : readNewestAttempt(ledger, submissionId);
  if (newest === undefined || gradedAt === undefined || isOpen(newest.grade)) return undefined;
  if (Date.parse(newest.committedAt) <= Date.parse(gradedAt)) return undefined;
  return `it was graded anew at ${newest.committedAt}, after this grade was made. Course staff: grade it again where this one is meant.`;
}

function isKnown(ledger: Ledger, { submissionId }: BatchItem): boolean {
  return membersOf(ledger, submissionId).length > 0;
}

function receive({ store, course }: Ledger, { assignment }: Publication['run'], item: BatchItem): void {
  const { submissionId, createdAt, people, notebook } = item;
  receiveSubmission(store, {
    course,
    assignment,
    submissionId,
    students: people.map(personOf),
    createdAt: createdAt ?? '',
    source: 'batch',
    contentDigest: notebook?.blob ?? '',
  });
}
