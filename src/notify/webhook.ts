import { DeliveryFailure } from './deliveryFailure.js';
import { KEY_HEADER, SIGNATURE_HEADER, webhookSignature } from './signature.js';

/** One message for a webhook. */
export interface WebhookPost {
  readonly url: string;
  readonly secret: string;
  readonly key: string;
  /** JSON. */
  readonly body: string;
  readonly at: Date;
}

/** Refusals that mean: not now. */
const NOT_NOW = new Set([408, 425, 429]);
const MAX_WAIT_SECONDS = 86_400;

/**
 * Posts one message. Redirects are not followed, and of the answer only its status is read.
 *
 * @throws {DeliveryFailure}
 */
export async function postWebhook({ url, secret, key, body, at }: WebhookPost, signal: AbortSignal): Promise<void> {
  const headers = {
    'Content-Type': 'application/json',
    'User-Agent': 'assay',
    [KEY_HEADER]: key,
    [SIGNATURE_HEADER]: webhookSignature(secret, body, at),
  };
  let response: Response;
  try {
    response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
    await response.body?.cancel();
  } catch (error) {
    throw unreached(url, error, signal);
  }
  if (response.ok) return;
  const { status } = response;
  const isFinal = (status >= 300 && status < 500 && !NOT_NOW.has(status)) || status < 200;
  throw new DeliveryFailure(`${placeOf(url)} answered ${status}`, {
    verdict: isFinal ? 'dead' : 'retry',
    waitMs: waitOf(response.headers.get('Retry-After')),
  });
}

function unreached(url: string, error: unknown, signal: AbortSignal): DeliveryFailure {
  const code = ((error as Error).cause as { code?: unknown } | undefined)?.code;
  const why = signal.aborted ? 'no answer in time' : typeof code === 'string' ? code : 'the connection broke';
  return new DeliveryFailure(`${placeOf(url)} cannot be reached (${why})`, { verdict: 'retry' });
}

/** A path or a query of a chat system's address is its password. */
function placeOf(url: string): string {
  return new URL(url).host;
}

function waitOf(retryAfter: string | null): number {
  const seconds = /^\d{1,9}$/u.test(retryAfter ?? '') ? Number(retryAfter) : 0;
  return Math.min(seconds, MAX_WAIT_SECONDS) * 1000;
}
