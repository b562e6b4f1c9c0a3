import { expect, it } from 'vitest';
import { localPath } from '../../../src/server/auth/localPath.js';

it.each(['/', '/feedback/hw4', '/a?b=c&d=%2F%2Fe', '/a//b'])('goes on to %s', (next) => {
  expect(localPath(next)).toBe(next);
});

it.each([
  undefined,
  '',
  'a',
  'https://evil.example/',
  '//evil.example',
  '/\\evil.example',
  '\\/evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/a\r\nSet-Cookie: session=x',
  '/..//evil.example',
  '/.//evil.example',
  '/%2e//evil.example',
  'javascript:alert(1)',
  ' //evil.example',
])('goes to the first page instead of %j', (next) => {
  expect(localPath(next)).toBe('/');
});
