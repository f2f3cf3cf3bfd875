/** What a bulk edit would do to one meeting, as far as the preview could find out. */
export type Outlook = 'would' | 'same' | 'unknown' | 'cannot';

/** Number of meetings for each outlook. */
export type Counts = Record<Outlook, number>;
