import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import type { CampusSettings } from '../../../src/server/auth/campusSettings.js';

/** What the campus says of somebody, by the name that they sign in with. */
type Claims = Readonly<Record<string, string | boolean>> & { readonly sub: string };

/** A real provider of OpenID Connect on this machine. */
export interface CampusProvider extends AsyncDisposable {
  readonly settings: CampusSettings;
  readonly people: Map<string, Claims>;
  /** Does there what a person does, and returns the address that they are sent back to. */
  signIn(authorization: string, login: string): Promise<URL>;
}

/** @param callback the client's one redirect URI. */
export async function campusProvider(callback: () => string): Promise<CampusProvider> {
  const people = new Map<string, Claims>();
  const server: Server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [clientId, clientSecret] = ['assay', 'a-secret-of-the-tests'];
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [callback()] }],
    pkce: { required: () => true },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['student_id'] },
    cookies: { keys: ['a-key-of-the-tests'] },
    findAccount: (_, login) => {
      const claims = people.get(login);
      return claims && { accountId: login, claims: () => ({ ...claims }) };
    },
  });
  const handle = provider.callback();
  server.on('request', (request, response) => void handle(request, response));
  return {
    settings: { issuer: new URL(issuer), clientId, clientSecret, claim: 'email', trustsEmail: false },
    people,
    signIn: (authorization, login) => signInAt(authorization, login, callback()),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function signInAt(authorization: string, login: string, callback: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let [url, body]: [string, URLSearchParams | undefined] = [authorization, undefined];
  for (let step = 0; step < 20; step++) {
    if (url.startsWith(callback)) return new URL(url);
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(body === undefined ? {} : { method: 'POST', body }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/u.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (location !== null) {
      [url, body] = [new URL(location, url).href, undefined];
      continue;
    }
    // The provider's own forms: for the name, and for consent.
    const page = await answer.text();
    const action = /<form[^>]+action="([^"]+)"/u.exec(page)?.[1] ?? '';
    const prompt = /name="prompt" value="(\w+)"/u.exec(page)?.[1] ?? '';
    if (action === '') throw new Error(`the provider said: ${page}`);
    [url, body] = [new URL(action, url).href, new URLSearchParams({ prompt, login, password: 'x' })];
  }
  throw new Error('the provider never sent anybody back');
}
