import type { Context } from 'hono';
import { submissionRecord, type SubmissionRecord } from '../../ledger/questions/submissionRecord.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { notFound } from '../httpError.js';
import { actorIn, ledgerOf, noteViewed } from './staff.js';

/** The submission that the address names; that it was looked at is kept for each of its students. */
export function recordFor(c: Context<AppEnv>, deps: ServerDeps, page: string): SubmissionRecord {
  const record = submissionRecord(ledgerOf(deps), actorIn(c), c.req.param('submission') ?? '');
  if (record === undefined) throw notFound();
  for (const { student } of record.members) noteViewed(c, deps, { student, detail: `${page}:${record.submissionId}` });
  return record;
}
