import type { ErrorHandler } from 'hono';
import { Refusal, refusedText } from '../base/refusal.js';
import { IntakeError } from '../intake/intakeError.js';
import type { AppEnv, ServerDeps } from './deps.js';
import { HttpError, notFound } from './httpError.js';
import { errorPage } from './pages/errorPage.js';
import type { PageDeps } from './pages/layout.js';

/** Makes of an error what its sender is told; what is the operator's is logged, and told without its text. */
export function onError(deps: PageDeps & Pick<ServerDeps, 'log' | 'metrics'>): ErrorHandler<AppEnv> {
  const { log, metrics } = deps;
  return (error, c) => {
    const refusal = refusalOf(error);
    metrics.refused.inc({ code: refusal.body.code });
    c.set('note', { ...c.get('note'), code: refusal.body.code });
    // A refusal that only says when to come again, because places are full or the server stops, is no failure.
    const isMeant = error instanceof HttpError && error.retryAfterSeconds !== undefined && error.cause === undefined;
    if (refusal.status >= 500 && !isMeant) {
      log.error({ requestId: c.get('requestId'), problem: problemOf(error) }, 'request failed');
    }
    if (refusal.retryAfterSeconds !== undefined) c.header('Retry-After', String(refusal.retryAfterSeconds));
    return c.get('isPage') ? errorPage(c, deps, refusal) : c.json({ error: refusal.body }, refusal.status);
  };
}

function refusalOf(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof Refusal && !UNTOLD.includes(error.code)) return ofRefusal(error);
  const message = 'The server failed. Nothing that it acknowledged is lost.';
  // Its own text names files and settings: for the log alone.
  const remedy = 'Look for the request’s id (header Assay-Request-Id) in the server’s log.';
  const body = { code: 'platformFailure', message, whose: 'operator', remedy } as const;
  return new HttpError(503, body, { retryAfterSeconds: 30, cause: error });
}

/** Failures of the server and of the course’s files: who sent a request can do nothing about them. */
const UNTOLD: readonly string[] = ['platformFailure', 'courseFile', 'checksUnusable'];

/** What refuses a request by a word of its own; all else is refused by the ledger. */
const STATUS: Readonly<Record<string, 409 | 422 | 429>> = {
  noTokens: 429,
  noStudents: 422,
  otherContent: 409,
  wrongState: 409,
};
const WHOSE = { student: 'student', course: 'course staff', operator: 'operator' } as const;

function ofRefusal(refusal: Refusal): HttpError {
  const { code, whoseTurn, remedy = 'Correct it.' } = refusal;
  if (code === 'unknownWork') return notFound();
  const status = STATUS[code];
  const told = {
    code: status !== undefined || refusal instanceof IntakeError ? code : 'refusedByLedger',
    message: refusedText(refusal, ({ text }) => text),
    whose: WHOSE[whoseTurn],
    // Whose turn it is, is told apart.
    remedy: remedy.replace(/^Course staff: (.)/u, (_, begins: string) => begins.toUpperCase()),
  };
  const seconds = refusal.values?.['retryAfterSeconds'];
  return new HttpError(status ?? 422, told, typeof seconds === 'number' ? { retryAfterSeconds: seconds } : {});
}

/** For the log: with the first cause. What a database or a socket says holds no personal data. */
function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
