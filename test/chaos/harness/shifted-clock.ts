/** Loaded before the server where libfaketime is not installed: moves the wall clock of the process, and not the monotonic one. */
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
