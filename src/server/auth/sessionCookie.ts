import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { AppEnv } from '../deps.js';
import type { PublicUrl } from './publicUrl.js';

/**
 * Over https the name says that no other host may have set it (`__Host-`). On this machine without TLS there is no such
 * name: not every browser keeps a cookie that is `Secure` there.
 */
const nameOf = ({ isSecure }: PublicUrl): string => (isSecure ? '__Host-session' : 'session');

// Lax, not Strict: who comes back from the campus's sign-in comes from another site.
const optionsOf = ({ isSecure }: PublicUrl) =>
  ({ path: '/', httpOnly: true, sameSite: 'Lax', secure: isSecure }) as const;

export function readSessionCookie(c: Context<AppEnv>, url: PublicUrl): string | undefined {
  const text = getCookie(c, nameOf(url));
  return text !== undefined && /^[\w-]{43}$/u.test(text) ? text : undefined;
}

export function writeSessionCookie(c: Context<AppEnv>, url: PublicUrl, text: string): void {
  setCookie(c, nameOf(url), text, optionsOf(url));
}

export function clearSessionCookie(c: Context<AppEnv>, url: PublicUrl): void {
  deleteCookie(c, nameOf(url), optionsOf(url));
}
