import type { WebhookTerms } from '../course/notify.js';
import type { Channel, ChannelDeps } from './channel.js';
import { staffChannel, studentsChannel } from './mailChannels.js';
import { noticesOf } from './notice.js';
import { postWebhook } from './webhook.js';
import { webhookBody } from './webhookBody.js';

/** The channels of a course that some kind of notice goes to. */
export function openChannels(deps: ChannelDeps): Channel[] {
  const { staff, webhooks, kinds } = deps.terms;
  const used = new Set(Object.values(kinds).flat());
  return [
    ...(staff === undefined ? [] : [staffChannel(deps, staff)]),
    studentsChannel(deps),
    ...Object.entries(webhooks).map(([name, terms]) => webhookChannel(deps, name, terms)),
  ].filter(({ name }) => used.has(name));
}

function webhookChannel(deps: ChannelDeps, name: string, { url, digestMinutes, details }: WebhookTerms): Channel {
  const { store, course, secrets } = deps;
  return {
    name,
    digestMs: digestMinutes * 60_000,
    recipientsOf: () => [''],
    async send({ key, kind, messages }, signal) {
      const body = webhookBody(store, course, noticesOf(store, messages), { key, kind, details });
      await postWebhook({ url, secret: await secrets.of(name), key, body, at: store.now() }, signal);
    },
  };
}
