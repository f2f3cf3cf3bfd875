import type { Report } from './harness/run.ts';
import type { Testbed } from './harness/testbed.ts';
import { badResponses } from './scenarios/bad-responses.ts';
import { clocks } from './scenarios/clocks.ts';
import { hangups } from './scenarios/hangups.ts';
import { kills } from './scenarios/kills.ts';
import { outages } from './scenarios/outages.ts';
import { restarts } from './scenarios/restarts.ts';
import { rotations } from './scenarios/rotations.ts';
import { stampede } from './scenarios/stampede.ts';
import { stopped } from './scenarios/stopped.ts';

export interface Step {
  name: string;
  run(testbed: Testbed): Promise<Report>;
}

const everyMoment = { moments: ['before', 'requested', 'rotated', 'stored'] } as const;
const everySleeper = { sleepers: ['requested', 'rotated', 'reconnected'] } as const;

/** Runs every scenario once, briefly. Part of `npm test`; takes about a minute. */
export function shortProgram(command: readonly string[]): Step[] {
  return [
    step('stampede', (testbed) => stampede(testbed, { instances: 2, callers: 100, rounds: 2 })),
    step('rotations', (testbed) =>
      rotations(testbed, { hosts: 5, expiriesEach: 4, concurrentHosts: 3, zoomTakesMs: 200 }),
    ),
    step('kills', (testbed) => kills(testbed, { kills: 1, hostsPerKill: 6 })),
    step('restarts', (testbed) => restarts(testbed, { restarts: 1, requestsPerSecond: 10, hosts: 4 })),
    step('hangups', (testbed) => hangups(testbed, { hosts: 4, expiriesEach: 2, requestsEach: 3 })),
    step('bad-responses', (testbed) => badResponses(testbed, { slowOnes: false, graceSeconds: 0 })),
    step('outages', (testbed) =>
      outages(testbed, { moments: ['before', 'rotated'], outageMs: 1_500, hosts: 2, scope: 'all' }),
    ),
    step('stopped', (testbed) => stopped(testbed, { ...everySleeper, hosts: 2, waitForLease: false })),
    step('clocks', (testbed) => clocks(testbed, { shifts: [600], hosts: 2, command })),
  ];
}

/** The program of `npm run test:chaos`; takes a few minutes. */
export function usualProgram(command: readonly string[]): Step[] {
  return [
    ...[1, 2, 4].map((instances) =>
      step('stampede', (testbed) => stampede(testbed, { instances, callers: 100, rounds: 5 })),
    ),
    step('rotations', (testbed) =>
      rotations(testbed, { hosts: 40, expiriesEach: 10, concurrentHosts: 8, zoomTakesMs: 400 }),
    ),
    step('restarts', (testbed) => restarts(testbed, { restarts: 6, requestsPerSecond: 20, hosts: 20 })),
    step('kills', (testbed) => kills(testbed, { kills: 20, hostsPerKill: 5 })),
    step('hangups', (testbed) => hangups(testbed, { hosts: 20, expiriesEach: 8, requestsEach: 4 })),
    step('outages', (testbed) =>
      outages(testbed, { ...everyMoment, outageMs: 3_000, hosts: 5, scope: 'all' }),
    ),
    step('outages', (testbed) =>
      outages(testbed, { ...everyMoment, outageMs: 3_000, hosts: 5, scope: 'one' }),
    ),
    step('bad-responses', (testbed) => badResponses(testbed, { slowOnes: true, graceSeconds: 0 })),
    step('bad-responses', (testbed) => badResponses(testbed, { slowOnes: true, graceSeconds: 60 })),
    step('stopped', (testbed) => stopped(testbed, { ...everySleeper, hosts: 3, waitForLease: true })),
    step('clocks', (testbed) => clocks(testbed, { shifts: [600, -600], hosts: 5, command })),
  ];
}

/** The program of `npm run test:chaos -- --long`; takes several hours. */
export function longProgram(command: readonly string[]): Step[] {
  return [
    ...[1, 2, 4].map((instances) =>
      step('stampede', (testbed) => stampede(testbed, { instances, callers: 100, rounds: 50 })),
    ),
    step('rotations', (testbed) =>
      rotations(testbed, { hosts: 200, expiriesEach: 50, concurrentHosts: 20, zoomTakesMs: 1_000 }),
    ),
    step('restarts', (testbed) => restarts(testbed, { restarts: 50, requestsPerSecond: 50, hosts: 50 })),
    step('kills', (testbed) => kills(testbed, { kills: 200, hostsPerKill: 5 })),
    step('hangups', (testbed) => hangups(testbed, { hosts: 50, expiriesEach: 10, requestsEach: 4 })),
    ...[1_000, 3_400, 10_000, 29_000].flatMap((outageMs) =>
      (['all', 'one'] as const).map((scope) =>
        step('outages', (testbed) => outages(testbed, { ...everyMoment, outageMs, hosts: 10, scope })),
      ),
    ),
    step('bad-responses', (testbed) => badResponses(testbed, { slowOnes: true, graceSeconds: 0 })),
    step('bad-responses', (testbed) => badResponses(testbed, { slowOnes: true, graceSeconds: 60 })),
    step('stopped', (testbed) => stopped(testbed, { ...everySleeper, hosts: 5, waitForLease: true })),
    step('clocks', (testbed) => clocks(testbed, { shifts: [600, -600], hosts: 20, command })),
  ];
}

function step(name: string, run: Step['run']): Step {
  return { name, run };
}
