import { expect, it } from 'vitest';
import { loopbackUrl, publicUrl } from '../../../src/server/auth/publicUrl.js';

it('is an origin; in the clear on this machine alone', () => {
  expect(publicUrl('https://assay.example.edu')).toMatchObject({ isSecure: true, host: 'assay.example.edu' });
  expect(publicUrl('https://assay.example.edu/').to('/a?b')).toBe('https://assay.example.edu/a?b');
  expect(publicUrl('http://localhost:8080')).toMatchObject({ isSecure: false, origin: 'http://localhost:8080' });
  expect(loopbackUrl('0.0.0.0', 81).origin).toBe('http://127.0.0.1:81');
  expect(loopbackUrl('::1', 81).origin).toBe('http://[::1]:81');
});

it.each([
  'http://assay.example.edu',
  'http://127.0.0.1.evil.example',
  'https://assay.example.edu/path',
  'https://assay.example.edu/?a',
  'https://user@assay.example.edu',
  'ftp://localhost',
  'assay.example.edu',
])('refuses %s', (text) => {
  expect(() => publicUrl(text)).toThrow(/address of a server|is not https/u);
});
