import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Limits } from '../course/schema.js';
import { CheckerFailure, type CheckerSession } from './checkerSession.js';
import type { CallError, CheckerMessage, Verdict } from './messages.js';
import type { CellQuery } from './readCell.js';
import type { CheckGroup } from './checkGroup.js';

type Call = Extract<CheckerMessage, { op: 'call' }>;

/** An answer to a call: a value with its blobs, or why there is none. */
export interface Answer {
  readonly value?: unknown;
  readonly error?: CallError;
  readonly blobs?: readonly Buffer[];
}

export interface CheckRequest {
  readonly checker: CheckerSession;
  /** Opens the student's side, once the checker has been told which check comes. */
  readonly openGroup: () => Promise<CheckGroup>;
  readonly check: string;
  /** 64 hex digits. */
  readonly seed: string;
  readonly limits: Pick<Limits, 'callSeconds' | 'checkSeconds'>;
  /** Answers `do: cell` from the host's own record of the run. */
  readonly readCell: (query: CellQuery) => Answer;
}

/**
 * Runs one check: relays the checker's questions to the student's side and the answers back.
 *
 *   checker's turn  → call            → student's turn
 *                   → verdict         → done
 *   student's turn  → reply           → checker's turn
 *                   → callback        → checker's turn, inside the call
 *                   → death, silence  → an error in its place, checker's turn
 *
 * The checker's clock runs only in its own turns, so slow student code never makes a check look broken.
 *
 * @throws {CheckerFailure} where the checker dies, hangs or breaks the protocol.
 */
export async function runCheck(request: CheckRequest): Promise<Verdict> {
  const { checker, check } = request;
  // Both sides fork at the same time.
  await checker.send({ op: 'check', check, seed: request.seed });
  const group = await request.openGroup();
  let checkerMs = request.limits.checkSeconds * 1000;
  /** The call that the student's side is working on, under the id that it knows. */
  let open: { readonly call: Call; readonly id: string; remainingMs: number } | undefined;

  const answer = async (call: Call, { blobs = [], ...reply }: Answer): Promise<void> => {
    open = undefined;
    await checker.send({ op: 'reply', id: call.id, ...reply }, blobs);
  };

  const studentsTurn = async (): Promise<void> => {
    if (!open) return;
    const started = performance.now();
    const received = await group.receive(open.id, open.remainingMs);
    open.remainingMs -= performance.now() - started;
    if (received.kind === 'callback') {
      const { callback, args, kwargs } = received.message;
      await checker.send({ op: 'callback', id: open.call.id, callback, args, kwargs }, received.blobs);
    } else await answer(open.call, received.answer);
  };

  for (;;) {
    const started = performance.now();
    const { message, blobs } = await checker.receive(Math.max(1, checkerMs));
    checkerMs -= performance.now() - started;
    if (message.op === 'verdict' && message.check === check) return message;
    if (message.op === 'call' && !open) {
      if (message.do === 'cell') await answer(message, request.readCell({ by: message['by'], name: message['name'] }));
      else {
        // A new id for each call: the student's side learns neither the order nor the number of the checker's.
        open = { call: message, id: randomUUID(), remainingMs: request.limits.callSeconds * 1000 };
        await group.send({ ...message, id: open.id }, blobs);
        await studentsTurn();
      }
    } else if (message.op === 'callback-reply' && message.id === open?.call.id) {
      await group.send({ ...message, id: open.id }, blobs);
      await studentsTurn();
    } else throw new CheckerFailure(`The checker sent ${message.op} out of turn.`);
  }
}
