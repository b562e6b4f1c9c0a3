import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { personFor, type Holder } from '../../access/accounts.js';
import { readRoster } from '../../ledger/roster.js';
import { readStaff } from '../../ledger/staff.js';
import { localPath } from '../auth/localPath.js';
import { readForm } from '../auth/readForm.js';
import { startSession } from '../auth/startSession.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { notFound } from '../httpError.js';

const formSchema = z.strictObject({ as: z.string().max(200), next: z.string().max(2_000).optional() });
const MOST_SHOWN = 200;

/** Everybody of the course as a button: for a demonstration on this machine, and never elsewhere. */
export function DemoPeople({ deps, next }: { readonly deps: ServerDeps; readonly next: string }) {
  const { store, course } = deps;
  const staff = Object.entries(readStaff({ store, course: course.id })).map(([id, { role }]) => ({
    as: `staff:${id}`,
    text: `${id}, ${role}`,
  }));
  const students = readRoster({ store, course: course.id }).map(({ student, name }) => ({
    as: `student:${student}`,
    text: name === null ? student : `${name}, ${student}`,
  }));
  const people = [...staff, ...students].slice(0, MOST_SHOWN);
  return (
    <form method="post" action="/sign-in/demo">
      <input type="hidden" name="next" value={next} />
      <p>{people.length === 0 ? 'Nobody is on the roster of this course yet.' : 'Who do you want to be?'}</p>
      <ul class="choices">
        {people.map(({ as, text }) => (
          <li>
            <button type="submit" name="as" value={as}>
              <bdi>{text}</bdi>
            </button>
          </li>
        ))}
      </ul>
    </form>
  );
}

/** Without the setting there is no such address. */
export function addDemoSignIn(app: OpenAPIHono<AppEnv>, deps: ServerDeps): void {
  if (!deps.demoSignIn) return;
  app.post('/sign-in/demo', async (c) => {
    const { as, next } = await readForm(c.env.incoming, formSchema);
    const person = personFor({ store: deps.store, course: deps.course.id }, holderOf(as));
    startSession(c, deps, person, 'demo');
    return c.redirect(localPath(next), 303);
  });
}

function holderOf(as: string): Holder {
  const [, kind, key = ''] = /^(student|staff):(.+)$/u.exec(as) ?? [];
  if (kind === 'student') return { student: key };
  if (kind === 'staff') return { staff: key };
  throw notFound();
}
