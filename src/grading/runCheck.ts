import { randomUUID } from 'node:crypto';
import type { Limits } from '../course/schema.js';
import { fitsFrame } from '../sandbox/frames.js';
import type { Answer } from './answer.js';
import { GRACE_MS, type ChecksClock } from './checksClock.js';
import { CheckerFailure, type CheckerSession } from './checkerSession.js';
import type { CheckerMessage, Verdict } from './messages.js';
import type { CellQuery } from './readCell.js';
import type { CheckGroup } from './checkGroup.js';
import { nameOf, type Refusal, type RefusedNames } from './refusedNames.js';

type Call = Extract<CheckerMessage, { op: 'call' }>;

export interface CheckRequest {
  readonly checker: CheckerSession;
  /** Opens the student's side, once the checker has been told which check comes. */
  readonly openGroup: () => Promise<CheckGroup>;
  readonly check: string;
  /** 64 hex digits. */
  readonly seed: string;
  readonly limits: Pick<Limits, 'callSeconds' | 'checkSeconds'>;
  /** Of all checks together. */
  readonly clock: ChecksClock;
  /** What is not called any more. */
  readonly refused: RefusedNames;
  /** Answers `do: cell` from the host's own record of the run. */
  readonly readCell: (query: CellQuery) => Answer;
}

const REFUSED: Record<Refusal, string> = {
  unanswered: 'Your code did not answer in time before.',
  deadly: 'Your code ended the whole Python process before.',
};
const TOO_LARGE: Answer = { error: { kind: 'tooLarge', text: 'This is more data than can be compared.' } };

/**
 * Runs one check: relays the checker's questions to the student's side and the answers back.
 *
 *   checker's turn  → call            → student's turn
 *                   → verdict         → done
 *   student's turn  → reply           → checker's turn
 *                   → callback        → checker's turn, inside the call
 *                   → death, silence  → an error in its place, checker's turn
 *
 * The checker's clock runs only in its own turns, so slow student code never makes a check look broken. Both wait for
 * the time that is left of all checks' together. No clock runs while its container is kept from running.
 *
 * @throws {CheckerFailure} where the checker dies, hangs or breaks the protocol.
 */
export async function runCheck(request: CheckRequest): Promise<Verdict> {
  const { checker, check, clock, refused } = request;
  // Both sides fork at the same time.
  await checker.send({ op: 'check', check, seed: request.seed });
  const group = await request.openGroup();
  let checkerMs = request.limits.checkSeconds * 1000;
  /** The call that the student's side is working on, under the id that it knows. */
  let open: { readonly call: Call; readonly name: string; readonly id: string; remainingMs: number } | undefined;
  /** What gave each handle. */
  const origins = new Map<unknown, string>();
  let asks: string | undefined;

  const answer = async (call: Call, given: Answer): Promise<void> => {
    open = undefined;
    const { blobs = [], ...reply } = given;
    const header = { op: 'reply', id: call.id, ...reply };
    if (fitsFrame(header, blobs)) await checker.send(header, blobs);
    else await checker.send({ op: 'reply', id: call.id, ...TOO_LARGE });
  };

  const ask = async (call: Call, blobs: readonly Buffer[]): Promise<void> => {
    const name = nameOf(call, origins);
    const reason = refused.reason(name);
    if (reason !== undefined) return answer(call, { error: { kind: reason, text: REFUSED[reason] } });
    // A new id for each call: the student's side learns neither the order nor the number of the checker's.
    open = { call, name, id: randomUUID(), remainingMs: request.limits.callSeconds * 1000 };
    await group.send({ ...call, id: open.id }, blobs);
    await studentsTurn();
  };

  const studentsTurn = async (): Promise<void> => {
    if (!open) return;
    const { id, name } = open;
    const deadline = group.deadline(Math.max(1, Math.min(open.remainingMs, clock.remainingMs)));
    const received = await group.receive(id, deadline);
    open.remainingMs -= clock.count('student', deadline);
    if (received.kind === 'callback') {
      const { callback, args, kwargs } = received.message;
      await checker.send({ op: 'callback', id: open.call.id, callback, args, kwargs }, received.blobs);
      return;
    }
    if (group.hasLostContainer) refused.note(name, 'deadly');
    else if (received.answer.error?.kind === 'timeout') refused.note(name, 'unanswered');
    const handle = handleIn(received.answer.value);
    if (handle !== undefined) origins.set(handle, name);
    await answer(open.call, received.answer);
  };

  for (;;) {
    const deadline = checker.deadline(Math.max(1, Math.min(checkerMs, clock.remainingMs + GRACE_MS)));
    const { message, blobs } = await checker.receive(deadline).finally(() => {
      checkerMs -= clock.count('course', deadline);
    });
    if (message.op === 'verdict' && message.check === check) return asks === undefined ? message : { ...message, asks };
    if (message.op === 'call' && !open) {
      asks ??= askedName(message);
      if (message.do === 'cell') await answer(message, request.readCell({ by: message['by'], name: message['name'] }));
      else await ask(message, blobs);
    } else if (message.op === 'callback-reply' && message.id === open?.call.id) {
      await group.send({ ...message, id: open.id }, blobs);
      await studentsTurn();
    } else throw new CheckerFailure(`The checker sent ${message.op} out of turn.`);
  }
}

/** The name in the notebook that a call is about; `model.forward` is `model`'s. */
function askedName(call: Call): string | undefined {
  const asked = call['target'] ?? call['name'];
  if (!['call', 'new', 'get'].includes(call.do) || typeof asked !== 'string') return undefined;
  return asked.split('.')[0]?.slice(0, 100);
}

/** The number of the handle that an answer is. It is the student's claim, and only chooses what is waited for. */
function handleIn(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 't' in value && value.t === 'handle' && 'id' in value
    ? value.id
    : undefined;
}
