import type { ErrorHandler } from 'hono';
import { Refusal, refusedText } from '../base/refusal.js';
import { IntakeError } from '../intake/intakeError.js';
import { PlatformError } from '../sandbox/platformError.js';
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
  if (error instanceof Refusal) return ofRefusal(error);
  if (error instanceof IntakeError) return told(error);
  const message = 'The server failed. Nothing that it acknowledged is lost.';
  // Its own text names files and settings: for the log alone.
  const remedy = 'Look for the request’s id (header Assay-Request-Id) in the server’s log.';
  const body = { code: 'platformFailure', message, whose: 'operator', remedy } as const;
  return new HttpError(503, body, { retryAfterSeconds: 30, cause: error });
}

/** What refuses a request by a word of its own; all else is refused by the ledger. */
const STATUS: Readonly<Record<string, 409 | 422>> = { noStudents: 422, otherContent: 409, wrongState: 409 };
const WHOSE = { student: 'student', course: 'course staff', operator: 'operator' } as const;

function ofRefusal(refusal: Refusal): HttpError {
  const { code, whoseTurn, remedy = 'Correct it.' } = refusal;
  if (code === 'unknownWork') return notFound();
  const body = {
    message: refusedText(refusal, ({ text }) => text),
    whose: WHOSE[whoseTurn],
  };
  const status = STATUS[code];
  return new HttpError(status ?? 422, {
    ...body,
    code: status === undefined ? 'refusedByLedger' : code,
    remedy: remedy.replace(/^Course staff: /u, ''),
  });
}

/** The text of an upload's error says what to do in its last sentence, which is told once, and whose turn it is as well. */
function told({ code, message: text, whoseTurn }: IntakeError): HttpError {
  const sentences = text.split(/(?<=\.) /u);
  const remedy = (sentences.at(-1) ?? text).replace(/^Course staff: /u, '');
  const message = sentences.slice(0, -1).join(' ') || text;
  return new HttpError(422, { code, message, whose: whoseTurn === 'student' ? 'student' : 'course staff', remedy });
}

/** For the log: with the first cause. What a database or a socket says holds no personal data. */
function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof PlatformError) return `${error.message} ${error.remedy}`;
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
