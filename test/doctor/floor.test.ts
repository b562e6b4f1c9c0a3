import { describe, expect, it } from 'vitest';
import { floorFindings, isAtLeast } from '../../src/doctor/floor.js';
import { tierOf } from '../../src/doctor/preflight.js';

describe('a version at or above the floor', () => {
  it.each([
    ['29.7.0', ['29.7.0'], true],
    ['29.10.1', ['29.7.0'], true],
    ['30.0.0', ['29.7.0'], true],
    ['29.6.9', ['29.7.0'], false],
    ['20.10.24+dfsg1', ['29.7.0'], false],
    ['1.2.8', ['1.2.8', '1.3.3', '1.4.0'], true],
    ['1.2.7', ['1.2.8', '1.3.3', '1.4.0'], false],
    ['1.3.2', ['1.2.8', '1.3.3', '1.4.0'], false],
    ['1.3.3', ['1.2.8', '1.3.3', '1.4.0'], true],
    ['1.4.0-rc.3', ['1.2.8', '1.3.3', '1.4.0'], true],
    ['1.5.1', ['1.2.8', '1.3.3', '1.4.0'], true],
    ['1.1.15', ['1.2.8', '1.3.3', '1.4.0'], false],
    ['v1.3.3', ['1.2.8', '1.3.3', '1.4.0'], true],
    ['unknown', ['29.7.0'], false],
  ])('%s of %s: %s', (version, floors, isEnough) => {
    expect(isAtLeast(version, floors)).toBe(isEnough);
  });

  it('is told from one below in what the doctor says', async () => {
    const described = { version: '29.7.1', api: '1.55', runc: '1.2.1', info: { KernelVersion: '6.18.0' } };
    const findings = await floorFindings(described);
    expect(findings.map(({ subject, level }) => `${subject} ${level}`)).toEqual([
      'engine ok',
      'runc warn',
      'kernel ok',
    ]);
    expect(findings[1]?.text).toContain('older than 1.2.8, 1.3.3, 1.4.0');
  });
});

it('the tier follows the runtime', () => {
  expect(['', 'runc', 'crun', 'runsc', 'kata-fc', 'io.containerd.kata.v2'].map(tierOf)).toEqual(
    'T0 T0 T0 T1 T3 T3'.split(' '),
  );
});
