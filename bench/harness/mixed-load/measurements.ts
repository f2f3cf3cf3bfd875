import { quantile } from '../rounds.ts';

export const KINDS = ['read', 'read from Zoom', 'list', 'update', 'webhook', 'sign-in'] as const;
export type Kind = (typeof KINDS)[number];

/** One request. `failure` is undefined after success. */
export interface Measurement {
  kind: Kind;
  /** Epoch milliseconds. */
  sentAt: number;
  receivedAt: number;
  failure: Failure | undefined;
}

export interface Failure {
  /** 0 without a response. */
  status: number;
  /** Empty if the response has none. */
  code: string;
}

/** The time of a disturbance, in epoch milliseconds, until its last effect. */
export interface Period {
  name: string;
  from: number;
  to: number;
}

/** The requests of one kind that were in progress during a period, or during none. */
export interface Summary {
  kind: Kind;
  /** Undefined: during no disturbance. */
  period: string | undefined;
  requests: number;
  /** Number of failures by status and code. */
  failures: Record<string, number>;
  /** Of the successful requests, in milliseconds. */
  p50: number;
  p99: number;
}

/** Summarizes each kind during each of these periods, and during none. */
export function summarize(measurements: readonly Measurement[], periods: readonly Period[]): Summary[] {
  const groups = new Map<string, Measurement[]>();
  for (const measurement of measurements) {
    const period = periods.find(({ from, to }) => measurement.sentAt <= to && measurement.receivedAt >= from);
    const key = JSON.stringify([measurement.kind, period?.name]);
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(measurement);
  }
  const names = [undefined, ...periods.map(({ name }) => name)];
  return KINDS.flatMap((kind) =>
    names.map((period) => summaryOf(kind, period, groups.get(JSON.stringify([kind, period])) ?? [])),
  );
}

function summaryOf(kind: Kind, period: string | undefined, group: readonly Measurement[]): Summary {
  const failures: Record<string, number> = {};
  for (const { failure } of group) {
    if (failure === undefined) continue;
    const name = `${failure.status || 'no response'} ${failure.code || 'without a code'}`;
    failures[name] = (failures[name] ?? 0) + 1;
  }
  const ms = group.filter(({ failure }) => !failure).map(({ sentAt, receivedAt }) => receivedAt - sentAt);
  return { kind, period, requests: group.length, failures, p50: quantile(ms, 0.5), p99: quantile(ms, 0.99) };
}
