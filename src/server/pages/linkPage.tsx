import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { findLink, redeemLink } from '../../access/links.js';
import type { Person } from '../../access/person.js';
import { readForm } from '../auth/readForm.js';
import { startSession } from '../auth/startSession.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { HttpError } from '../httpError.js';
import { renderPage } from './layout.js';

const linkText = z.string().regex(/^[\w-]{43}$/u);
const formSchema = z.strictObject({ link: linkText });

/** One-time links. Opening one changes nothing, for scanners of mail open all they see; the button signs in. */
export function addLinkPages(app: OpenAPIHono<AppEnv>, deps: ServerDeps): void {
  const { store, course } = deps;
  const ofCourse = (person: Person | undefined): Person => {
    if (person?.course !== course.id) throw used();
    return person;
  };

  app.get('/sign-in/link/:link', (c) => {
    const link = linkText.safeParse(c.req.param('link'));
    if (!link.success) throw used();
    const person = ofCourse(findLink(store, link.data));
    return renderPage(
      c,
      deps,
      { title: 'Sign in' },
      <form method="post" action="/sign-in/link">
        <input type="hidden" name="link" value={link.data} />
        <p>
          This link signs <bdi>{person.name}</bdi> in, once. If that is not you, close this page and tell course staff.
        </p>
        <button type="submit">Sign in</button>
      </form>,
    );
  });

  app.post('/sign-in/link', async (c) => {
    const { link } = await readForm(c.env.incoming, formSchema);
    // Another course's link stays good there.
    ofCourse(findLink(store, link));
    startSession(c, deps, ofCourse(redeemLink(store, link)), 'link');
    return c.redirect('/', 303);
  });
}

function used(): HttpError {
  return new HttpError(404, {
    code: 'linkIsOver',
    message: 'This link is not good, or no longer: each signs in once, for a limited time.',
    whose: 'student',
    remedy: 'Ask course staff for another one.',
  });
}
