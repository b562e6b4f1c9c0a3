import { randomInt } from 'node:crypto';
import type { FeedbackClient } from '../db/accessTables.js';
import { first, run, write, type Store } from '../db/store.js';
import { createFeedbackToken } from './feedbackTokens.js';
import { noteBy } from './log.js';
import { personOf, type Person } from './person.js';
import { hashOf, newSecret } from './secret.js';

/** How long a person may take to type a code. */
const GOOD_SECONDS = 600;
const INTERVAL_SECONDS = 5;
/** Neither vowels, which make words, nor what looks alike. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ23456789';

/** What a cell or a terminal gets that asks for a token, after RFC 8628. */
export interface DeviceCode {
  /** For the program, to ask with. */
  readonly deviceCode: string;
  /** For the person, to type on the page: `WXYZ-2345`. */
  readonly userCode: string;
  readonly expiresInSeconds: number;
  readonly intervalSeconds: number;
}

/** What a program that asks again is told. */
export type DevicePoll =
  | { readonly kind: 'token'; readonly token: string; readonly expiresAt: string; readonly name: string }
  | { readonly kind: 'authorizationPending' | 'accessDenied' | 'expiredCode' }
  | { readonly kind: 'slowDown'; readonly intervalSeconds: number };

/** Who asks for a token, for the person who is to allow it. */
export interface DeviceRequest {
  readonly client: FeedbackClient;
  readonly createdAt: string;
}

/** Begins a sign-in of a program. Nobody has allowed anything yet. */
export function beginDevice(store: Store, client: FeedbackClient): DeviceCode {
  const { text, hash } = newSecret();
  const letters = Array.from({ length: 8 }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('');
  const at = store.now();
  const row = {
    ...{ hash, userCodeHash: hashOf(letters), client, state: 'waiting' as const, accountId: null },
    createdAt: at.toISOString(),
    endsAt: new Date(at.getTime() + GOOD_SECONDS * 1000).toISOString(),
    polledAt: null,
    intervalSeconds: INTERVAL_SECONDS,
  };
  write(store, () => {
    run(store, store.query.deleteFrom('deviceCodes').where('endsAt', '<=', at.toISOString()));
    run(store, store.query.insertInto('deviceCodes').values(row));
  });
  const userCode = `${letters.slice(0, 4)}-${letters.slice(4)}`;
  return { deviceCode: text, userCode, expiresInSeconds: GOOD_SECONDS, intervalSeconds: INTERVAL_SECONDS };
}

/** Answers a program that asks whether it was allowed; gives it the token once. */
export function pollDevice(store: Store, deviceCode: string): DevicePoll {
  return write(store, () => {
    const hash = hashOf(deviceCode);
    const found = first(store, open(store).where('hash', '=', hash));
    if (found === undefined || found.state === 'used') return { kind: 'expiredCode' };
    if (found.state === 'denied') return { kind: 'accessDenied' };
    const now = store.now();
    if (found.state === 'waiting') return waitOn(store, hash, found, now);
    const person = found.accountId === null ? undefined : personOf(store, found.accountId);
    run(store, store.query.updateTable('deviceCodes').set({ state: 'used' }).where('hash', '=', hash));
    if (person === undefined) return { kind: 'accessDenied' };
    const { text, endsAt } = createFeedbackToken(store, person.accountId, found.client);
    return { kind: 'token', token: text, expiresAt: endsAt, name: person.name };
  });
}

function waitOn(
  store: Store,
  hash: string,
  { polledAt, intervalSeconds }: { readonly polledAt: string | null; readonly intervalSeconds: number },
  now: Date,
): DevicePoll {
  const isEarly = polledAt !== null && now.getTime() - Date.parse(polledAt) < intervalSeconds * 1000;
  const next = isEarly ? intervalSeconds + INTERVAL_SECONDS : intervalSeconds;
  const change = { polledAt: now.toISOString(), intervalSeconds: next };
  run(store, store.query.updateTable('deviceCodes').set(change).where('hash', '=', hash));
  return isEarly ? { kind: 'slowDown', intervalSeconds: next } : { kind: 'authorizationPending' };
}

/** Who asks under the code that somebody typed, in whatever way they wrote it. */
export function findDevice(store: Store, userCode: string): DeviceRequest | undefined {
  const found = first(store, waiting(store, userCode));
  return found && { client: found.client, createdAt: found.createdAt };
}

/** Allows or denies what asks under a code, once. False where nothing asks under it any more. */
export function decideDevice(store: Store, person: Person, userCode: string, isAllowed: boolean): boolean {
  return write(store, () => {
    const found = first(store, waiting(store, userCode));
    if (found === undefined) return false;
    const decided = isAllowed
      ? { state: 'approved' as const, accountId: person.accountId }
      : { state: 'denied' as const };
    run(store, store.query.updateTable('deviceCodes').set(decided).where('hash', '=', found.hash));
    noteBy(store, person, isAllowed ? 'deviceApproved' : 'deviceDenied', { detail: found.client });
    return true;
  });
}

function waiting(store: Store, userCode: string) {
  const letters = userCode.toUpperCase().replaceAll(/[^A-Z0-9]/gu, '');
  return open(store).where('userCodeHash', '=', hashOf(letters)).where('state', '=', 'waiting');
}

function open(store: Store) {
  return store.query.selectFrom('deviceCodes').selectAll().where('endsAt', '>', store.now().toISOString());
}
