import { duration } from '../../late/wording.js';
import type { Reconciliation } from '../../ledger/questions/reconcile.js';
import type { openRequests } from '../../ledger/questions/regrades.js';
import type { Readiness } from '../../ledger/questions/releaseCheck.js';
import { EXIT } from '../exitCodes.js';
import { inOptions } from '../refusalText.js';
import type { Answer } from './answer.js';
import { columns } from './columns.js';

/** Exit code 1 where something differs. */
export function reconcileAnswer(found: Reconciliation): Answer {
  const { agreed, differing, notCompared } = found;
  const rows = differing.map(({ student, name, assignment, line, there, here, reason }) => [
    `${student ?? 'nobody'}${name === null ? '' : ` ${name}`}`,
    assignment,
    line === null ? '-' : `line ${line}`,
    lateText(there),
    lateText(here),
    reason,
  ]);
  const lines = [
    ...(differing.length === 0 ? [] : columns([['student', 'for', 'row', 'there', 'here', 'likely because'], ...rows])),
    ...notCompared.map(
      (title) => `Not compared: “${title}” is no assignment here; name it with --map "${title}=<assignment>".`,
    ),
    `${agreed} agree, ${differing.length} differ.`,
  ];
  return { lines, json: found, code: differing.length === 0 ? EXIT.passed : EXIT.studentFailure };
}

function lateText(seconds: number | null): string {
  return seconds === null ? 'nothing' : seconds === 0 ? 'on time' : duration(seconds);
}

/** Exit code 1 where something stands against the release. */
export function releaseAnswer(assignment: string, found: Readiness): Answer {
  const { ready, safeReleaseAt } = found;
  const [blockers, notes] = [found.blockers.map(inOptions), found.notes.map(inOptions)];
  const lines = ready ? [`${assignment} can be released.`] : [`${assignment} should not be released:`, ...blockers];
  return {
    lines: [...lines, ...notes],
    json: { ready, safeReleaseAt, blockers, notes },
    code: ready ? EXIT.passed : EXIT.studentFailure,
  };
}

export function requestsAnswer(open: ReturnType<typeof openRequests>): Answer {
  const rows = open.map(({ requestId, student, assignment, occurredAt, textRef }) => [
    requestId,
    student,
    assignment,
    occurredAt,
    textRef,
  ]);
  const heading = ['request', 'student', 'for', 'since', 'text'];
  return { lines: open.length === 0 ? ['No regrade request is open.'] : columns([heading, ...rows]), json: { open } };
}
