import { createProcessSwitch, type ProcessSwitch, type ProcessSwitchOptions } from './process.ts';
import { createAdvance, type StepsOptions } from './steps.ts';
import {
  createDestinationSwitches,
  type DestinationSwitches,
  type DestinationSwitchesOptions,
} from './switches.ts';
import { DEFAULT_TIMINGS, type SwitchTimings } from './types.ts';

export interface SwitchesOptions
  extends DestinationSwitchesOptions,
    Omit<StepsOptions, 'destinations' | 'installations' | 'timings'>,
    Omit<ProcessSwitchOptions, 'advance'> {
  destinations: DestinationSwitchesOptions['destinations'] & StepsOptions['destinations'];
  timings?: Partial<SwitchTimings> | undefined;
}

export function createSwitches(options: SwitchesOptions): ProcessSwitch & { switches: DestinationSwitches } {
  const timings = { ...DEFAULT_TIMINGS, ...options.timings };
  const advance = createAdvance({ ...options, timings });
  return { switches: createDestinationSwitches(options), ...createProcessSwitch({ ...options, advance }) };
}
