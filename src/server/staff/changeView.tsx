import { remarkText } from '../../base/refusal.js';
import { chargeParts } from '../../ledger/chargeParts.js';
import type { Change } from '../../ledger/commands/change.js';
import type { StudentChange } from '../../ledger/differences.js';
import { plural } from '../../late/wording.js';
import { StudentLink, Table } from './parts.js';

const MOST_SHOWN = 50;

/** What a decision does, or would do: events, who changes, before and after, and what should be known besides. */
export function ChangeView({ change: { events, changes, people, notes } }: { readonly change: Change }) {
  const counts = new Map<string, number>();
  for (const { event, isNew } of events) {
    const text = isNew ? event.content.type : `${event.content.type}, which is recorded already`;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return (
    <>
      <p>Events: {[...counts].map(([type, count]) => (count === 1 ? type : `${count} × ${type}`)).join(', ')}.</p>
      <Changes changes={changes} />
      {people.length === 0 ? null : (
        <ul>
          {people.slice(0, MOST_SHOWN).map((line) => (
            <li class="long">
              <bdi>{line}</bdi>
            </li>
          ))}
        </ul>
      )}
      {notes.map((note) => (
        <p class="note">{remarkText(note)}</p>
      ))}
    </>
  );
}

/** Who changes, before and after. */
export function Changes({ changes }: { readonly changes: readonly StudentChange[] }) {
  if (changes.length === 0) return <p>Nothing changes for anybody.</p>;
  const rows = changes.slice(0, MOST_SHOWN).flatMap((one) => rowsOf(one));
  return (
    <>
      <p>
        Changes for {plural(changes.length, 'student')}
        {changes.length > MOST_SHOWN ? `; the first ${MOST_SHOWN} are shown` : ''}:
      </p>
      <Table name="Who changes" columns={['Student', 'Where', 'What', 'Before', 'After']} rows={rows} />
    </>
  );
}

function rowsOf({ student, name, hours, assignments }: StudentChange) {
  const who = <StudentLink student={student} name={name} />;
  const balance =
    hours === null
      ? []
      : [
          [
            ...[who, 'budget', 'hours left'],
            <span class="was">{`${hours.before.remaining} of ${hours.before.budget}`}</span>,
            `${hours.after.remaining} of ${hours.after.budget}`,
          ],
        ];
  const parts = Object.entries(assignments).flatMap(([assignment, row]) => {
    const differing = chargeParts(row);
    if (differing.length === 0) return [[who, assignment, 'other submissions do not count', '', '']];
    return differing.map(({ what, was, is }) => [who, assignment, what, <span class="was">{was}</span>, is]);
  });
  return [...balance, ...parts];
}
