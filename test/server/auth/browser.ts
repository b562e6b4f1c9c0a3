import { send, type Answer, type Sent } from '../client.js';
import type { TestServer } from '../harness.js';

/** What a browser does with cookies and forms, and with nothing else: no script, no redirect followed by itself. */
export interface Browser {
  /** As somebody types an address or follows a link. */
  get(target: string, headers?: Sent['headers']): Promise<Page>;
  /** As a page of the server sends a form. `headers` replace what the browser would say. */
  post(target: string, fields: Readonly<Record<string, string>>, headers?: Sent['headers']): Promise<Page>;
  /** Either, by its method, with an empty form. */
  ask(method: string, target: string, headers?: Sent['headers']): Promise<Page>;
  /** The cookies it holds, by name. */
  readonly cookies: Map<string, string>;
}

interface Page {
  readonly status: number;
  readonly headers: Answer['headers'];
  readonly text: string;
}

export function browser({ port, origin }: Pick<TestServer, 'port' | 'origin'>): Browser {
  const cookies = new Map<string, string>();
  const ask = async (sent: Sent): Promise<Page> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { Host: new URL(origin).host, ...(cookie === '' ? {} : { Cookie: cookie }), ...sent.headers };
    const answer = await send(port, { ...sent, headers });
    for (const line of [answer.headers['set-cookie'] ?? []].flat()) keep(cookies, line);
    const body = answer.body as { readonly text?: string };
    return { status: answer.status, headers: answer.headers, text: body.text ?? JSON.stringify(body) };
  };
  const get: Browser['get'] = (target, headers = {}) =>
    ask({ method: 'GET', target, headers: { 'Sec-Fetch-Site': 'none', ...headers } });
  const change = (method: string, target: string, fields: object, headers: Sent['headers'] = {}): Promise<Page> =>
    ask({
      method,
      target,
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        // What Chromium says of a form on a page that sends no referrer.
        Origin: 'null',
        'Sec-Fetch-Site': 'same-origin',
        ...headers,
      },
      body: Buffer.from(new URLSearchParams({ ...fields }).toString()),
    });
  return {
    cookies,
    get,
    post: (target, fields, headers) => change('POST', target, fields, headers),
    ask: (method, target, headers) => (method === 'GET' ? get(target, headers) : change(method, target, {}, headers)),
  };
}

function keep(cookies: Map<string, string>, line: string): void {
  const [, name = '', value = ''] = /^([^=;]+)=([^;]*)/u.exec(line) ?? [];
  if (value === '' || /max-age=0/iu.test(line)) cookies.delete(name);
  else cookies.set(name, value);
}
