import { serialiseResults } from '../results/serialise.js';
import type { ShownAssignment } from '../results/toResults.js';
import { resultsOf } from '../work/results.js';
import type { WorkStatus } from '../work/status.js';
import type { ServerDeps } from './deps.js';
import type { StatusBody } from './schemas.js';

/** What the platform is told of work; with results, made anew from the ledger, where it has come to its end. */
export function statusBody({ store, course }: Pick<ServerDeps, 'store' | 'course'>, status: WorkStatus): StatusBody {
  const { id, state, position, message } = status;
  // An assignment that the course no longer has keeps its grades.
  const shown = (assignment: string): ShownAssignment =>
    course.assignments.get(assignment)?.assignment ?? { questions: [], manual: [] };
  const results = resultsOf(store, id, shown);
  return {
    id,
    state,
    ...(position === undefined ? {} : { position }),
    ...(message === undefined ? {} : { message }),
    // Bounded and cleaned as every document for the platform.
    ...(results === undefined ? {} : { results: JSON.parse(serialiseResults(results)) as Record<string, unknown> }),
  };
}
