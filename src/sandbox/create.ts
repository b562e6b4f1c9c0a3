import { randomInt } from 'node:crypto';
import type { Container } from 'dockerode';
import { z } from 'zod';
import { statusOf, type Engine } from './engine.js';
import { PlatformError } from '../base/platformError.js';
import { containerSpec, type SandboxPurpose } from './spec.js';

/** Host user ids for sandboxes: above the system's and people's, below the 65 536 of a user-namespace mapping. */
const UIDS = { first: 20_000, count: 40_000 };
const MAX_ATTEMPTS = 50;

const createdSchema = z.object({ Id: z.string(), Warnings: z.array(z.string()).nullish() });

/**
 * Creates a container under a user id that no other running sandbox of this engine has: the container's name
 * holds the uid, so the engine itself refuses (409) where another worker took it first.
 *
 * @throws {PlatformError} where the engine cannot, or where it warns: a limit it does not enforce is no limit.
 */
export async function createContainer(engine: Engine, purpose: SandboxPurpose): Promise<Container> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { Id, Warnings } = await requestCreation(engine, purpose);
      const container = engine.docker.getContainer(Id);
      if (!Warnings || Warnings.length === 0) return container;
      await removeContainer(engine, container);
      throw new PlatformError(`The container engine does not enforce a limit: ${Warnings.join('; ')}`, {
        remedy: 'Operator: `assay doctor` names the limits that this machine lacks.',
      });
    } catch (error) {
      if (statusOf(error) !== 409 || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

/** Removes a container in whatever state it is, with its anonymous volumes. */
export async function removeContainer(engine: Engine, container: Container): Promise<void> {
  try {
    await engine.request('remove a container', (abortSignal) =>
      container.remove({ force: true, v: true, abortSignal }),
    );
  } catch (error) {
    // 404: gone; 409: the engine is removing it already.
    if (statusOf(error) !== 404 && statusOf(error) !== 409) throw error;
  }
}

/** Not dockerode's own `createContainer`: it drops the warnings from the engine's answer. */
async function requestCreation(engine: Engine, purpose: SandboxPurpose): Promise<z.infer<typeof createdSchema>> {
  const { name, ...body } = containerSpec(purpose, UIDS.first + randomInt(UIDS.count));
  const answer = await engine.request(
    'create a container',
    (abortSignal) =>
      new Promise((resolve, reject) => {
        const request = {
          path: '/containers/create?',
          method: 'POST',
          options: { _query: { name }, _body: body },
          statusCodes: { 201: true, 400: 'bad parameter', 404: 'no such image', 409: 'conflict', 500: 'server error' },
          abortSignal,
        };
        engine.docker.modem.dial(request, (error, data: unknown) => {
          if (error) reject(error);
          else resolve(data);
        });
      }),
  );
  return createdSchema.parse(answer);
}
