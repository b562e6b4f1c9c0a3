import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { z } from 'zod';
import { personFor } from '../../access/accounts.js';
import { noteBy } from '../../access/log.js';
import type { Person } from '../../access/person.js';
import { plural } from '../../late/wording.js';
import type { Actor } from '../../ledger/actor.js';
import { revokeAccess } from '../../ledger/commands/revokeAccess.js';
import { issueSignInLink, mailSignInLink, MOST_LINK_HOURS } from '../../ledger/commands/signInLink.js';
import { mailAddress } from '../../access/linkMail.js';
import type { Ledger } from '../../ledger/ledger.js';
import { holderOf } from '../../ledger/questions/holder.js';
import { openAccessOf } from '../../ledger/questions/openAccess.js';
import { readForm } from '../auth/readForm.js';
import { onlyFor, signedIn } from '../auth/signedIn.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { renderPage } from './layout.js';
import { PersonAccess } from './personAccess.js';
import { microsOf, Time } from './time.js';

const who = z.string().trim().min(1).max(254);
const findForm = z.strictObject({ who });
const linkForm = z.strictObject({
  who,
  hours: z.coerce.number().int().min(1).max(MOST_LINK_HOURS),
  how: z.enum(['show', 'mail']),
});
const revokeForm = z.strictObject({ who, campus: z.literal('yes').optional() });

/** Who may come in: links that sign in once, and ending what is open. Names are sent by forms, for addresses are kept. */
export function addAccessPage(app: OpenAPIHono<AppEnv>, deps: ServerDeps): void {
  const { store, course, publicUrl, mailsLinks, campus } = deps;
  const ledgerHere = (): Ledger => ({ store, course: course.id });
  for (const path of ['/access', '/access/*']) app.use(path, signedIn(deps), onlyFor('head-ta', 'instructor'));
  const byOf = (c: Context<AppEnv>): Actor => ({ kind: 'staff', id: c.get('person').staff ?? '' });

  app.get('/access', (c) =>
    renderPage(
      c,
      deps,
      { title: 'Who may come in' },
      <form method="post" action="/access">
        <div class="field">
          <label for="who">Whom</label>
          <p class="faint" id="who-hint">
            A student’s key, e-mail address, number or whole name, or a name on the staff.
          </p>
          <input id="who" name="who" required maxlength={254} autocomplete="off" aria-describedby="who-hint" />
        </div>
        <button type="submit">Show what is open</button>
      </form>,
    ),
  );

  app.post('/access', async (c) => {
    const asked = await readForm(c.env.incoming, findForm);
    const person = personFor({ store, course: course.id }, holderOf(ledgerHere(), asked.who));
    const { student } = person;
    if (student !== null) noteBy(store, c.get('person'), 'studentViewed', { student, detail: 'access' });
    const open = openAccessOf(ledgerHere(), person);
    const address = mailsLinks ? mailAddress(person) : undefined;
    return renderPage(
      c,
      deps,
      { title: 'What is open' },
      <PersonAccess {...{ person, open, address, hasCampus: campus !== undefined, timeZone: course.timeZone }} />,
    );
  });

  app.post('/access/link', async (c) => {
    const { how, ...ask } = await readForm(c.env.incoming, linkForm);
    if (how === 'mail') {
      const { address, endsAt } = mailSignInLink(ledgerHere(), byOf(c), ask);
      const text = (
        <p>
          A link is on its way to {address}. It is good once, until <Until at={endsAt} timeZone={course.timeZone} />.
        </p>
      );
      return done(c, 'It is mailed', text);
    }
    const { person, path, endsAt } = issueSignInLink(ledgerHere(), byOf(c), ask);
    return done(c, 'The link', <Link person={person} address={publicUrl().to(path)} endsAt={endsAt} {...course} />);
  });

  app.post('/access/revoke', async (c) => {
    const asked = await readForm(c.env.incoming, revokeForm);
    const campusToo = asked.campus !== undefined;
    const { links, sessions, tokens, campusAccounts } = revokeAccess(ledgerHere(), byOf(c), {
      who: asked.who,
      campusToo,
    });
    const ended = [plural(links, 'link'), plural(sessions, 'session'), plural(tokens, 'token')].join(', ');
    const forgotten = campusToo ? ` Forgotten: ${plural(campusAccounts, 'campus account')}.` : '';
    return done(c, 'It is ended', <p>{`Ended: ${ended}.${forgotten}`}</p>);
  });

  function done(c: Context<AppEnv>, title: string, body: Parameters<typeof renderPage>[3]) {
    return renderPage(
      c,
      deps,
      { title },
      <>
        {body}
        <p>
          <a href="/access">Somebody else</a>
        </p>
      </>,
    );
  }
}

const Until = ({ at, timeZone }: { readonly at: string; readonly timeZone: string }) => (
  <Time at={microsOf(at)} timeZone={timeZone} />
);

interface LinkProps {
  readonly person: Person;
  readonly address: string;
  readonly endsAt: string;
  readonly timeZone: string;
}

function Link({ person, address, endsAt, timeZone }: LinkProps) {
  return (
    <>
      <p>
        It signs <bdi>{person.name}</bdi> in, once, until <Until at={endsAt} timeZone={timeZone} />. It is kept nowhere
        and cannot be shown again. Whoever has it is <bdi>{person.name}</bdi> here.
      </p>
      <div class="field">
        <label for="link">Copy it</label>
        <input id="link" class="wide" readonly value={address} />
      </div>
    </>
  );
}
