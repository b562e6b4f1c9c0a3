import type { Person } from '../../access/person.js';
import { MOST_LINK_HOURS } from '../../ledger/commands/signInLink.js';
import type { OpenAccess } from '../../ledger/questions/openAccess.js';
import { PersonFacts } from './personFacts.js';
import { microsOf, Time } from './time.js';

interface PersonAccessProps {
  readonly person: Person;
  readonly open: readonly OpenAccess[];
  /** Where a link can be mailed to; absent where none can. */
  readonly address: string | undefined;
  /** Whether a campus signs people in here. */
  readonly hasCampus: boolean;
  readonly timeZone: string;
}

const KINDS = { link: 'A link that was not used yet', session: 'A browser', token: 'A notebook or terminal' } as const;

/** What lets somebody in now, and what may be done about it. */
export function PersonAccess({ person, open, address, hasCampus, timeZone }: PersonAccessProps) {
  const { student, staff } = person;
  const key = student ?? staff ?? '';
  const at = (instant: string) => <Time at={microsOf(instant)} timeZone={timeZone} />;
  return (
    <>
      <PersonFacts person={person} />
      <h2>Open now</h2>
      {open.length === 0 ? <p>Nothing.</p> : null}
      <ul>
        {open.map(({ what, createdAt, endsAt }) => (
          <li>
            {KINDS[what]}: since {at(createdAt)}, until {at(endsAt)}
          </li>
        ))}
      </ul>
      {open.length === 0 && !hasCampus ? null : <Ending who={key} hasCampus={hasCampus} />}
      <h2>A link that signs in</h2>
      <form method="post" action="/access/link">
        <input type="hidden" name="who" value={key} />
        <div class="field">
          <label for="hours">How many hours it is good</label>
          <input id="hours" name="hours" type="number" min={1} max={MOST_LINK_HOURS} value={24} required />
        </div>
        <div class="row">
          {address === undefined ? null : (
            <button type="submit" name="how" value="mail">
              Mail it to {address}
            </button>
          )}
          <button type="submit" name="how" value="show" class={address === undefined ? undefined : 'quiet'}>
            Show it once
          </button>
        </div>
      </form>
    </>
  );
}

function Ending({ who, hasCampus }: { readonly who: string; readonly hasCampus: boolean }) {
  return (
    <form method="post" action="/access/revoke">
      <input type="hidden" name="who" value={who} />
      {hasCampus ? (
        <p>
          <label>
            <input type="checkbox" name="campus" value="yes" /> Forget which campus account is theirs, too
          </label>
        </p>
      ) : null}
      <button type="submit" class="quiet">
        End all of it
      </button>
    </form>
  );
}
