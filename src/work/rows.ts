import type { Ledger } from '../ledger/ledger.js';
import type { Insertable, Selectable, Updateable } from 'kysely';
import { z } from 'zod';
import { readInstant, type EpochMicros } from '../late/instant.js';
import { compiledOnce } from '../db/compiledOnce.js';
import { all, first, run, type Store } from '../db/store.js';
import type { WorkClass, WorkLane, WorkRow, WorkState } from '../db/tables.js';
import { isFinal } from './state.js';
import { Refusal } from '../base/refusal.js';

export type Work = Selectable<WorkRow>;

/** What makes work the same work. */
export interface WorkIdentity {
  readonly course: string;
  readonly submissionId: string;
  readonly graderVersion: string;
}

const byId = compiledOnce((query, { id }: Pick<Work, 'id'>) =>
  query.selectFrom('work').selectAll().where('id', '=', id),
);

/** The work of an id. */
export function readWork(store: Store, id: string): Work | undefined {
  return first(store, byId({ id }));
}

/** @throws {Refusal} `unknownWork`. */
export function requireWork(store: Store, id: string): Work {
  const work = readWork(store, id);
  if (work === undefined)
    throw new Refusal({
      code: 'unknownWork',
      text: `There is no work ${id}.`,
      remedy: 'Ask again with the right id.',
    });
  return work;
}

/** @param run a regrade's id; the row of what came in where absent. */
export function findWork(
  store: Store,
  { course, submissionId, graderVersion }: WorkIdentity,
  run = '',
): Work | undefined {
  const query = store.query.selectFrom('work').selectAll().where('course', '=', course).where('run', '=', run);
  return first(store, query.where('submissionId', '=', submissionId).where('graderVersion', '=', graderVersion));
}

/** Whether its grade stays with the row, and nothing of it is recorded: feedback, and a regrade until it is published. */
export function holdsGrade({ workClass, run }: Pick<Work, 'workClass' | 'run'>): boolean {
  return workClass === 'feedback' || run !== '';
}

/** The newest work on a submission: by the newest version of the grader that it was sent for. */
export function findNewestWork({ store, course }: Ledger, submissionId: string): Work | undefined {
  const query = store.query.selectFrom('work').selectAll().where('course', '=', course).where('run', '=', '');
  return first(store, query.where('submissionId', '=', submissionId).orderBy('seq', 'desc').limit(1));
}

export function insertWork(store: Store, row: Insertable<WorkRow>): void {
  run(store, store.query.insertInto('work').values(row));
}

/** Until when what is queued now waits for a GPU; null where it waits without end, or for none. */
export function gpuUntilOf(
  store: Store,
  { lane, gpuWaitSeconds }: Pick<Work, 'lane' | 'gpuWaitSeconds'>,
): string | null {
  if (lane !== 'gpu' || gpuWaitSeconds === null) return null;
  return new Date(store.now().getTime() + gpuWaitSeconds * 1000).toISOString();
}

/** Queues work as if it had just come: in a new turn, with all its time to wait for a GPU. */
export function queueAgain(store: Store, work: Work, changes: Updateable<WorkRow> = {}): void {
  moveTo(store, work.id, 'queued', { turn: nextTurn(store, work), gpuUntil: gpuUntilOf(store, work), ...changes });
}

/** Moves work on to a state. To be called in the transaction that read it; `changes` are other columns. */
export function moveTo(store: Store, id: string, state: WorkState, changes: Updateable<WorkRow> = {}): void {
  const done = isFinal(state) ? { gpuUntil: null } : {};
  const set = {
    cause: null,
    detail: null,
    openSeq: null,
    ...done,
    ...changes,
    state,
    changedAt: store.now().toISOString(),
  };
  run(store, store.query.updateTable('work').set(set).where('id', '=', id));
}

/**
 * The turn of one more job of a party: behind its own queued ones, and beside the first queued one of everybody. So
 * whoever queues fifty waits for them, and nobody else does.
 */
export function nextTurn(
  store: Store,
  { course, party, lane, workClass }: { course: string; party: string; lane: WorkLane; workClass: WorkClass },
): number {
  const queued = store.query
    .selectFrom('work')
    .select('turn')
    .where('state', '=', 'queued')
    .where('lane', '=', lane)
    .where('workClass', '=', workClass);
  const head = first(store, queued.orderBy('turn').limit(1));
  const own = queued.where('course', '=', course).where('party', '=', party).orderBy('turn', 'desc').limit(1);
  const last = first(store, own);
  return Math.max(head?.turn ?? 0, (last?.turn ?? -1) + 1);
}

/** Who decided something about work, and why: `staff:<id>`, or `system` for the platform's own request. */
export interface Decision {
  readonly actor: string;
  readonly reason: string;
}

/** Keeps what was decided about work. */
export function noteDecision(
  store: Store,
  { id: workId }: Pick<Work, 'id'>,
  decision: 'force' | 'cancel',
  { actor, reason }: Decision,
): void {
  const decidedAt = store.now().toISOString();
  run(store, store.query.insertInto('workDecisions').values({ workId, decision, actor, reason, decidedAt }));
}

const duesSchema = z.array(z.string());

/** When the platform says that it was due. What is no instant says nothing. */
export function platformDuesOf({ platformDues }: Pick<Work, 'platformDues'>): EpochMicros[] {
  if (platformDues === null) return [];
  const instants = duesSchema.parse(JSON.parse(platformDues)).map(readInstant);
  return instants.filter((instant) => typeof instant === 'number');
}

/** The due times that the platform told last of each submission to an assignment, where it told some. */
export function readToldDues({ store, course }: Ledger, assignment: string): Map<string, EpochMicros[]> {
  const told = store.query
    .selectFrom('work')
    .select(['submissionId', 'platformDues'])
    .where('course', '=', course)
    .where('assignment', '=', assignment)
    .where('platformDues', 'is not', null)
    .orderBy('seq');
  return new Map(all(store, told).map((row) => [row.submissionId, platformDuesOf(row)]));
}
