import type { Clock } from '../clock.ts';
import type { State } from '../state.ts';
import { seedDemo } from './demo.ts';

export type Seed = 'demo' | 'none';

export function seedState(state: State, clock: Clock, seed: Seed): void {
  if (seed === 'demo') seedDemo(state, clock);
}
