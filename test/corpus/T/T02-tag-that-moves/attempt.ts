import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectEngine } from '../../../../src/sandbox/engine.js';
import { resolveImages } from '../../../../src/sandbox/images.js';
import { PACKAGE_DIR } from '../../../support/engine.js';

export default async function attempt(): Promise<string[]> {
  const images = await resolveImages(connectEngine(), PACKAGE_DIR);
  const moving = Object.entries(images).filter(([, image]) => !/^sha256:[0-9a-f]{64}$/u.test(image));
  const base = readFileSync(join(PACKAGE_DIR, 'docker', 'student.Dockerfile'), 'utf8');
  return [
    ...moving.map(([role]) => `the ${role}'s image is named by a tag`),
    ...(base.includes(':latest') ? ['a base image is :latest'] : []),
  ];
}
