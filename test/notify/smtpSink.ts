import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { AddressInfo } from 'node:net';

/** A mail as the server got it. */
interface Received {
  readonly to: readonly string[];
  /** Headers and body as sent. */
  readonly raw: string;
  readonly header: (name: string) => string | undefined;
  /** Decoded. */
  readonly text: string;
}

type Mode = 'take' | 'refuse' | 'busy' | 'hang' | 'hangAtStart' | 'loginRefused';

/** A real SMTP server, in one of several moods. */
export interface SmtpSink extends AsyncDisposable {
  readonly url: string;
  readonly mails: Received[];
  mode: Mode;
  /** How many connections were made. */
  readonly connections: () => number;
}

interface SmtpSinkOptions {
  /** One of its own where absent. */
  readonly port?: number;
  readonly mode?: Mode;
  readonly login?: boolean;
  /** Talks TLS, from the first byte or after STARTTLS; without it, neither. */
  readonly tls?: { readonly begin: 'always' | 'starttls'; readonly key: Buffer; readonly cert: Buffer };
}

/** Starts one. With STARTTLS it is at 127.0.0.2: to 127.0.0.1 mail goes in the clear. */
export async function smtpSink({
  port = 0,
  mode: first = 'take',
  login = false,
  tls,
}: SmtpSinkOptions = {}): Promise<SmtpSink> {
  const mails: Received[] = [];
  let connections = 0;
  const state: { mode: Mode } = { mode: first };
  const replyWith = (responseCode: number, message: string): Error =>
    Object.assign(new Error(message), { responseCode });
  const options: SMTPServerOptions = {
    authOptional: !login,
    allowInsecureAuth: true,
    disabledCommands: login ? [] : ['AUTH'],
    ...(tls === undefined ? { hideSTARTTLS: true } : { key: tls.key, cert: tls.cert, secure: tls.begin === 'always' }),
    // What hangs on purpose is not waited for at the end.
    closeTimeout: 50,
    onConnect(_session, done) {
      connections++;
      if (state.mode !== 'hangAtStart') done();
    },
    onAuth({ username, password }, _session, done) {
      const isRight = username === 'assay' && password === 's3cret/word' && state.mode !== 'loginRefused';
      if (isRight) done(null, { user: username });
      else done(replyWith(535, `5.7.8 ${String(password)} is wrong`));
    },
    onRcptTo({ address }, _session, done) {
      if (state.mode === 'refuse') done(replyWith(550, `5.1.1 <${address}> is unknown here`));
      else if (state.mode === 'busy') done(replyWith(451, `4.3.0 try later, <${address}>`));
      else done();
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('utf8');
        mails.push(
          readMail(
            raw,
            session.envelope.rcptTo.map(({ address }) => address),
          ),
        );
        // The mail has arrived, and its sender never hears so.
        if (state.mode !== 'hang') done();
      });
    },
  };
  const host = tls?.begin === 'starttls' ? '127.0.0.2' : '127.0.0.1';
  const server = new SMTPServer(options);
  server.on('error', () => undefined);
  const sockets = new Set<{ destroy(): void }>();
  server.server.on('connection', (socket: { destroy(): void }) => sockets.add(socket));
  await new Promise<void>((resolve) => {
    server.listen(port, host, resolve);
  });
  const address = server.server.address() as AddressInfo;
  return {
    url: `${tls?.begin === 'always' ? 'smtps' : 'smtp'}://${login ? 'assay:s3cret%2Fword@' : ''}${host}:${address.port}`,
    mails,
    connections: () => connections,
    get mode() {
      return state.mode;
    },
    set mode(mode) {
      state.mode = mode;
    },
    async [Symbol.asyncDispose]() {
      // Pulled from under TLS, a socket takes the whole process with it (Node 20).
      if (tls === undefined) for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => {
        server.close(resolve);
      });
    },
  };
}

function readMail(raw: string, to: string[]): Received {
  const end = raw.indexOf('\r\n\r\n');
  const head = raw.slice(0, end).replace(/\r\n[ \t]+/gu, ' ');
  const header = (name: string): string | undefined =>
    head
      .split('\r\n')
      .find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}: `))
      ?.slice(name.length + 2);
  const body = raw.slice(end + 4);
  const text =
    header('Content-Transfer-Encoding') === 'base64'
      ? Buffer.from(body, 'base64').toString('utf8')
      : decodeQuoted(body);
  return { to, raw, header, text };
}

function decodeQuoted(body: string): string {
  const bytes = body
    .replace(/=\r\n/gu, '')
    .replace(/=([0-9A-F]{2})/gu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  // A body of plain text has no other bytes above 127 than those that were quoted.
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
