import { readdir, readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { jsonSchemas } from '../../src/course/jsonSchemas.js';

it('docs/schemas is up to date (npm run schemas writes it)', async () => {
  const folder = new URL('../../docs/schemas/', import.meta.url);
  const schemas = jsonSchemas();
  expect((await readdir(folder)).sort()).toEqual(Object.keys(schemas).sort());
  for (const [name, text] of Object.entries(schemas)) expect(await readFile(new URL(name, folder), 'utf8')).toBe(text);
});
