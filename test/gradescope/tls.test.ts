import { once } from 'node:events';
import { connect } from 'node:net';
import { pipeline } from 'node:stream';
import { createServer } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { certificate } from '../support/certificate.js';
import { testFolder } from '../support/folder.js';
import { FAULTS, GRADED } from './faults.js';
import { faultServer } from './faultServer.js';
import { autograders, metadata, runOnPlatform, submission } from './platform.js';

/** Leaves five seconds. */
const LIMIT_SECONDS = 35;

/** Ends TLS before `target`, as a reverse proxy does. Returns its port. */
async function tlsFront(target: URL, pair: { key: Buffer; cert: Buffer }) {
  const server = createServer(pair, (socket) => {
    const inside = connect(Number(target.port), target.hostname);
    pipeline(socket, inside, socket, () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

describe('over TLS, the forwarder', () => {
  it('talks to the server whose certificate it was given, under its name, and to no other', async () => {
    await using folder = await testFolder();
    await using server = await faultServer(FAULTS);
    const own = await certificate(folder.path, 'own');
    const other = await certificate(folder.path, 'other');
    await using front = await tlsFront(new URL(server.url), own);

    const [byAddress, byName] = ['127.0.0.1', 'localhost'].map((host) => `https://${host}:${front.port}`);
    const configs = [
      { assignment: 'known', server: byAddress ?? '', caBundle: own.cert },
      { assignment: 'good', server: byAddress ?? '' },
      { assignment: 'waiting', server: byAddress ?? '', caBundle: other.cert },
      { assignment: 'silent', server: byName ?? '', caBundle: own.cert },
    ];
    const files = await submission(folder.path, { 'a.ipynb': '{}' });
    const roots = await autograders(folder.path, configs);
    const runs = roots.map((root) => ({ root, metadata: metadata(), files, timeout: LIMIT_SECONDS }));
    const [trusted, ...refused] = await runOnPlatform(runs);

    expect(trusted?.results).toEqual(GRADED);
    expect(server.requestsOf('known').map(({ isSigned }) => isSigned)).toEqual([true]);
    for (const { results, error_code: error, exit_status: status, stdout } of refused) {
      expect({ error, status }).toEqual({ error: null, status: 0 });
      expect(stdout).toContain('SSLCertVerificationError');
      expect(results).toMatchObject({ extra_data: { ungraded: true }, tests: [{ score: 0, max_score: 0 }] });
      expect(results?.output).toContain('could not be reached');
    }
    expect(['good', 'waiting', 'silent'].flatMap((assignment) => server.requestsOf(assignment))).toEqual([]);
  });
});
