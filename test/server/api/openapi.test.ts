import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { openApiText } from '../../../src/server/api/openapi.js';
import { send } from '../client.js';
import { testServer } from '../harness.js';

it('docs/openapi.json is what a server serves (npm run schemas writes it), and each of its routes is there', async () => {
  const text = await readFile(new URL('../../../docs/openapi.json', import.meta.url), 'utf8');
  expect(openApiText()).toBe(text);
  await using server = await testServer();
  const served = await send(server.port, { method: 'GET', target: '/openapi.json' });
  expect(served.body).toEqual(JSON.parse(text));
  const { paths, openapi } = JSON.parse(text) as {
    openapi: string;
    paths: Record<string, Record<string, { security?: object }>>;
  };
  expect(openapi).toBe('3.1.0');
  for (const [path, methods] of Object.entries(paths)) {
    const target = path
      .replace('{assignment}', 'quick')
      .replace('{id}', '0'.repeat(32))
      .replace('{sha256}', '0'.repeat(64));
    for (const [method, { security }] of Object.entries(methods)) {
      const { status } = await send(server.port, { method: method.toUpperCase(), target });
      // Without a key; and where none is needed, without the body that is.
      const expected = !path.startsWith('/v1/') ? 200 : security === undefined ? 415 : 401;
      expect([`${method} ${target}`, expected]).toEqual([`${method} ${target}`, status]);
    }
  }
});
