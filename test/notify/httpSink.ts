import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

interface Posted {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Mode = number | 'hang' | 'hangInBody' | 'drop';

/** A real HTTP server that takes webhooks, in one of several moods; a number is the status that it answers with. */
export interface HttpSink extends AsyncDisposable {
  readonly url: string;
  readonly posts: Posted[];
  mode: Mode;
}

export async function httpSink(mode: Mode = 200): Promise<HttpSink> {
  const posts: Posted[] = [];
  const sink: { mode: Mode } = { mode };
  const server = createServer((request, response) => {
    void take(request, response);
  });
  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    posts.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
    const { mode: now } = sink;
    if (now === 'drop') request.socket.destroy();
    else if (now === 'hangInBody') response.writeHead(200).write('x');
    else if (now !== 'hang') {
      const location = `http://${request.headers.host ?? ''}/elsewhere`;
      response.writeHead(now, now >= 300 && now < 400 ? { location } : { 'retry-after': '0' }).end('{"ok":true}');
    }
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hooks/t0ken`,
    posts,
    get mode() {
      return sink.mode;
    },
    set mode(next) {
      sink.mode = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
