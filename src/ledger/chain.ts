import { createHash } from 'node:crypto';
import { canonicalJson } from '../base/canonicalJson.js';
import type { EventRow } from '../db/tables.js';

/** What the first event follows. */
export const CHAIN_START = '0'.repeat(64);

/**
 * `sha256(prevHash ‖ canonical JSON of the event)`, in hex; every column but the two hashes is in it.
 *
 * @throws SyntaxError where the payload is not JSON.
 */
export function eventHash({ prevHash, payload, ...row }: Omit<EventRow, 'hash'>): string {
  const { seq, eventId, course, key, type, schemaVersion, occurredAt, recordedAt, actor, reason, evidenceRef } = row;
  const content = canonicalJson({
    seq,
    eventId,
    course,
    key,
    type,
    schemaVersion,
    occurredAt,
    recordedAt,
    actor,
    reason,
    evidenceRef,
    payload: JSON.parse(payload) as unknown,
  });
  return createHash('sha256').update(prevHash).update(content).digest('hex');
}
