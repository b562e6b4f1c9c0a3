import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { PlatformError } from '../base/platformError.js';
import { DeliveryFailure } from './deliveryFailure.js';

/** How mail is sent: the operator's setting, never the course's. */
export interface MailSettings {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte, after STARTTLS, or not at all. */
  readonly tls: 'always' | 'starttls' | 'none';
  readonly auth: { readonly user: string; readonly pass: string } | undefined;
  /** The sender; `name` may be empty. */
  readonly from: { readonly name: string; readonly address: string };
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
const PORTS = { 'smtp:': 587, 'smtps:': 465 } as const;

const settingSchema = z.object({
  protocol: z.enum(['smtp:', 'smtps:']),
  hostname: z.string().min(1),
  pathname: z.enum(['', '/']),
});

/**
 * `ASSAY_SMTP_URL` (`smtp://user:password@host:587`, `smtps://…`), or the file that `ASSAY_SMTP_URL_FILE` names, and
 * `ASSAY_MAIL_FROM`. `smtp:` goes on only after STARTTLS, except to this machine or with `?tls=none`. Undefined where no
 * URL is set.
 *
 * @throws {PlatformError} where one of them is wrong; it does not quote the URL.
 */
export async function mailSettings(env: NodeJS.ProcessEnv): Promise<MailSettings | undefined> {
  const text = await smtpUrl(env);
  if (text === '') return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const setting = settingSchema.safeParse(url);
  if (url === undefined || !setting.success) {
    throw wrong('ASSAY_SMTP_URL is not an address of the form smtp://user:password@host:port.');
  }
  const { protocol, hostname } = setting.data;
  const isOpen = url.searchParams.get('tls') === 'none' || LOOPBACK.has(hostname);
  const tls = protocol === 'smtps:' ? 'always' : isOpen ? 'none' : 'starttls';
  if (url.search !== '' && url.search !== '?tls=none') throw wrong('ASSAY_SMTP_URL has a query other than ?tls=none.');
  if (tls === 'none' && url.password !== '' && !LOOPBACK.has(hostname)) {
    throw wrong('ASSAY_SMTP_URL would send a password that everybody on the way could read: it has ?tls=none.');
  }
  return {
    host: hostname.replace(/^\[(.*)\]$/u, '$1'),
    port: url.port === '' ? PORTS[protocol] : Number(url.port),
    tls,
    auth: url.username === '' ? undefined : { user: decoded(url.username), pass: decoded(url.password) },
    from: senderOf(env['ASSAY_MAIL_FROM'] ?? ''),
  };
}

/** A course may want mail where the operator has set no server: that may come, so the mail waits. @throws {DeliveryFailure} */
export function requiredMail(mail: MailSettings | undefined): MailSettings {
  if (mail !== undefined) return mail;
  throw new DeliveryFailure('no mail server is set (ASSAY_SMTP_URL, ASSAY_MAIL_FROM)', { verdict: 'retry' });
}

async function smtpUrl(env: NodeJS.ProcessEnv): Promise<string> {
  const file = env['ASSAY_SMTP_URL_FILE'] ?? '';
  const given = env['ASSAY_SMTP_URL'] ?? '';
  if (given !== '' || file === '') return given.trim();
  return (
    await readFile(file, 'utf8').catch((cause: unknown) => {
      throw new PlatformError('The file that ASSAY_SMTP_URL_FILE names cannot be read.', { cause, remedy: REMEDY });
    })
  ).trim();
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw wrong('In ASSAY_SMTP_URL user and password must be percent-encoded.');
  }
}

function senderOf(text: string): MailSettings['from'] {
  const [, name = '', address = ''] = /^(?:([^<>"\r\n]{0,100}?)\s*<([^<>]+)>|.*)$/u.exec(text.trim()) ?? [];
  const from = { name, address: address === '' ? text.trim() : address };
  if (z.email().max(254).safeParse(from.address).success) return from;
  throw wrong('ASSAY_MAIL_FROM is not the address that mail is sent from, such as Assay <assay@example.edu>.');
}

const REMEDY = 'Operator: correct it (docs/notify.md), or unset it, and no mail is sent.';

function wrong(message: string): PlatformError {
  return new PlatformError(message, { remedy: REMEDY });
}
