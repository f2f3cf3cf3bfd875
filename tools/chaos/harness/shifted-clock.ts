/**
 * Preloaded before the server: shifts the wall clock of the process by SHIFT_SECONDS, but not the
 * monotonic clock.
 */
const shiftMs = Number(process.env.SHIFT_SECONDS ?? 0) * 1000;
const TrueDate = Date;

class ShiftedDate extends TrueDate {
  constructor(...given: unknown[]) {
    if (given.length === 0) super(TrueDate.now() + shiftMs);
    else super(...(given as [number]));
  }
  static override now(): number {
    return TrueDate.now() + shiftMs;
  }
}

globalThis.Date = ShiftedDate as DateConstructor;
