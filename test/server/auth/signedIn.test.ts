import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFeedbackToken, revokeFeedbackTokens } from '../../../src/access/feedbackTokens.js';
import { createSession } from '../../../src/access/sessions.js';
import { loopbackUrl } from '../../../src/server/auth/publicUrl.js';
import { feedbackCaller, onlyFor, signedIn } from '../../../src/server/auth/signedIn.js';
import type { AppEnv, ServerDeps } from '../../../src/server/deps.js';
import { HttpError } from '../../../src/server/httpError.js';
import { COURSE, door, type Door } from '../../access/people.js';

let own: Door;
beforeAll(async () => (own = await door()));
afterAll(() => own[Symbol.asyncDispose]());

/** Two routes of their own behind the real doors. */
async function ask(path: string, headers: Record<string, string>, method = 'GET'): Promise<string> {
  const url = loopbackUrl('127.0.0.1', 8080);
  const course = { id: COURSE } as ServerDeps['course'];
  const deps = { store: own.store, course, publicUrl: () => url };
  const app = new Hono<AppEnv>();
  app.onError((error, c) =>
    error instanceof HttpError ? c.text(error.body.code, error.status) : c.text(String(error), 500),
  );
  app.all('/v1/feedback', feedbackCaller(deps), (c) =>
    c.text(`${c.get('person').name} by ${c.get('credential').kind}`),
  );
  app.all('/v1/own', signedIn(deps), (c) => c.text(c.get('person').name));
  app.get('/staff', signedIn(deps), onlyFor('ta', 'instructor'), (c) => c.text(c.get('person').role));
  const { authorization } = headers;
  const incoming = Object.assign(new IncomingMessage(new Socket()), { method, headers });
  incoming.headersDistinct = authorization === undefined ? {} : { authorization: [authorization] };
  const answer = await app.request(path, { method, headers }, { incoming });
  return `${answer.status} ${await answer.text()}`;
}

const session = (holder: Parameters<Door['person']>[0]): { cookie: string } => ({
  cookie: `session=${createSession(own.store, own.person(holder).accountId, 'demo').text}`,
});
const token = (student: string): { id: string; authorization: string } => {
  const { id, text } = createFeedbackToken(own.store, own.person({ student }).accountId, 'cell');
  return { id, authorization: `Bearer ${text}` };
};

it('lets a token or a session send feedback, and a token nothing else', async () => {
  const { authorization } = token('s1');
  expect(await ask('/v1/feedback', { authorization }, 'POST')).toBe('200 Student s1 by token');
  expect(await ask('/v1/feedback', session({ student: 's2' }))).toBe('200 Student s2 by session');
  expect(await ask('/v1/own', { authorization })).toBe('401 notSignedIn');
  expect(await ask('/v1/own', session({ student: 's2' }))).toBe('200 Student s2');
  expect(await ask('/v1/feedback', {})).toBe('401 notSignedIn');
});

it('judges who sends a token by the token alone', async () => {
  const { id, authorization } = token('s1');
  expect(await ask('/v1/feedback', { authorization, ...session({ student: 's2' }) })).toBe('200 Student s1 by token');
  revokeFeedbackTokens(own.store, own.person({ student: 's1' }).accountId, id);
  for (const wrong of [authorization, 'Bearer x', 'Basic YTpi', authorization.replace('Bearer', 'bearer')])
    expect(await ask('/v1/feedback', { authorization: wrong, ...session({ student: 's2' }) })).toBe('401 notSignedIn');
});

it('lets no other site use a session, also with JSON', async () => {
  const { cookie } = session({ student: 's1' });
  const evil = { cookie, origin: 'https://evil.example', 'content-type': 'application/json' };
  for (const path of ['/v1/feedback', '/v1/own']) {
    expect(await ask(path, evil, 'POST')).toBe('403 crossSite');
    expect(await ask(path, { ...evil, origin: 'http://127.0.0.1:8080' }, 'POST')).toBe(
      '200 Student s1' + (path === '/v1/own' ? '' : ' by session'),
    );
  }
});

it('hides from other roles what is there for some', async () => {
  expect(await ask('/staff', session({ staff: 'tim' }))).toBe('200 ta');
  expect(await ask('/staff', session({ staff: 'hedy' }))).toBe('404 notFound');
  expect(await ask('/staff', session({ student: 's1' }))).toBe('404 notFound');
  expect(await ask('/staff', {})).toBe('303 ');
});
