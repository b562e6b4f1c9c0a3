import { z } from 'zod';
import { Refusal } from '../../base/refusal.js';
import { Cancelled } from '../../grading/cancelled.js';
import { feedbackReportSchema } from '../../results/feedbackReport.js';
import type { FeedbackServer } from './server.js';
import { isAway, untilBack, type Patience } from './untilBack.js';

/** A place in the queue changes without the server telling. */
const WAIT_SECONDS = 10;

/** Of a run's status, what the terminal reads; the rest may grow. */
export const statusSchema = z.object({
  id: z.string(),
  ended: z.boolean(),
  message: z.string(),
  page: z.string(),
  place: z.object({ text: z.string() }).optional(),
  report: feedbackReportSchema.optional(),
  tokens: z.object({ text: z.string() }),
});
type Status = z.infer<typeof statusSchema>;

interface Following {
  readonly token: string;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
  readonly patience: Patience;
}

/** Says where the run stands until it has ended; whoever stops the command cancels the run. */
export async function follow(server: FeedbackServer, sent: Status, following: Following): Promise<Status> {
  const { token, say } = following;
  const path = `/v1/feedback/runs/${sent.id}`;
  const ask = (method: 'GET' | 'DELETE', at: string) => server.ask(method, at, { answer: statusSchema, token });
  const goesOn = `The run goes on: see ${new URL(sent.page, server.url).href}, or run the command again: the same sources are the same run.`;
  let said = '';
  try {
    let status = sent;
    while (!status.ended) {
      const where = status.place?.text ?? status.message;
      if (where !== said) say((said = where));
      status = await untilBack(() => ask('GET', `${path}?waitSeconds=${WAIT_SECONDS}`), following);
    }
    return status;
  } catch (error) {
    if (error instanceof Cancelled) {
      await ask('DELETE', path).catch(() => {
        say(goesOn);
      });
    }
    if (!isAway(error)) throw error;
    const text = `${server.url} has not answered for two minutes.`;
    throw new Refusal({ code: 'serverAway', text, remedy: goesOn, whoseTurn: 'operator' }, { cause: error });
  }
}
