import { test } from 'tap';
import type { Switch } from '../../src/ui/api/types.ts';
import { failureOf, isUpdateOnly, stepsOf } from '../../src/ui/features/meeting/switch/switch-steps.ts';

const running = {
  ...{
    id: '1',
    destination_id: '2',
    status: 'running',
    step: 'stopping',
    was_live: true,
    settings: 'pending',
  },
  ...{
    restarted: false,
    start_after: null,
    wait_seconds: null,
    problem: null,
    created_at: '',
    finished_at: null,
  },
} as Switch;
const shown = (change: Partial<Switch>) =>
  stepsOf({ ...running, ...change })
    .map(({ step, state }) => `${step} ${state}`)
    .join(', ');

test('the steps of a switch show what is done, in progress, failed and left', async (t) => {
  for (const [change, expected] of [
    [{}, 'stopping current, updating pending, starting pending'],
    [{ step: 'updating' }, 'stopping done, updating current, starting pending'],
    [{ step: 'waiting', settings: 'changed' }, 'stopping done, updating done, starting current'],
    [{ step: 'starting', settings: 'kept' }, 'stopping done, updating failed, starting current'],
    [
      { status: 'failed', step: 'updating', settings: 'kept', restarted: true },
      'stopping done, updating failed, starting done',
    ],
    [{ status: 'failed', step: 'stopping' }, 'stopping failed, updating pending, starting pending'],
    [
      { status: 'failed', step: 'starting', settings: 'changed' },
      'stopping done, updating done, starting failed',
    ],
    [{ step: 'updating', was_live: false }, 'updating current'],
  ] as const)
    t.equal(shown(change), expected);
});

test('a failed switch states what the audience sees', async (t) => {
  t.equal(failureOf({ ...running, step: 'stopping' }), 'live');
  t.equal(failureOf({ ...running, step: 'updating', restarted: true }), 'restarted');
  t.equal(failureOf({ ...running, step: 'starting' }), 'dark');
  t.equal(failureOf({ ...running, step: 'updating', was_live: false }), 'idle');
});

test('only the settings change unless the livestream is or may be live', async (t) => {
  t.equal(isUpdateOnly('live', true), false);
  t.equal(isUpdateOnly('idle', true), true);
  t.equal(isUpdateOnly('unknown', true), false);
  t.equal(isUpdateOnly('unknown', false), true);
  t.equal(isUpdateOnly('unknown', null), true);
});
