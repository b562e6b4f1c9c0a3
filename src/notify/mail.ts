import MailComposer from 'nodemailer/lib/mail-composer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { clip } from '../results/plainText.js';
import { DeliveryFailure } from './deliveryFailure.js';
import type { MailSettings } from './settings.js';

/** A mail to one address. Its texts are plain; what students chose in them is text and nothing else. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Tells a repetition: it is in the Message-ID, and alone in X-Assay-Key. */
  readonly key: string;
}

/** Refusals that stay the same however often one asks: the recipient's, the sender's or the message's. */
const OF_THE_MESSAGE = new Set(['EENVELOPE', 'EMESSAGE']);
const MAX_SUBJECT_CHARS = 150;
const UNTRUSTED =
  'the mail server’s certificate is not one that this machine trusts, or is for another name; NODE_EXTRA_CA_CERTS adds a private authority';

/**
 * Sends one mail over a connection of its own, and returns once the server has taken it.
 *
 * @param signal ends it at once, in whatever it is.
 * @throws {DeliveryFailure}
 */
export async function sendMail(settings: MailSettings, mail: Mail, signal: AbortSignal): Promise<void> {
  const message = await compose(settings, mail);
  await connected(settings, signal, async (connection) => {
    const envelope = { from: settings.from.address, to: [mail.to] };
    await called((done) => {
      connection.send(envelope, message, done);
    });
  });
}

/** Whether the server lets this sender in; nothing is sent. @throws {DeliveryFailure} */
export async function tryMailServer(settings: MailSettings, signal: AbortSignal): Promise<void> {
  await connected(settings, signal, () => Promise.resolve());
}

async function connected(
  { host, port, tls, auth }: MailSettings,
  signal: AbortSignal,
  use: (connection: SMTPConnection) => Promise<void>,
): Promise<void> {
  const secure = tls === 'always';
  const requireTLS = tls === 'starttls';
  // Closed by force: a server that does not answer QUIT would be waited for.
  const connection = new SMTPConnection({ host, port, secure, requireTLS, socketCloseTimeout: 0 });
  const broken = new Promise<never>((_, reject) => {
    connection.on('error', reject);
    connection.on('end', () => {
      reject(new Error('closed'));
    });
    signal.addEventListener('abort', () => {
      reject(new Error('no answer in time'));
    });
  });
  const talk = async (): Promise<void> => {
    signal.throwIfAborted();
    await called((done) => {
      connection.connect(done);
    });
    if (auth !== undefined) {
      await called((done) => {
        connection.login({ user: auth.user, credentials: auth }, done);
      });
    }
    await use(connection);
  };
  try {
    await Promise.race([talk(), broken]);
  } catch (error) {
    throw failureOf(error, signal);
  } finally {
    connection.close();
  }
}

async function called(call: (done: (error?: Error | null) => void) => void): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    call((error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

interface SmtpError extends Error {
  /** The library's: EENVELOPE, EAUTH, ESOCKET, … */
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
}

/** What a server says may name the recipient, so only its codes are kept. */
function failureOf(error: unknown, signal: AbortSignal): DeliveryFailure {
  if (signal.aborted) return new DeliveryFailure('the mail server did not answer in time', { verdict: 'retry' });
  const { code = '', responseCode, response = '', message } = error as SmtpError;
  // OpenSSL's own words, for the library puts its code in the place of theirs; they may quote the certificate's names.
  if (code === 'ESOCKET' && /certificate/iu.test(message)) return new DeliveryFailure(UNTRUSTED, { verdict: 'retry' });
  const said = /^\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?/u.exec(response)?.[0];
  // Where the server said nothing, the message is the system's: connect ECONNREFUSED 192.0.2.1:587.
  const system = said === undefined ? /\bE[A-Z_]{3,20}\b/u.exec(message)?.[0] : undefined;
  const what = [system ?? (/^[A-Z]{3,20}$/u.test(code) ? code : ''), said ?? '']
    .filter((part) => part !== '')
    .join(' ');
  const isFinal = OF_THE_MESSAGE.has(code) && (responseCode ?? 0) >= 500;
  const text = isFinal ? 'the mail server refuses this mail' : 'the mail server did not take the mail';
  return new DeliveryFailure(`${text} (${what || 'the connection broke'})`, { verdict: isFinal ? 'dead' : 'retry' });
}

async function compose({ from }: MailSettings, { to, subject, text, key }: Mail): Promise<Buffer> {
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  const composer = new MailComposer({
    from,
    to: { name: '', address: to },
    subject: clip(subject, MAX_SUBJECT_CHARS),
    text,
    messageId: `<assay.${key}@${domain}>`,
    // So that holiday notices and mailing lists do not answer a program.
    headers: { 'X-Assay-Key': key, 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}
