import { isIP } from 'node:net';
import { Refusal } from '../../base/refusal.js';

/** The address under which browsers know the server. No header of a request has a say in it. */
export interface PublicUrl {
  /** Without a path: `https://assay.example.edu`. */
  readonly origin: string;
  /** `assay.example.edu`, with a port where that is not the scheme's own. */
  readonly host: string;
  readonly isSecure: boolean;
  /** The absolute address of a path here. */
  to(path: string): string;
}

/** @throws {Refusal} where it is no origin, or would send cookies over a network in the clear. */
export function publicUrl(text: string): PublicUrl {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol) || url.href !== `${url.origin}/`) {
    throw wrong(`“${text}” is not the address of a server, such as https://assay.example.edu.`);
  }
  const isSecure = url.protocol === 'https:';
  if (!isSecure && !isLoopback(url.hostname)) {
    throw wrong(`${text} is not https: everybody on the way could take over whoever signs in.`);
  }
  return { origin: url.origin, host: url.host, isSecure, to: (path) => new URL(path, url).href };
}

/** Where nobody else than this machine can be: `localhost`, 127.0.0.1, ::1. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/u, '$1');
  if (bare === 'localhost' || bare === '::1') return true;
  return isIP(bare) === 4 && bare.startsWith('127.');
}

/** The default, for a browser on this machine. */
export function loopbackUrl(host: string, port: number): PublicUrl {
  const named = isLoopback(host) ? host : '127.0.0.1';
  return publicUrl(`http://${named.includes(':') ? `[${named}]` : named}:${port}`);
}

function wrong(text: string): Refusal {
  return new Refusal({
    code: 'badPublicUrl',
    text,
    remedy: 'Give the address that people type, without a path; behind a proxy it is the proxy’s.',
    whoseTurn: 'operator',
  });
}
