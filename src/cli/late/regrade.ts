import { formatInstant, readInstant } from '../../late/instant.js';
import { regradeWindowCloses } from '../../late/regradeWindow.js';
import type { EventContent } from '../../store/eventContent.js';
import { readEventByKey, readEvents } from '../../store/events.js';
import type { Store } from '../../store/store.js';
import { UsageError } from '../exitCodes.js';
import type { Answer } from './answer.js';
import type { Command, Plan } from './change.js';
import { studentOf } from './options.js';
import { requireInstructor } from './permission.js';
import { currentTerms } from './staffEvents.js';
import { columns } from './columns.js';

type Request = Extract<EventContent, { type: 'regrade_requested' }>;
export type Outcome = Extract<EventContent, { type: 'regrade_resolved' }>['outcome'];

/** Requests without an outcome, the oldest first. */
export function openRequests(store: Store, course: string): (Request & { seq: number; occurredAt: string })[] {
  const events = readEvents(store, course, { types: ['regrade_requested', 'regrade_resolved'] });
  const resolved = new Set(events.map(({ content }) => (content.type === 'regrade_resolved' ? content.requestId : '')));
  return events.flatMap(({ seq, occurredAt, content }) =>
    content.type === 'regrade_requested' && !resolved.has(content.requestId) ? [{ seq, occurredAt, ...content }] : [],
  );
}

export function listRequests(store: Store, course: string): Answer {
  const open = openRequests(store, course);
  const rows = open.map(({ requestId, student, assignment, occurredAt, textRef }) => [
    requestId,
    student,
    assignment,
    occurredAt,
    textRef,
  ]);
  const lines =
    open.length === 0
      ? ['No regrade request is open.']
      : columns([['request', 'student', 'for', 'since', 'text'], ...rows]);
  return { lines, json: { open } };
}

/**
 * A request for a regrade, within `days` calendar days after the release.
 *
 * @throws {UsageError} where nothing is released yet, or the window has closed and it is not forced, with a reason.
 */
export function planRequest(
  store: Store,
  course: string,
  who: string,
  assignment: string,
  options: {
    readonly textRef: string;
    readonly days: number;
    readonly requestId?: string | undefined;
    readonly force?: true | undefined;
    readonly reason?: string | undefined;
  },
  command: Command,
): Plan {
  const { student } = studentOf(store, course, who);
  const { timeZone } = currentTerms(store, course, assignment);
  // The command's own id, so that the same command again is the same request.
  const { requestId = command.id, textRef } = options;
  const key = `regrade:${requestId}`;
  const released = readEvents(store, course, { types: ['grades_released'] }).find(
    ({ content }) => content.type === 'grades_released' && content.assignment === assignment,
  );
  const releasedAt = released === undefined ? undefined : readInstant(released.occurredAt);
  if (typeof releasedAt !== 'number') throw new UsageError(`The grades of ${assignment} are not released yet.`);
  const closesAt = regradeWindowCloses(releasedAt, timeZone, options.days);
  if (options.force === true) requireInstructor(command.member);
  const isForced = options.force === true && (options.reason ?? '').trim() !== '';
  if (readEventByKey(store, course, key) === undefined && store.now().getTime() * 1000 > closesAt && !isForced) {
    throw new UsageError(
      `Regrades of ${assignment} could be asked for until ${formatInstant(closesAt)}. ` +
        'An instructor may open one all the same, with --force and --reason.',
    );
  }
  const content = { type: 'regrade_requested', student, assignment, requestId, textRef } as const;
  return { events: [{ content, key }], notes: [`Request ${requestId}.`] };
}

/** The outcome of a request. @throws {UsageError} where there is no such request. */
export function planResolution(store: Store, course: string, requestId: string, outcome: Outcome): Plan {
  for (const { content } of readEvents(store, course, { types: ['regrade_requested'] })) {
    if (content.type !== 'regrade_requested' || content.requestId !== requestId) continue;
    const { student, assignment } = content;
    const resolved = { type: 'regrade_resolved', student, assignment, requestId, outcome } as const;
    return { events: [{ content: resolved, key: `resolved:${requestId}` }] };
  }
  throw new UsageError(`There is no regrade request ${requestId}.`);
}
