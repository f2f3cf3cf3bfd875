import zoomSdk from '@zoom/appssdk';
import type { Kind } from '../../api/types.ts';

/** The functions of the Zoom client that are used by the page inside it. */
export type ZoomClient = {
  /**
   * Null if Zoom does not report it: outside a meeting, or if the user is neither host nor co-host.
   */
  meeting: { kind: Kind; id: string; topic: string } | null;
  /** Opens an address in the user's browser. */
  openUrl: (url: string) => Promise<void>;
};

const GIVE_UP_AFTER_MS = 5_000;

/** Connects to Zoom's client around this page; null outside Zoom, or if it does not respond. */
export async function connectZoom(): Promise<ZoomClient | null> {
  try {
    const { runningContext } = await zoomSdk.config({
      capabilities: ['getMeetingContext', 'openUrl'],
      version: '0.16',
      timeout: GIVE_UP_AFTER_MS,
    });
    const kind = runningContext === 'inWebinar' ? 'webinars' : 'meetings';
    return {
      meeting: await meetingOf(kind),
      openUrl: async (url) => {
        await zoomSdk.openUrl({ url });
      },
    };
  } catch {
    return null;
  }
}

async function meetingOf(kind: Kind): Promise<ZoomClient['meeting']> {
  try {
    const { meetingID, meetingTopic: topic } = await zoomSdk.getMeetingContext();
    const id = meetingID.replace(/\D/g, '');
    return /^[0-9]{8,19}$/.test(id) ? { kind, id, topic } : null;
  } catch {
    return null;
  }
}
