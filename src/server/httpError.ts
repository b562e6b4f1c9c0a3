import { z } from '@hono/zod-openapi';

/** What every refusal says: what happened, whose turn it is, what to do. */
export const errorSchema = z
  .strictObject({
    error: z.strictObject({
      code: z.string().openapi({ description: 'For programs: a word that stays the same.', example: 'badSignature' }),
      message: z.string().openapi({ description: 'For people: what happened.' }),
      whose: z.enum(['student', 'course staff', 'operator']).openapi({ description: 'Whose turn it is.' }),
      remedy: z.string().openapi({ description: 'For people: what to do.' }),
    }),
  })
  .openapi('Error');
type ErrorBody = z.infer<typeof errorSchema>['error'];

export type RefusalStatus = 400 | 401 | 403 | 404 | 405 | 408 | 409 | 411 | 413 | 415 | 422 | 429 | 500 | 503;

/** A request that is refused, with all that its sender is told. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: RefusalStatus;
  readonly body: ErrorBody;
  /** When to try again; only where trying again can help. */
  readonly retryAfterSeconds: number | undefined;

  constructor(status: RefusalStatus, body: ErrorBody, options: ErrorOptions & { retryAfterSeconds?: number } = {}) {
    super(body.message, options);
    this.status = status;
    this.body = body;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** One answer for what does not exist and for what is somebody else's, so that ids cannot be probed. */
export function notFound(): HttpError {
  return new HttpError(404, {
    code: 'notFound',
    message: 'There is nothing here.',
    whose: 'course staff',
    remedy: 'Check the address.',
  });
}

export function badRequest(
  message: string,
  remedy = 'Report this: the sender and the server do not agree.',
): HttpError {
  return new HttpError(400, { code: 'badRequest', message, whose: 'operator', remedy });
}

/** For what passes by itself: the sender tries again. */
export function tryLater(message: string, cause?: unknown): HttpError {
  const remedy = 'Try again in a few seconds; if it stays, look at the server’s log and at /readyz.';
  return new HttpError(
    503,
    { code: 'unavailable', message, whose: 'operator', remedy },
    { retryAfterSeconds: 5, cause },
  );
}
