import type { ShownEvent } from '../../ledger/questions/show.js';
import { microsOf, Time } from '../pages/time.js';
import { Table } from './parts.js';

interface EventsProps {
  readonly events: readonly ShownEvent[];
  readonly timeZone: string;
}

/** Who recorded what, when and why; the newest first. An extension in force can be taken back. */
export function Events({ events, timeZone }: EventsProps) {
  const revoked = new Set(events.map((event) => (event.type === 'extension_revoked' ? event.targetSeq : 0)));
  return (
    <Table
      name="What was recorded"
      columns={['Event', 'When', 'Who', 'What', 'Says', 'Why']}
      rows={events.toReversed().map((event) => [
        String(event.seq),
        <Time at={microsOf(event.occurredAt)} timeZone={timeZone} />,
        event.actor,
        event.type.replaceAll('_', ' '),
        <bdi class="long">{fieldsText(event)}</bdi>,
        <>
          <bdi class="long">{[event.reason, event.evidenceRef].filter((text) => text !== null).join('; ')}</bdi>
          {event.type === 'extension_granted' && !revoked.has(event.seq) ? (
            <a href={`/staff/decide/revoke?event=${event.seq}`}> Take it back</a>
          ) : null}
        </>,
      ])}
    />
  );
}

const COMMON = ['type', 'seq', 'occurredAt', 'recordedAt', 'actor', 'reason', 'evidenceRef', 'student', 'policy'];

/** What an event says, on one line; a policy is too long for that. */
function fieldsText(event: ShownEvent): string {
  return Object.entries(event)
    .filter(([name, value]) => value !== null && typeof value !== 'object' && !COMMON.includes(name))
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
}
