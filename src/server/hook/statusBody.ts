import type { GpuToday } from '../../results/feedback.js';
import { serialiseResults } from '../../results/serialise.js';
import type { ShownAssignment } from '../../results/toResults.js';
import { resultsOf } from '../../work/results.js';
import { readWork } from '../../work/rows.js';
import type { WorkStatus } from '../../work/status.js';
import type { ServerDeps } from '../deps.js';
import type { StatusBody } from '../api/schemas.js';

type Deps = Pick<ServerDeps, 'store' | 'course' | 'gpuBudget'>;

/** What the platform is told of work; with results, made anew from the ledger, where it has come to its end. */
export async function statusBody(deps: Deps, status: WorkStatus): Promise<StatusBody> {
  const { store, course } = deps;
  const { id, state, position, message } = status;
  // An assignment that the course no longer has keeps its grades.
  const shown = (assignment: string): ShownAssignment =>
    course.assignments.get(assignment)?.assignment ?? { questions: [], manual: [] };
  const results = resultsOf(store, id, shown, await gpuTodayOf(deps, status));
  return {
    id,
    state,
    ...(position === undefined ? {} : { position }),
    ...(message === undefined ? {} : { message }),
    // Bounded and cleaned as every document for the platform.
    ...(results === undefined ? {} : { results: JSON.parse(serialiseResults(results)) as Record<string, unknown> }),
  };
}

/** What is told with graded feedback on an assignment for GPUs; not told while Redis is away. */
export async function gpuTodayOf(
  { store, course, gpuBudget }: Deps,
  status: Pick<WorkStatus, 'id' | 'state' | 'workClass' | 'assignment' | 'course'>,
): Promise<GpuToday | undefined> {
  const { id, state, workClass, assignment } = status;
  const gpu = course.assignments.get(assignment)?.assignment.gpu ?? 'never';
  if (state !== 'graded' || workClass !== 'feedback' || gpu === 'never') return undefined;
  const party = readWork(store, id)?.party.split(',') ?? [];
  return gpuBudget?.today(status.course, party).catch(() => undefined);
}
