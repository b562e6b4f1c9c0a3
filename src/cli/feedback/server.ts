import type { z } from 'zod';
import { jsonOrNothing } from '../../base/jsonOrNothing.js';
import { Refusal, type Turn } from '../../base/refusal.js';
import { Cancelled } from '../../grading/cancelled.js';
import { PlatformError } from '../../base/platformError.js';
import { errorSchema } from '../../server/httpError.js';

const TIMEOUT_MS = 90_000;
const TURNS: Readonly<Record<string, Turn>> = { student: 'student', 'course staff': 'course', operator: 'operator' };

interface Asked<Schema extends z.ZodType> {
  readonly answer: Schema;
  readonly token?: string | undefined;
  readonly body?: unknown;
}

/** A server as the terminal asks it. */
export interface FeedbackServer {
  readonly url: string;
  /**
   * @throws {Refusal} where the server refuses, in its words.
   * @throws {PlatformError} where it does not answer, or as no server of ours does.
   * @throws {Cancelled} once the signal is aborted.
   */
  ask<Schema extends z.ZodType>(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    asked: Asked<Schema>,
  ): Promise<z.output<Schema>>;
}

export function feedbackServer(url: string, signal: AbortSignal): FeedbackServer {
  return {
    url,
    async ask(method, path, { answer, token, body }) {
      // What was begun before is cancelled by a request of its own, which the signal must not stop.
      const signals = [AbortSignal.timeout(TIMEOUT_MS), ...(method === 'DELETE' ? [] : [signal])];
      const headers = {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      };
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      try {
        const response = await fetch(new URL(path, url), {
          method,
          headers,
          ...sent,
          signal: AbortSignal.any(signals),
        });
        const value = jsonOrNothing(await response.text());
        if (response.ok) return answer.parse(value);
        throw refusalIn(value);
      } catch (error) {
        if (signal.aborted && method !== 'DELETE') throw new Cancelled();
        if (error instanceof Refusal) throw error;
        throw new PlatformError(`${url} cannot be reached, or what answers there is no Assay of this version.`, {
          remedy: 'Nothing was lost and nothing was counted. Try again in a few minutes, or use the page.',
          cause: error,
        });
      }
    },
  };
}

/** @throws {ZodError} where it is no refusal of Assay's. */
function refusalIn(value: unknown): Refusal {
  const { code, message, whose, remedy } = errorSchema.parse(value).error;
  return new Refusal({ code, text: message, remedy, whoseTurn: TURNS[whose] });
}
