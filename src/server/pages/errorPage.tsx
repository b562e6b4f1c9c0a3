import type { Context } from 'hono';
import type { AppEnv } from '../deps.js';
import type { HttpError } from '../httpError.js';
import { formPageOf } from '../auth/formPage.js';
import { renderPage, type PageDeps } from './layout.js';

const WHOSE = {
  student: 'It is your turn.',
  'course staff': 'It is course staff’s turn.',
  operator: 'It is the turn of whoever runs this server.',
} as const;

/** What is refused, for a person to read. */
export function errorPage(
  c: Context<AppEnv>,
  deps: PageDeps,
  { status, body: { message, remedy, whose } }: HttpError,
): Response | Promise<Response> {
  const title = status === 404 ? 'Nothing here' : status >= 500 ? 'The server failed' : 'This was not done';
  return renderPage(
    c,
    deps,
    { title, status },
    <>
      <p>{message}</p>
      <p>
        {status === 404 ? null : `${WHOSE[whose]} `}
        {remedy}
      </p>
      <p>
        {c.req.method === 'GET' ? null : (
          <>
            <a href={formPageOf(c.req.path)}>Back</a>{' '}
          </>
        )}
        <a href="/">To the first page</a>
      </p>
    </>,
  );
}
