import { randomBytes } from 'node:crypto';
import { all, first, write, type Store } from '../db/store.js';
import { Refusal } from '../base/refusal.js';
import { admit, type Admitted, type AdmitRequest } from './admit.js';
import { windowMs, tokensAt, type Tokens, type TokenTerms } from './feedbackTokens.js';
import { readWork, type Work } from './rows.js';
import { FORCEABLE } from './state.js';

/** Whose runs: a party of one, by the key that stands in the rows. */
export interface Runner {
  readonly course: string;
  readonly party: string;
}

export type RunRequest = Omit<
  AdmitRequest,
  'submissionId' | 'students' | 'party' | 'createdAt' | 'source' | 'workClass'
> &
  Runner & { readonly notebook: NonNullable<AdmitRequest['notebook']> };

/** A run of theirs; whatever is somebody else's is not there. */
export function ownRun(store: Store, { course, party }: Runner, id: string): Work | undefined {
  const work = readWork(store, id);
  return work?.workClass === 'feedback' && work.course === course && work.party === party ? work : undefined;
}

/** Their runs, the newest first. */
export function ownRuns(store: Store, runner: Runner, assignment: string, limit: number): Work[] {
  const query = runsOf(store, runner).selectAll().where('assignment', '=', assignment);
  return all(store, query.orderBy('seq', 'desc').limit(limit));
}

/** The run that is there for the same sources and version of the grader; one that came to nothing is none. */
export function findRun(
  store: Store,
  {
    assignment,
    graderVersion,
    notebook,
    ...runner
  }: Pick<RunRequest, 'assignment' | 'graderVersion' | 'notebook'> & Runner,
): Work | undefined {
  const query = runsOf(store, runner)
    .selectAll()
    .where('assignment', '=', assignment)
    .where('graderVersion', '=', graderVersion)
    .where('notebookDigest', '=', notebook.digest)
    .where('state', 'not in', FORCEABLE);
  return first(store, query.orderBy('seq', 'desc').limit(1));
}

/** Their runs of an assignment that have a job, whether or not a worker has begun it. */
export function handedOut(store: Store, { assignment, ...runner }: Pick<RunRequest, 'assignment'> & Runner): string[] {
  const query = runsOf(store, runner).select('id').where('assignment', '=', assignment);
  return all(store, query.where('state', '=', 'dispatched')).map(({ id }) => id);
}

/**
 * Sends a run, unless the same sources have one. It takes the place of theirs that waits.
 *
 * @throws {Refusal} `noTokens`: the student has sent as many as they may for now.
 */
export function sendRun(store: Store, request: RunRequest, terms: TokenTerms): Admitted {
  return write(store, () => {
    const known = findRun(store, request);
    if (known !== undefined) return { id: known.id, state: known.state, isNew: false };
    const tokens = readTokens(store, request, terms);
    if (tokens.left === 0) throw noTokens(tokens, store.now().getTime());
    return admit(store, {
      ...request,
      party: [request.party],
      // A run that came to nothing is not run again: each is its own.
      submissionId: `feedback-${randomBytes(12).toString('hex')}`,
      students: [],
      createdAt: store.now().toISOString(),
      source: 'page',
      workClass: 'feedback',
    });
  });
}

/** How many runs they may still send. Those that cost nobody anything do not count. */
export function readTokens(store: Store, runner: Runner, terms: TokenTerms): Tokens {
  const nowMs = store.now().getTime();
  const since = new Date(nowMs - windowMs(terms)).toISOString();
  const query = runsOf(store, runner)
    .select(['admittedAt', 'state', 'attempt'])
    .select((row) => row.fn<string | null>('json_extract', ['heldGrade', row.val('$.blame')]).as('blame'))
    .where('source', '=', 'page')
    .where('admittedAt', '>', since);
  const spent = all(store, query.orderBy('seq')).filter((row) => !isGivenBack(row));
  return tokensAt(
    spent.map(({ admittedAt }) => Date.parse(admittedAt)),
    terms,
    nowMs,
  );
}

/** Whether a worker may have begun a run that is over: what was recalled from the queue has no attempt. */
export function hasBegun({ attempt }: Pick<Work, 'attempt'>): boolean {
  return attempt > 0;
}

/** What platform or course failed, and what was taken back before it began. */
function isGivenBack({ state, attempt, blame }: Pick<Work, 'state' | 'attempt'> & { readonly blame: string | null }) {
  if (state === 'needsStaff' || state === 'unreadable') return true;
  if (state === 'graded') return blame === 'course' || blame === 'platform';
  return (state === 'superseded' || state === 'cancelled') && !hasBegun({ attempt });
}

function runsOf(store: Store, { course, party }: Runner) {
  return store.query
    .selectFrom('work')
    .where('course', '=', course)
    .where('party', '=', party)
    .where('workClass', '=', 'feedback');
}

function noTokens({ of, nextAtMs = 0 }: Tokens, nowMs: number): Refusal {
  const seconds = Math.max(1, Math.ceil((nextAtMs - nowMs) / 1000));
  return new Refusal({
    code: 'noTokens',
    text: `You have used your ${of} runs of feedback for now. Nothing was lost, and nothing was counted.`,
    remedy: `Send it again in ${Math.ceil(seconds / 60)} min; handing in for the grade has no such limit.`,
    whoseTurn: 'student',
    values: { retryAfterSeconds: seconds },
  });
}
