import type { EventContent } from '../eventContent.js';
import { readEvents } from '../events.js';
import type { Ledger } from '../ledger.js';

type Request = Extract<EventContent, { type: 'regrade_requested' }>;

/** Requests without an outcome, the oldest first. */
export function openRequests(ledger: Ledger): (Request & { seq: number; occurredAt: string })[] {
  const events = readEvents(ledger, { types: ['regrade_requested', 'regrade_resolved'] });
  const resolved = new Set(events.map(({ content }) => (content.type === 'regrade_resolved' ? content.requestId : '')));
  return events.flatMap(({ seq, occurredAt, content }) =>
    content.type === 'regrade_requested' && !resolved.has(content.requestId) ? [{ seq, occurredAt, ...content }] : [],
  );
}
