import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { countDeliveries } from '../ledger/deliveries.js';
import type { Store } from '../db/store.js';
import { countWork } from '../work/status.js';

/** What the server counts. Labels are words of ours: no person, no address, no id. */
export interface Metrics {
  readonly registry: Registry;
  readonly requests: Counter<'method' | 'route' | 'status'>;
  readonly requestSeconds: Histogram<'method' | 'route'>;
  readonly receivedBytes: Counter<'route'>;
  readonly admitted: Counter<'result'>;
  readonly refused: Counter<'code'>;
  readonly commits: Counter<'result'>;
  readonly waiting: Gauge;
  readonly notified: Counter<'channel' | 'kind' | 'outcome'>;
}

/** Counts are of this process; how much work there is in each state is asked of the store at each reading. */
export function createMetrics(store: Store): Metrics {
  const registry = new Registry();
  const registers = [registry];
  // Event-loop lag, memory, CPU and garbage collection.
  collectDefaultMetrics({ register: registry, prefix: 'assay_' });
  new Gauge({
    name: 'assay_work',
    help: 'Submissions by state, lane and class.',
    labelNames: ['state', 'lane', 'class'],
    registers,
    collect() {
      this.reset();
      for (const { state, lane, workClass, count } of countWork(store)) {
        this.set({ state, lane, class: workClass }, count);
      }
    },
  });
  new Gauge({
    name: 'assay_deliveries',
    help: 'Messages to people that wait or were given up (dead), by channel.',
    labelNames: ['channel', 'state'],
    registers,
    collect() {
      this.reset();
      for (const { channel, state, count } of countDeliveries(store, ['waiting', 'dead'])) {
        this.set({ channel, state }, count);
      }
    },
  });
  return {
    registry,
    requests: new Counter({
      name: 'assay_http_requests_total',
      help: 'Requests answered.',
      labelNames: ['method', 'route', 'status'],
      registers,
    }),
    requestSeconds: new Histogram({
      name: 'assay_http_request_seconds',
      help: 'From a request’s headers to the end of its answer; long polls wait on purpose.',
      labelNames: ['method', 'route'],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
      registers,
    }),
    receivedBytes: new Counter({
      name: 'assay_received_bytes_total',
      help: 'Bytes of request bodies.',
      labelNames: ['route'],
      registers,
    }),
    admitted: new Counter({
      name: 'assay_submissions_total',
      help: 'Submissions accepted: new, known or unreadable.',
      labelNames: ['result'],
      registers,
    }),
    refused: new Counter({
      name: 'assay_refused_total',
      help: 'Requests refused, by the code of the error.',
      labelNames: ['code'],
      registers,
    }),
    commits: new Counter({
      name: 'assay_commits_total',
      help: 'Results that workers brought, by what became of them.',
      labelNames: ['result'],
      registers,
    }),
    notified: new Counter({
      name: 'assay_notified_total',
      help: 'Tries to send a message to people, by what became of them.',
      labelNames: ['channel', 'kind', 'outcome'],
      registers,
    }),
    waiting: new Gauge({ name: 'assay_http_waiting', help: 'Long polls that wait now.', registers }),
  };
}
