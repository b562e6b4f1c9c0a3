import { gpuWaitOf, laneOf } from '../course/lane.js';
import type { Assignment } from '../course/schema.js';
import { write, type Store } from '../db/store.js';
import { isOpen } from '../grade/openPoints.js';
import { admitToRun } from '../work/admitToRun.js';
import { cancel } from '../work/decide.js';
import { readRunStates } from '../work/regrades.js';
import { queueAgain, readWork, type Work } from '../work/rows.js';
import { isFinal } from '../work/state.js';
import { endOf } from './ends.js';
import type { BatchItem } from './items.js';
import type { RunRecord } from './runFolder.js';

/** What the rows of a run have in common. */
export interface RunTerms {
  readonly run: Pick<RunRecord, 'id' | 'assignmentDigest' | 'graderVersion' | 'checks'>;
  /** The course's id. */
  readonly course: string;
  readonly assignment: Pick<Assignment, 'id' | 'gpu' | 'gpuWaitSeconds'>;
}

/**
 * Has items graded as rows of class `batch`, in one transaction. What has ended without a grade, or with points open, is
 * graded again: whoever asks for it has mended what was wrong.
 *
 * @returns the item of each row, by the row's id.
 * @throws {RangeError} for an item that has no notebook.
 */
export function admitItems(
  store: Store,
  { run: { checks, ...run }, course, assignment }: RunTerms,
  items: readonly BatchItem[],
): Map<string, BatchItem> {
  const lane = { lane: laneOf(assignment), gpuWaitSeconds: gpuWaitOf(assignment) ?? null };
  const only = checks === null ? null : JSON.stringify(checks);
  const terms = {
    ...lane,
    course,
    assignment: assignment.id,
    checks: only,
    workClass: 'batch',
    actor: 'system',
  } as const;
  return write(store, () => {
    const now = store.now().toISOString();
    return new Map(
      items.map((item) => {
        const { submissionId, createdAt, notebook } = item;
        if (notebook === null) throw new RangeError(`${item.key} has no notebook`);
        const { path: fileName, ...file } = notebook;
        const submission = {
          submissionId,
          createdAt: createdAt ?? now,
          fileName: fileName.slice(-255),
          notebook: file,
        };
        return [admitToRun(store, { ...run, ...terms }, submission, isUnsettled).id, item];
      }),
    );
  });
}

function isUnsettled(work: Work): boolean {
  if (!isFinal(work.state)) return false;
  const end = endOf(work);
  return end.kind !== 'graded' || isOpen(end.grade);
}

/** Cancels what waits of a run besides these rows: an earlier command was killed that wanted it. */
export function leaveOthers(store: Store, run: Pick<RunRecord, 'id'>, wanted: ReadonlySet<string>): void {
  write(store, () => {
    for (const { id, state } of readRunStates(store, run)) {
      if (!wanted.has(id) && !isFinal(state)) cancel(store, id, { actor: 'system', reason: 'It was not asked for.' });
    }
  });
}

/** Queues again what was graded but whose executed notebook is no longer kept; what is, is kept on. */
export async function queueLost(
  store: Store,
  rows: Iterable<string>,
  blobs: { renew(digest: string): Promise<boolean> },
): Promise<void> {
  for (const id of rows) {
    const work = readWork(store, id);
    if (work?.state !== 'graded' || work.executed === null || (await blobs.renew(work.executed))) continue;
    queueAgain(store, work, { heldGrade: null, executed: null });
  }
}
