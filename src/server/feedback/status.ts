import type { Person } from '../../access/person.js';
import { shortLocalTime } from '../../late/wording.js';
import { feedbackReport, type FeedbackReport } from '../../results/feedbackReport.js';
import type { ShownAssignment } from '../../results/toResults.js';
import { feedbackMessage, placeText } from '../../work/feedbackMessage.js';
import { readTokens } from '../../work/feedbackRuns.js';
import { gradeOf } from '../../work/gradeOf.js';
import type { Places } from '../../work/places.js';
import { feedbackOn } from '../../work/results.js';
import type { Work } from '../../work/rows.js';
import { isFinal } from '../../work/state.js';
import type { ServerDeps } from '../deps.js';
import { gpuTodayOf } from '../hook/statusBody.js';
import { runnerOf } from './runner.js';
import type { FeedbackStatus } from './schemas.js';
import type { SeenNotebooks } from './seen.js';

export type StatusDeps = Pick<ServerDeps, 'store' | 'course' | 'gpuBudget' | 'progress' | 'isServed'> & {
  readonly seen: SeenNotebooks;
  readonly places: Places;
};

/** Where a run stands, as page, cell and terminal are told. */
export async function feedbackStatus(
  deps: StatusDeps,
  person: Person,
  work: Work,
  where = whereOf(deps, work),
): Promise<FeedbackStatus> {
  const report = await reportOf(deps, work);
  return { ...where, tokens: tokensOf(deps, person), ...(report === undefined ? {} : { report }) };
}

/** The part of it that changes while it runs. */
export function whereOf(
  { places, progress, isServed }: StatusDeps,
  work: Work,
): Omit<FeedbackStatus, 'tokens' | 'report'> {
  const { id, assignment, state } = work;
  const isOver = isFinal(state);
  // Where no machine is connected, nobody knows how long it waits, and what was told of it before is over.
  const isAlive = isServed(work.lane);
  const now = isAlive ? progress.of(work) : undefined;
  const place = isAlive ? places.of(work) : undefined;
  return {
    ...{ id, assignment, state, ended: isOver, page: `/runs/${id}` },
    message: feedbackMessage(work, now, isAlive),
    ...(place === undefined ? {} : { place: { ...place, text: placeText(place) } }),
    ...(now === undefined ? {} : now),
  };
}

/** How many runs somebody may still send. */
export function tokensOf(
  { store, course }: Pick<ServerDeps, 'store' | 'course'>,
  person: Person,
): FeedbackStatus['tokens'] {
  const { left, of, nextAtMs } = readTokens(store, runnerOf(person), course.feedback);
  const next = nextAtMs === undefined ? '' : ` The next one comes ${shortLocalTime(nextAtMs * 1000, course.timeZone)}.`;
  return {
    ...{ left, of },
    ...(nextAtMs === undefined ? {} : { nextAt: new Date(nextAtMs).toISOString() }),
    text: `${left} of ${of} feedback runs left.${next}`,
  };
}

async function reportOf(deps: StatusDeps, work: Work): Promise<FeedbackReport | undefined> {
  const { store, course, seen } = deps;
  const grade = gradeOf(store, work);
  if (grade === undefined) return undefined;
  const { definitions, plots } = await seen.of(work, grade);
  const assignment: ShownAssignment = course.assignments.get(work.assignment)?.assignment ?? {
    questions: [],
    manual: [],
  };
  return feedbackReport(grade, {
    assignment,
    definitions,
    feedback: feedbackOn(store, work, await gpuTodayOf(deps, work)),
    plots: plots.map(({ cell }, index) => ({ cell, path: `/v1/feedback/runs/${work.id}/plots/${index}` })),
  });
}
