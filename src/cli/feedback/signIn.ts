import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { Refusal } from '../../base/refusal.js';
import { Cancelled } from '../../grading/cancelled.js';
import { privateFile } from '../../base/privateFile.js';
import type { FeedbackServer } from './server.js';
import { PATIENCE, untilBack } from './untilBack.js';

/** What is kept of a sign-in, by the server's address. */
const tokensSchema = z.record(z.string(), z.object({ token: z.string(), expiresAt: z.string() }));

const codeSchema = z.object({
  deviceCode: z.string(),
  userCode: z.string(),
  verificationUri: z.string(),
  intervalSeconds: z.number().positive(),
});
const tokenSchema = z.object({ token: z.string(), expiresAt: z.string(), name: z.string() });

/** Added to the interval where the server finds it too short (RFC 8628, 3.5). */
const SLOWER_SECONDS = 5;

export interface SignIn {
  /** The token that is kept, or one that is given for a code which a person types on the server's page. */
  token(): Promise<string>;
  /** The server takes it no more. */
  forget(): Promise<void>;
}

/** Tokens are for feedback alone and good for 12 hours. They are kept in the state folder, for their owner to read. */
export function signIn(
  server: FeedbackServer,
  { stateDir, say, signal }: { stateDir: string; say: (line: string) => void; signal: AbortSignal },
): SignIn {
  const file = privateFile(join(stateDir, 'feedback-tokens.json'), tokensSchema, {});

  async function askForToken(): Promise<string> {
    const code = await server.ask('POST', '/v1/device/codes', { answer: codeSchema, body: { client: 'terminal' } });
    say(`Sign in: open ${code.verificationUri} and type ${code.userCode} there. This command waits for you.`);
    for (let seconds = code.intervalSeconds; ;) {
      await sleep(seconds * 1000, undefined, { signal }).catch(() => {
        throw new Cancelled();
      });
      try {
        const body = { deviceCode: code.deviceCode };
        const { token, expiresAt, name } = await untilBack(
          () => server.ask('POST', '/v1/device/tokens', { answer: tokenSchema, body }),
          { patience: PATIENCE, say, signal },
        );
        await file.update((tokens) => ({ ...tokens, [server.url]: { token, expiresAt } }));
        say(`Signed in as ${name}.`);
        return token;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (error.code === 'slowDown') seconds += SLOWER_SECONDS;
        else if (error.code !== 'authorizationPending') throw error;
      }
    }
  }

  return {
    async token() {
      const kept = (await file.read())[server.url];
      return kept !== undefined && Date.parse(kept.expiresAt) > Date.now() ? kept.token : askForToken();
    },
    async forget() {
      await file.update(({ [server.url]: _over, ...others }) => others);
    },
  };
}
