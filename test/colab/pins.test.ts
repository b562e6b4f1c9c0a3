import { expect, it } from 'vitest';
import { isSameRelease, parsePins, PinError } from '../../src/colab/pins.js';

it('reads what pip freeze prints: pins, wheels by their address, names in any spelling', () => {
  const text = [
    '# made by a script',
    'Jupyter_Client==7.4.9',
    'torch @ https://example.edu/whl/torch-2.11.0%2Bcu128-cp313-cp313-linux_x86_64.whl#sha256=00ff',
    'local-thing @ file:///build/local-thing.tar.gz',
    'numpy==2.1.3  # a comment',
    '',
  ].join('\r\n');
  expect([...parsePins(text)]).toEqual([
    ['jupyter-client', '7.4.9'],
    ['torch', '2.11.0+cu128'],
    ['numpy', '2.1.3'],
  ]);
});

it.each(['numpy>=2', '<!doctype html>', 'numpy', '--index-url https://example.edu'])(
  'refuses %s with its line',
  (line) => {
    const parse = (): unknown => parsePins(`scipy==1.16.3\n${line}\n`);
    expect(parse).toThrow(PinError);
    expect(parse).toThrow(expect.objectContaining({ line: 2 }) as Error);
  },
);

it('compares releases, not builds', () => {
  expect(isSameRelease('2.13.0+cpu', '2.13.0')).toBe(true);
  expect(isSameRelease('1.14', '1.14.0')).toBe(true);
  expect(isSameRelease('1.10', '1.1')).toBe(false);
  expect(isSameRelease('2.1.3', '2.1.30')).toBe(false);
});
