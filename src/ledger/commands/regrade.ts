import { Refusal } from '../../base/refusal.js';
import { formatInstant, readInstant } from '../../late/instant.js';
import { regradeWindowCloses } from '../../late/regradeWindow.js';
import type { EventContent } from '../eventContent.js';
import { readEventByKey, readEvents } from '../events.js';
import type { Actor } from '../actor.js';
import type { Ledger } from '../ledger.js';
import { requireInstructor } from '../permission.js';
import { studentOf } from '../students.js';
import { currentTerms } from '../terms.js';
import { change, hasReason, type Change, type Circumstances, type Command, type Plan } from './change.js';

export interface RegradeRequest extends Circumstances {
  readonly student: string;
  readonly assignment: string;
  /** Where the request can be read. */
  readonly textRef: string;
  /** Calendar days after the release in which it may be made. */
  readonly days: number;
  /** Its number elsewhere. */
  readonly requestId?: string | undefined;
  /** After the window has closed; needs a reason. */
  readonly force?: boolean | undefined;
}

/**
 * A request for a regrade.
 *
 * @throws {Refusal} where nothing is released yet, or the window has closed and it is not forced, with a reason.
 */
export function requestRegrade(ledger: Ledger, by: Actor, ask: RegradeRequest): Change {
  return change(ledger, by, { ask, byTa: true, plan: (command) => planRequest(ledger, ask, command) });
}

function planRequest(ledger: Ledger, ask: RegradeRequest, command: Command): Plan {
  const { assignment, textRef } = ask;
  const { student } = studentOf(ledger, ask.student);
  const { timeZone } = currentTerms(ledger, assignment);
  // The command's own id, so that the same command again is the same request.
  const { requestId = command.id } = ask;
  const key = `regrade:${requestId}`;
  const closesAt = regradeWindowCloses(releasedAt(ledger, assignment), timeZone, ask.days);
  if (ask.force === true) requireInstructor(command.member);
  const isForced = ask.force === true && hasReason(ask);
  const isKnown = readEventByKey(ledger, key) !== undefined;
  if (!isKnown && ledger.store.now().getTime() * 1000 > closesAt && !isForced) {
    throw new Refusal({
      code: 'regradeWindowClosed',
      text: `Regrades of ${assignment} could be asked for until ${formatInstant(closesAt)}.`,
      remedy: 'An instructor may open one all the same, with a reason.',
    });
  }
  const content = { type: 'regrade_requested', student, assignment, requestId, textRef } as const;
  return { events: [{ content, key }], notes: [{ code: 'regradeRequested', text: `Request ${requestId}.` }] };
}

function releasedAt(ledger: Ledger, assignment: string): number {
  const released = readEvents(ledger, { types: ['grades_released'] }).find(
    ({ content }) => content.type === 'grades_released' && content.assignment === assignment,
  );
  const at = released === undefined ? undefined : readInstant(released.occurredAt);
  if (typeof at === 'number') return at;
  throw new Refusal({ code: 'notReleased', text: `The grades of ${assignment} are not released yet.` });
}

export interface RegradeResolution extends Circumstances {
  readonly requestId: string;
  readonly outcome: Extract<EventContent, { type: 'regrade_resolved' }>['outcome'];
}

/** The outcome of a request. @throws {Refusal} where there is no such request. */
export function resolveRegrade(ledger: Ledger, by: Actor, ask: RegradeResolution): Change {
  return change(ledger, by, { ask, byTa: true, plan: () => planResolution(ledger, ask) });
}

function planResolution(ledger: Ledger, { requestId, outcome }: RegradeResolution): Plan {
  for (const { content } of readEvents(ledger, { types: ['regrade_requested'] })) {
    if (content.type !== 'regrade_requested' || content.requestId !== requestId) continue;
    const { student, assignment } = content;
    const resolved = { type: 'regrade_resolved', student, assignment, requestId, outcome } as const;
    return { events: [{ content: resolved, key: `resolved:${requestId}` }] };
  }
  throw new Refusal({ code: 'unknownRequest', text: `There is no regrade request ${requestId}.` });
}
