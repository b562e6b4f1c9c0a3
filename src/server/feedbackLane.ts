import { gpuWaitOf, laneOf } from '../course/lane.js';
import type { Assignment } from '../course/schema.js';
import { shortLocalTime } from '../late/wording.js';
import { gpuTodayText, type GpuToday } from '../results/feedback.js';
import type { AdmitRequest } from '../work/admit.js';
import type { ServerDeps } from './deps.js';
import { HttpError } from './httpError.js';

interface Asked {
  readonly course: string;
  readonly party: readonly string[];
}

/**
 * Where feedback queues. Whose GPU minutes of the day are used up is served by processors, if the assignment lets it.
 *
 * @throws {HttpError} 409 where it needs a GPU and the minutes are used up. To be asked of what is not here yet: that is never refused.
 */
export async function feedbackLane(
  { gpuBudget }: Pick<ServerDeps, 'gpuBudget'>,
  assignment: Assignment,
  { course, party }: Asked,
): Promise<Pick<AdmitRequest, 'lane' | 'gpuWaitSeconds'>> {
  const usual = { lane: laneOf(assignment), gpuWaitSeconds: gpuWaitOf(assignment) };
  if (gpuBudget === undefined || usual.lane === 'cpu') return usual;
  const today = await gpuBudget.today(course, party);
  if (today.usedMs < today.limitMs) return usual;
  if (assignment.gpu === 'preferred') return { lane: 'cpu' };
  throw spent(today);
}

function spent(today: GpuToday): HttpError {
  return new HttpError(409, {
    code: 'gpuMinutesUsed',
    message: `This feedback needs a GPU. ${gpuTodayText(today)} So it was not run; it costs nothing, and what you hand in for the grade has no such limit.`,
    whose: 'student',
    remedy: `Your minutes are new at ${shortLocalTime(today.newAt, today.timeZone)}; run it again from then on.`,
  });
}
