import type { ClassRow } from '../../ledger/questions/classOf.js';
import type { MessageGroup } from '../../statistics/messages.js';
import { Foreign, StudentLink } from './parts.js';

const MOST_GROUPS = 25;
const MOST_NAMES = 30;

interface MessagesProps {
  readonly rows: readonly ClassRow[];
  readonly groups: readonly MessageGroup[];
}

/** The same failure, of how many and of whom: what to say in a lecture. */
export function Messages({ rows, groups }: MessagesProps) {
  const names = new Map(rows.map(({ student, name }) => [student, name]));
  if (groups.length === 0) return <p>Nothing failed.</p>;
  return (
    <>
      {groups.slice(0, MOST_GROUPS).map((group) => (
        <details>
          <summary>
            {group.keys.length} × {WHAT[group.kind]} {group.check ?? ''}:{' '}
            <Foreign text={group.message.split('\n')[0] ?? ''} />
          </summary>
          <Group group={group} names={names} />
        </details>
      ))}
      {groups.length > MOST_GROUPS ? <p>… and {groups.length - MOST_GROUPS} more, rarer ones.</p> : null}
    </>
  );
}

const WHAT = { failed: 'failed', broken: 'broken', cell: 'a cell stumbled' } as const;

interface GroupProps {
  readonly group: MessageGroup;
  readonly names: ReadonlyMap<string, string | null>;
}

function Group({ group: { message, got, keys }, names }: GroupProps) {
  return (
    <>
      {message.includes('\n') ? <pre>{message}</pre> : null}
      {got.length === 0 ? null : (
        <>
          <h3>Commonest wrong values</h3>
          <ul>
            {got.map(([value, count]) => (
              <li>
                {count} × <Foreign text={value} />
              </li>
            ))}
          </ul>
        </>
      )}
      <p>
        {keys.slice(0, MOST_NAMES).map((student, index) => (
          <>
            {index === 0 ? '' : ', '}
            <StudentLink student={student} name={names.get(student) ?? null} />
          </>
        ))}
        {keys.length > MOST_NAMES ? ` and ${keys.length - MOST_NAMES} more` : ''}
      </p>
    </>
  );
}
