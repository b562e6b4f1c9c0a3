import type { IncomingMessage } from 'node:http';
import { HttpError } from '../httpError.js';
import { isLoopback, type PublicUrl } from './publicUrl.js';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Lets a request change something only where a page of ours sent it. Of every type of body, JSON too: that a browser asks
 * before it sends JSON across sites is the browser's promise, and `SameSite` is another.
 *
 * @throws {HttpError} 403.
 */
export function requireSameOrigin({ method = '', headers }: IncomingMessage, url: PublicUrl): void {
  if (SAFE.has(method)) return;
  const { origin = 'null', host = '' } = headers;
  // Our pages send no referrer, and so browsers write “null” as the origin of their forms. Then the browser's own word
  // on where it came from counts, and the host: a name that somebody points at this machine is of the same origin too.
  const isOurs =
    origin === 'null'
      ? headers['sec-fetch-site'] === 'same-origin' && isOurHost(host, url)
      : URL.canParse(origin) && new URL(origin).origin === origin && isOurOrigin(new URL(origin), url);
  if (!isOurs) throw crossSite(url);
}

function isOurOrigin({ origin, protocol, host }: URL, url: PublicUrl): boolean {
  return origin === url.origin || (protocol === 'http:' && !url.isSecure && isOurHost(host, url));
}

/** On this machine, `localhost` and 127.0.0.1 are the same server. */
function isOurHost(host: string, url: PublicUrl): boolean {
  if (host === url.host) return true;
  const [given, ours] = [host, url.host].map((text) =>
    URL.canParse(`http://${text}`) ? new URL(`http://${text}`) : undefined,
  );
  if (given === undefined || ours === undefined) return false;
  return given.port === ours.port && isLoopback(given.hostname) && isLoopback(ours.hostname);
}

function crossSite({ origin }: PublicUrl): HttpError {
  return new HttpError(403, {
    code: 'crossSite',
    message: 'This was not sent from a page of this server, so nothing was done.',
    whose: 'operator',
    remedy: `Open ${origin} and try again there. Where that is not the address that people use, set --public-url; a proxy must pass the header Host on.`,
  });
}
