import type { Context, ErrorHandler } from 'hono';
import { IntakeError } from '../intake/intakeError.js';
import { LateError } from '../late/lateError.js';
import { PlatformError } from '../sandbox/platformError.js';
import { StoreError } from '../store/storeError.js';
import { WorkError } from '../work/workError.js';
import type { AppEnv, ServerDeps } from './deps.js';
import { HttpError, notFound } from './httpError.js';

/** Makes of an error what its sender is told; what is the operator's is logged, and told without its text. */
export function onError({ log, metrics }: Pick<ServerDeps, 'log' | 'metrics'>): ErrorHandler<AppEnv> {
  return (error, c) => {
    const refusal = refusalOf(error);
    metrics.refused.inc({ code: refusal.body.code });
    c.set('note', { ...c.get('note'), code: refusal.body.code });
    if (refusal.status >= 500)
      log.error({ requestId: c.get('requestId'), problem: problemOf(error) }, 'request failed');
    return refuse(c, refusal);
  };
}

function refuse(c: Context<AppEnv>, { status, body, retryAfterSeconds }: HttpError): Response {
  if (retryAfterSeconds !== undefined) c.header('Retry-After', String(retryAfterSeconds));
  return c.json({ error: body }, status);
}

function refusalOf(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof WorkError) return ofWork(error);
  if (error instanceof IntakeError) return told(422, error.code, error, error.whoseTurn === 'student');
  if (error instanceof StoreError || error instanceof LateError) return told(422, 'refusedByLedger', error, false);
  const message = 'The server failed. Nothing that it acknowledged is lost.';
  // Its own text names files and settings: for the log alone.
  const remedy = 'Look for the request’s id (header Assay-Request-Id) in the server’s log.';
  const body = { code: 'platformFailure', message, whose: 'operator', remedy } as const;
  return new HttpError(503, body, { retryAfterSeconds: 30, cause: error });
}

function ofWork(error: WorkError): HttpError {
  if (error.code === 'unknownWork') return notFound();
  return told(error.code === 'noStudents' ? 422 : 409, error.code, error, false);
}

/** The message of our own errors says what to do in its last sentences. */
function told(status: 409 | 422, code: string, { message }: Error, isStudents: boolean): HttpError {
  const whose = isStudents ? 'student' : 'course staff';
  return new HttpError(status, { code, message, whose, remedy: message.split(/(?<=\.) /u).at(-1) ?? message });
}

/** For the log: with the first cause. What a database or a socket says holds no personal data. */
function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof PlatformError) return `${error.message} ${error.remedy}`;
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
