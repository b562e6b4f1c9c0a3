import type { LateEvent } from './model.js';

/**
 * Each event once, in the order of `seq`: a repeated `key` or `seq` is the same event again.
 * Revocations name the event that was kept.
 */
export function distinctEvents(events: readonly LateEvent[]): LateEvent[] {
  const keptSeqByKey = new Map<string, number>();
  const keptSeqOf = new Map<number, number>();
  const kept: LateEvent[] = [];
  for (const event of [...events].sort((a, b) => a.seq - b.seq)) {
    const { key, seq } = event;
    const earlier = key === undefined ? undefined : keptSeqByKey.get(key);
    if (earlier !== undefined) keptSeqOf.set(seq, earlier);
    if (earlier !== undefined || kept.at(-1)?.seq === seq) continue;
    if (key !== undefined) keptSeqByKey.set(key, seq);
    const revoked = event.type === 'extension_revoked' ? keptSeqOf.get(event.targetSeq) : undefined;
    kept.push(revoked === undefined ? event : ({ ...event, targetSeq: revoked } as LateEvent));
  }
  return kept;
}
