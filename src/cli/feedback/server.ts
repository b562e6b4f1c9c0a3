import type { z } from 'zod';
import { jsonOrNothing } from '../../base/jsonOrNothing.js';
import { Refusal, type Turn } from '../../base/refusal.js';
import { Cancelled } from '../../grading/cancelled.js';
import { plainText } from '../../results/plainText.js';
import { errorSchema } from '../../server/httpError.js';

const TIMEOUT_MS = 90_000;
const TURNS: Readonly<Record<string, Turn>> = { student: 'student', 'course staff': 'course', operator: 'operator' };

/** Errors of a connection that was never made. */
const NOT_SENT: ReadonlySet<unknown> = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'],
]);

/** No answer came, or none of a server of ours: it may start again at this moment. */
class ServerAway extends Refusal {
  override readonly name = 'ServerAway';

  constructor(url: string, cause: unknown) {
    const text = `${url} cannot be reached, or what answers there is no Assay of this version.`;
    const remedy = wasSent(cause)
      ? 'Run the command again in a few minutes: the same sources are the same run and count once.'
      : 'Nothing was lost and nothing was counted. Try again in a few minutes, or use the page.';
    super({ code: 'serverAway', text, remedy, whoseTurn: 'operator' }, { cause });
  }
}

function wasSent(cause: unknown): boolean {
  const inner = cause instanceof Error ? cause.cause : undefined;
  return !(inner instanceof Error && 'code' in inner && NOT_SENT.has(inner.code));
}

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
   * @throws {ServerAway} where it does not answer, or as no server of ours does.
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
          // The token is for this server, and for nowhere that it points to.
          redirect: 'manual',
          signal: AbortSignal.any(signals),
        });
        if (response.status >= 300 && response.status < 400) throw moved(url);
        const value = jsonOrNothing(await response.text());
        if (response.ok) return answer.parse(value);
        throw refusalIn(value);
      } catch (error) {
        if (signal.aborted && method !== 'DELETE') throw new Cancelled();
        if (error instanceof Refusal) throw error;
        throw new ServerAway(url, error);
      }
    },
  };
}

/** @throws {ZodError} where it is no refusal of Assay's. */
function refusalIn(value: unknown): Refusal {
  const { code, message, whose, remedy } = errorSchema.parse(value).error;
  return new Refusal({ code, text: plainText(message), remedy: plainText(remedy), whoseTurn: TURNS[whose] });
}

function moved(url: string): Refusal {
  return new Refusal({ code: 'moved', text: `${url} has moved.`, remedy: 'Ask course staff for the new address.' });
}
